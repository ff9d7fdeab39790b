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
	acctest.SkipBelow(t, "1.7.0", "1.8.0", "mock_provider in its tests")
	const folder = "examples/guides/test-your-configuration"
	for name, test := range map[string]struct {
		components []string
		args       []string
		status     int
		contains   string
		cancels    int
	}{
		"all": {
			components: []string{"api", "web"}, args: []string{"test"},
			contains: "4 passed, 0 failed", cancels: 2,
		},
		"mock alone": {
			args: []string{"test", "-filter=" + filepath.Join("tests", "mock.tftest.hcl")}, contains: "2 passed, 0 failed",
		},
		"a component is missing": {
			components: []string{"web"}, args: []string{"test"}, status: 1,
			contains: "Component not found", cancels: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.WithComponents(t, test.components...)
			w, _ := exampleWorkspace(t, e, folder)
			tests := filepath.Join(acctest.Root(), filepath.FromSlash(folder), "tests")
			if err := os.CopyFS(filepath.Join(w.Dir, "tests"), os.DirFS(tests)); err != nil {
				t.Fatal(err)
			}
			if output := w.Run(t, test.status, test.args...); !strings.Contains(output, test.contains) {
				t.Errorf("the output does not have %q:\n%s", test.contains, output)
			}
			if got := e.Count("CancelComponentDeployment"); got != test.cancels {
				t.Errorf("got %d cancels, want %d", got, test.cancels)
			}
		})
	}
}
