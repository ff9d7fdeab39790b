package docs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// TestAccExamples_testedModule runs the tests of the module in the guide 'Test your configuration'.
func TestAccExamples_testedModule(t *testing.T) {
	t.Parallel()
	const folder = "examples/guides/test-your-configuration"
	for name, test := range map[string]struct {
		components []string
		args       []string
		status     int
		contains   string
		cancels    int
	}{
		"all": {
			components: []string{"api", "web"}, contains: "4 passed, 0 failed", cancels: 2,
		},
		"mock alone": {
			args: []string{"-filter=" + filepath.Join("tests", "mock.tftest.hcl")}, contains: "2 passed, 0 failed",
		},
		"a component is missing": {
			components: []string{"web"}, status: 1, contains: "Component not found", cancels: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.WithComponents(t, test.components...)
			runTests(t, e, folder, test.status, test.contains, test.args...)
			if got := e.Count("CancelComponentDeployment"); got != test.cancels {
				t.Errorf("got %d cancels, want %d", got, test.cancels)
			}
		})
	}
}

// TestAccExamples_mockedEnvironment runs the tests of the example in the guide 'Cancelling what is in flight'. They make no calls.
func TestAccExamples_mockedEnvironment(t *testing.T) {
	t.Parallel()
	e := newEmulator(t)
	runTests(t, e, "examples/guides/cancelling-what-is-in-flight/whole-environment", 0, "3 passed, 0 failed")
	if got := e.Operations(); len(got) != 0 {
		t.Errorf("got the requests %q, want none", got)
	}
}

// runTests runs `terraform test` in a copy of the folder.
func runTests(t *testing.T, e *acctest.Emulator, folder string, status int, contains string, args ...string) {
	t.Helper()
	acctest.SkipBelow(t, "1.7.0", "1.8.0", "mock_provider in its tests")
	w, _ := exampleWorkspace(t, e, folder)
	tests := filepath.Join(acctest.Root(), filepath.FromSlash(folder), "tests")
	if err := os.CopyFS(filepath.Join(w.Dir, "tests"), os.DirFS(tests)); err != nil {
		t.Fatal(err)
	}
	if output := w.Run(t, status, append([]string{"test"}, args...)...); !strings.Contains(output, contains) {
		t.Errorf("the output does not have %q:\n%s", contains, output)
	}
}
