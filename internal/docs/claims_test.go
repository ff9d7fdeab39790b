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
	testName       = regexp.MustCompile("`((?:Test|Fuzz|Benchmark|Example)[A-Z]\\w*)`")
	testFunc       = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark|Example)[A-Z]\w*)\(`)
	makeTarget     = regexp.MustCompile("`make ([a-z-]+)|(?m)^make ([a-z-]+)")
	terraformBlock = regexp.MustCompile("(?s)```terraform\n(.*?)```")
	rule           = regexp.MustCompile(`(?m)^([a-z-]+):`)
)

// TestNamedTestsExist shows that every test that a page names exists.
func TestNamedTestsExist(t *testing.T) {
	t.Parallel()
	existing := map[string]bool{}
	for _, file := range files(t, "_test.go") {
		for _, match := range testFunc.FindAllStringSubmatch(read(t, file), -1) {
			existing[match[1]] = true
		}
	}
	named := map[string]string{}
	for _, file := range files(t, ".md") {
		for _, match := range testName.FindAllStringSubmatch(read(t, file), -1) {
			named[match[1]] = file
		}
	}
	for _, test := range runElsewhere {
		named[test] = "runElsewhere"
	}
	for test, file := range named {
		if !existing[test] {
			t.Errorf("%s names %s, which does not exist", file, test)
		}
	}
}

// TestDesignIsBacked shows that every section of DESIGN.md that claims something names a test that holds it.
func TestDesignIsBacked(t *testing.T) {
	t.Parallel()
	sections := strings.Split(read(t, "DESIGN.md"), "\n## ")[1:]
	if len(sections) < 5 {
		t.Fatalf("found %d sections in DESIGN.md", len(sections))
	}
	for _, section := range sections {
		title, body, _ := strings.Cut(section, "\n")
		if !testName.MatchString(body) {
			t.Errorf("DESIGN.md: the section %q names no test", title)
		}
	}
}

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

// TestReadmeShowsExamples shows that the configurations in README.md are examples, which are applied.
func TestReadmeShowsExamples(t *testing.T) {
	t.Parallel()
	examples := map[string]bool{}
	for _, file := range files(t, ".tf") {
		examples[strings.TrimSpace(read(t, file))] = true
	}
	blocks := terraformBlock.FindAllStringSubmatch(read(t, "README.md"), -1)
	for _, block := range blocks {
		if !examples[strings.TrimSpace(block[1])] {
			t.Errorf("README.md has a configuration that is none of the examples:\n%s", block[1])
		}
	}
	if len(blocks) == 0 {
		t.Error("README.md has no configuration")
	}
}

// TestPolicies shows that the IAM policies of the documentation allow just what the provider calls.
func TestPolicies(t *testing.T) {
	t.Parallel()
	for file, want := range map[string][]string{
		"examples/iam/cancel.json": {"proton:CancelComponentDeployment", "proton:GetComponent"},
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
			t.Errorf("%s allows something else (-want +got):\n%s", file, diff)
		}
	}
}

var (
	uses   = regexp.MustCompile(`(?m)^\s*(?:- )?uses: (\S+.*)$`)
	pinned = regexp.MustCompile(`^[\w/.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$|^\./`)
)

// TestActionsArePinned shows that the workflows use every action at a commit, with its version beside it, and begin with
// no more than the permission to read.
func TestActionsArePinned(t *testing.T) {
	t.Parallel()
	for _, file := range files(t, ".yml") {
		if !strings.HasPrefix(file, ".github/workflows/") {
			continue
		}
		text := read(t, file)
		for _, match := range uses.FindAllStringSubmatch(text, -1) {
			if !pinned.MatchString(match[1]) {
				t.Errorf("%s uses %s, which is not pinned", file, match[1])
			}
		}
		if !strings.Contains(text, "\npermissions:\n  contents: read\n\n") {
			t.Errorf("%s begins with other permissions than to read", file)
		}
	}
}

// TestGoreleaserVersions shows that a release is built by the GoReleaser that release-check has checked. 2.15.0 and 2.15.1
// made signatures that no registry accepts.
func TestGoreleaserVersions(t *testing.T) {
	t.Parallel()
	checked := regexp.MustCompile(`goreleaser/v2@(v\S+)`).FindStringSubmatch(read(t, "GNUmakefile"))
	used := regexp.MustCompile(`goreleaser-action@.*\n.*\n +version: (v\S+)`).FindStringSubmatch(read(t, ".github/workflows/release.yml"))
	if checked == nil || used == nil || checked[1] != used[1] {
		t.Errorf("release-check uses %q, the workflow %q", checked, used)
	}
}
