package docs_test

import (
	"flag"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

var update = flag.Bool("update", false, "regenerate the outputs that the documentation shows")

// output describes how an output in the documentation is recorded, by a run of the example in its folder.
type output struct {
	cli      string // the beginning of the output of `version`
	awsCLI   bool   // the example runs the AWS CLI
	replace  [2]string
	duration time.Duration // of a cancellation
	before   func(*testing.T, *acctest.Emulator, *acctest.Workspace)
	args     []string
	status   int
	from, to string // the beginning of the part that is shown, and what follows it; "" means the end
}

var outputs = map[string]output{
	"examples/actions/proton_cancel_component_deployment/invoke.txt": {
		cli: "Terraform v1.14.", duration: 2 * time.Second,
		args: []string{"apply", "-auto-approve", "-invoke=action.proton_cancel_component_deployment.api"},
		from: "Action started", to: "\nWarning: Deprecated",
	},
	"examples/actions/proton_cancel_component_deployment/trigger.txt": {
		cli: "Terraform v1.14.", duration: 2 * time.Second,
		args: []string{"apply", "-auto-approve"}, from: "  # terraform_data.freeze will be created", to: "\nWarning: Deprecated",
	},
	"examples/actions/proton_cancel_component_deployment/failed.txt": {
		cli: "Terraform v1.14.",
		before: func(t *testing.T, e *acctest.Emulator, _ *acctest.Workspace) {
			t.Helper()
			if err := e.Finish("api", "SUCCEEDED", ""); err != nil {
				t.Fatal(err)
			}
		},
		args: []string{"apply", "-auto-approve"}, status: 1, from: "Error: ",
	},
	"examples/resources/proton_component_deployment_cancellation/timeout.txt": {
		cli: "Terraform v", replace: [2]string{"10m", "3s"}, duration: time.Hour,
		args: []string{"apply", "-auto-approve"}, status: 1, from: "Error: ", to: "\nError: Resource postcondition",
	},
	"examples/guides/from-local-exec/before/second-run.txt": {
		cli: "Terraform v", awsCLI: true, duration: time.Hour,
		before: func(t *testing.T, _ *acctest.Emulator, w *acctest.Workspace) {
			t.Helper()
			w.Run(t, 0, "apply", "-auto-approve")
			w.Run(t, 0, "taint", "terraform_data.cancel")
		},
		args: []string{"apply", "-auto-approve"}, status: 1, from: "terraform_data.cancel: Provisioning",
	},
	"examples/guides/after-the-end-of-proton/retired/plan.txt": {
		cli: "Terraform v",
		before: func(t *testing.T, _ *acctest.Emulator, w *acctest.Workspace) {
			t.Helper()
			skipWithoutRemoved(t)
			const guide = "examples/guides/after-the-end-of-proton/"
			copyExample(t, w, guide+"recorded")
			w.Run(t, 0, "apply", "-auto-approve")
			copyExample(t, w, guide+"retired")
		},
		args: []string{"plan"}, from: "Terraform will perform", to: "\n─",
	},
}

// TestAccOutputs compares the outputs that the documentation shows with new ones. With -update, it writes them.
func TestAccOutputs(t *testing.T) {
	t.Parallel()
	for _, file := range files(t, ".txt") {
		if _, ok := outputs[file]; !ok && strings.HasPrefix(file, "examples/") {
			t.Errorf("%s: this output is not in outputs, so it cannot be compared", file)
		}
	}
	for file, o := range outputs {
		t.Run(strings.TrimPrefix(file, "examples/"), func(t *testing.T) {
			t.Parallel()
			got := o.run(t, path.Dir(file))
			if *update {
				if err := os.WriteFile(filepath.Join(acctest.Root(), file), []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(masked(read(t, file)), masked(got)); diff != "" {
				t.Errorf("%s is out of date (-file +now). If the change is intended, run this test with -update:\n%s", file, diff)
			}
		})
	}
}

func (o output) run(t *testing.T, folder string) string {
	t.Helper()
	acctest.SkipUnlessAcc(t)
	e := newEmulator(t, emulator.WithCancelTime(o.duration))
	w, _ := exampleWorkspace(t, e, folder)
	if version := w.Run(t, 0, "version"); !strings.HasPrefix(version, o.cli) {
		t.Skipf("this output was recorded with %s", strings.TrimSuffix(o.cli, "."))
	}
	if o.awsCLI {
		skipWithoutAWSCLI(t)
	}
	if o.replace[0] != "" {
		replaceInFiles(t, w.Dir, o.replace)
	}
	if o.before != nil {
		o.before(t, e, w)
	}
	return o.part(t, w.Run(t, o.status, o.args...))
}

func replaceInFiles(t *testing.T, dir string, replace [2]string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), replace[0], replace[1])), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

var (
	overrides = regexp.MustCompile(`(?s)\nWarning: Provider development overrides are in effect\n.*?\nreleases\.\n`)
	trailing  = regexp.MustCompile(`[ \t]+\n`)
	masks     = []*regexp.Regexp{
		regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`),
		regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`),
		regexp.MustCompile(`[\dm.]+s elapsed`), regexp.MustCompile(`(within|complete after) [\dm.]+s`),
		// On a slow machine, the CLI reports that it waits.
		regexp.MustCompile(`(?m)^\S+: Still .*$`),
		// The versions of the AWS CLI differ in these.
		regexp.MustCompile(`exit status \d+`), regexp.MustCompile(`aws: \[ERROR\]: `),
	}
)

// part returns the part of an output that is shown.
func (o output) part(t *testing.T, text string) string {
	t.Helper()
	text = trailing.ReplaceAllString(overrides.ReplaceAllString(text, ""), "\n")
	at := strings.Index(text, o.from)
	if at < 0 {
		t.Fatalf("the output has no %q:\n%s", o.from, text)
	}
	text = text[at:]
	if o.to != "" {
		text, _, _ = strings.Cut(text, o.to)
	}
	return strings.TrimSpace(text) + "\n"
}

// masked removes what differs between two runs, and line breaks, which depend on the length of that.
func masked(text string) string {
	for _, mask := range masks {
		text = mask.ReplaceAllString(text, "")
	}
	return strings.Join(strings.Fields(text), " ")
}
