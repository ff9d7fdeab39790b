package docs_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	makeTarget     = regexp.MustCompile("`make ([a-z-]+)|(?m)^make ([a-z-]+)")
	terraformBlock = regexp.MustCompile("(?s)```terraform\n(.*?)```")
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
