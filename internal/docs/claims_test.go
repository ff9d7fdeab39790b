package docs_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

var (
	makeTarget     = regexp.MustCompile("`make ([a-z-]+)|(?m)^make ([a-z-]+)")
	terraformBlock = regexp.MustCompile("(?s)```terraform\n(.*?)```")
	sourceFile     = regexp.MustCompile("`((?:internal|cmd|scripts|tools|examples|templates)/[^`\\s]*\\.[a-z]+)`")
	rule           = regexp.MustCompile(`(?m)^([a-z-]+):`)
)

// TestNamedTargetsExist shows that every target of make that a page names exists.
func TestNamedTargetsExist(t *testing.T) {
	t.Parallel()
	existing := map[string]bool{}
	for _, match := range rule.FindAllStringSubmatch(read(t, "GNUmakefile"), -1) {
		existing[match[1]] = true
	}
	for _, file := range append(files(t, ".md"), files(t, ".yml")...) {
		for _, match := range makeTarget.FindAllStringSubmatch(read(t, file), -1) {
			if target := match[1] + match[2]; !existing[target] {
				t.Errorf("%s names make %s, which does not exist", file, target)
			}
		}
	}
}

// TestNamedFilesExist shows that every source file that a page names exists.
func TestNamedFilesExist(t *testing.T) {
	t.Parallel()
	names := 0
	for _, file := range files(t, ".md") {
		for _, match := range sourceFile.FindAllStringSubmatch(read(t, file), -1) {
			names++
			if _, err := os.Stat(filepath.Join(acctest.Root(), filepath.FromSlash(match[1]))); err != nil && file != "CHANGELOG.md" {
				t.Errorf("%s names %s, which does not exist", file, match[1])
			}
		}
	}
	if names < 5 {
		t.Errorf("found only %d names of files: the regular expression must be wrong", names)
	}
}

// TestReadmeShowsExamples shows that each configuration in README.md is an example, which another test applies.
func TestReadmeShowsExamples(t *testing.T) {
	t.Parallel()
	examples := map[string]bool{}
	for _, file := range files(t, ".tf") {
		examples[strings.TrimSpace(read(t, file))] = true
	}
	blocks := terraformBlock.FindAllStringSubmatch(read(t, "README.md"), -1)
	for _, block := range blocks {
		if !examples[strings.TrimSpace(block[1])] {
			t.Errorf("README.md has a configuration that is not an example:\n%s", block[1])
		}
	}
	if len(blocks) == 0 {
		t.Error("README.md has no configuration")
	}
}

// TestPolicies shows that the IAM policies of the documentation allow exactly the actions that the provider needs.
func TestPolicies(t *testing.T) {
	t.Parallel()
	for file, want := range map[string][]string{
		"examples/iam/cancel.json": {"proton:CancelComponentDeployment", "proton:GetComponent", "proton:GetDeployment"},
		"examples/iam/read.json":   {"proton:GetComponent", "proton:ListComponents"},
	} {
		var policy struct {
			Statement []struct {
				Action []string
			}
		}
		if err := json.Unmarshal([]byte(read(t, file)), &policy); err != nil {
			t.Fatalf("%s: %s", file, err)
		}
		allowed := map[string]bool{}
		for _, s := range policy.Statement {
			for _, action := range s.Action {
				allowed[action] = true
			}
		}
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(allowed))); diff != "" {
			t.Errorf("%s allows other actions (-want +got):\n%s", file, diff)
		}
	}
}

// TestBadges shows that the badges in README.md say what the project's files say.
func TestBadges(t *testing.T) {
	t.Parallel()
	var manifest struct {
		Metadata struct {
			Versions []string `json:"protocol_versions"`
		}
	}
	if err := json.Unmarshal([]byte(read(t, "terraform-registry-manifest.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	goVersion := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "go.mod"))[1]
	for badge, want := range map[string]string{
		"docs/images/badge-licence.svg":  "licence: MPL-2.0",
		"docs/images/badge-go.svg":       "Go: " + goVersion,
		"docs/images/badge-protocol.svg": "plugin protocol: " + strings.TrimSuffix(strings.Join(manifest.Metadata.Versions, ", "), ".0"),
	} {
		if !strings.Contains(read(t, badge), "<title>"+want+"</title>") {
			t.Errorf("%s does not say %q", badge, want)
		}
		if _, text, _ := strings.Cut(want, ": "); strings.Count(read(t, badge), ">"+text+"</text>") != 1 {
			t.Errorf("%s does not show %q", badge, text)
		}
		if !strings.Contains(read(t, "README.md"), "]("+badge+")") {
			t.Errorf("README.md does not show %s", badge)
		}
	}
	if !strings.HasPrefix(read(t, "LICENSE"), "Mozilla Public License Version 2.0\n") {
		t.Error("LICENSE is not the MPL-2.0")
	}
}

// TestPagesHaveNoCallouts shows that pages use quotes instead of the callouts ~>, -> and !>, which GitHub does not render. The
// registries of Terraform and OpenTofu render both.
func TestPagesHaveNoCallouts(t *testing.T) {
	t.Parallel()
	callout := regexp.MustCompile(`(?m)^[~!-]> .*`)
	for _, file := range append(files(t, ".md"), files(t, ".tmpl")...) {
		for _, found := range callout.FindAllString(read(t, file), -1) {
			t.Errorf("%s has a callout: %s", file, found)
		}
	}
}
