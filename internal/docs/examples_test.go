package docs_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// runElsewhere are the folders of examples that another test runs.
var runElsewhere = map[string]string{
	"examples/guides/connecting":                                         "TestAccConnectingExamples",
	"examples/guides/test-your-configuration":                            "TestAccExamples_testedModule",
	"examples/actions/proton_cancel_component_deployment/before-destroy": "TestAccExamples_beforeDestroy",
}

// unusual are the examples whose plan does not show all their effects.
var unusual = map[string]struct {
	awsCLI  bool     // a provisioner runs the AWS CLI: skipped without one
	cancels []string // the components that the AWS CLI cancels
	forgets bool     // after the apply no deployment is in progress, so the next plan destroys the resources
}{
	"examples/data-sources/proton_components":                        {forgets: true},
	"examples/guides/cancelling-what-is-in-flight/whole-environment": {forgets: true},
	"examples/guides/from-local-exec/before":                         {awsCLI: true, cancels: []string{"api"}},
}

// inProgress are the components whose deployments are in progress before an example is applied.
var inProgress = []emulator.Component{
	{Name: "api", EnvironmentName: "prod", ServiceName: "shop", ServiceInstanceName: "shop-prod", ServiceSpec: "proton: ServiceSpec"},
	{Name: "web", EnvironmentName: "prod", Description: "the shop's pages"},
	{Name: "worker", EnvironmentName: "prod"},
	{Name: "preview", EnvironmentName: "staging"},
}

// TestAccExamples applies the configuration in every folder of examples/, with the components that it needs, and compares the
// emulator's journal with the plan.
func TestAccExamples(t *testing.T) {
	t.Parallel()
	for _, folder := range exampleFolders(t) {
		t.Run(strings.TrimPrefix(folder, "examples/"), func(t *testing.T) {
			t.Parallel()
			for subtree, test := range runElsewhere {
				if strings.HasPrefix(folder+"/", subtree+"/") {
					t.Skipf("run by %s", test)
				}
			}
			applyExample(t, folder)
		})
	}
}

func exampleFolders(t *testing.T) []string {
	t.Helper()
	folders := map[string]bool{}
	for _, file := range files(t, ".tf") {
		if strings.HasPrefix(file, "examples/") {
			folders[path.Dir(file)] = true
		}
	}
	return slices.Sorted(maps.Keys(folders))
}

var (
	actionBlock = regexp.MustCompile(`(?m)^action "(\w+)" "(\w+)"`)
	removing    = regexp.MustCompile(`(?m)^removed {`)
	cancelling  = regexp.MustCompile(`(?m)^resource "proton_component_deployment_cancellation"|^action "proton_`)
	reading     = regexp.MustCompile(`(?m)^data "proton_`)
)

func applyExample(t *testing.T, folder string) {
	t.Helper()
	acctest.SkipUnlessAcc(t)
	e := newEmulator(t)
	w, config := exampleWorkspace(t, e, folder)
	if actionBlock.MatchString(config) {
		acctest.SkipWithoutActions(t)
	}
	if removing.MatchString(config) {
		skipWithoutRemoved(t)
	}
	special := unusual[folder]
	if special.awsCLI {
		skipWithoutAWSCLI(t)
	}

	w.Run(t, 0, "plan", "-out=plan")
	want := append(plannedCancels(t, w.Run(t, 0, "show", "-json", "plan")), special.cancels...)
	if len(want) == 0 && cancelling.MatchString(config) {
		t.Error("the example cancels nothing: does newEmulator have its components?")
	}
	w.Run(t, 0, "apply", "-auto-approve")
	wantCancelled(t, e, want)

	if special.forgets {
		second := w.Run(t, 2, "plan", "-detailed-exitcode")
		if !strings.Contains(second, "0 to add, 0 to change, ") {
			t.Errorf("the second plan does not only destroy resources:\n%s", second)
		}
		w.Run(t, 0, "apply", "-auto-approve")
	}
	w.Run(t, 0, "plan", "-detailed-exitcode") // 2 is a change
	invokeActions(t, e, w, config)

	cancels, requests := e.Count("CancelComponentDeployment"), len(e.Operations())
	w.Run(t, 0, "destroy", "-auto-approve")
	if got := e.Count("CancelComponentDeployment"); got != cancels {
		t.Errorf("destroying cancelled %d deployments", got-cancels)
	}
	if got := len(e.Operations()); got != requests && !reading.MatchString(config) {
		t.Errorf("destroying made the calls %q", e.Operations()[requests:])
	}
}

func skipWithoutRemoved(t *testing.T) {
	t.Helper()
	acctest.SkipBelow(t, "1.7.0", "1.8.0", "removed blocks with destroy = false")
}

// skipWithoutAWSCLI skips a test that runs the AWS CLI, unless there is one that supports Proton.
func skipWithoutAWSCLI(t *testing.T) {
	t.Helper()
	help := exec.CommandContext(t.Context(), "aws", "proton", "cancel-component-deployment", "--generate-cli-skeleton")
	if err := help.Run(); err != nil {
		t.Skipf("there is no AWS CLI that supports Proton: %s", err)
	}
}

// newEmulator starts an emulator with the components of the examples.
func newEmulator(t *testing.T, options ...emulator.Option) *acctest.Emulator {
	t.Helper()
	e := acctest.NewEmulator(t, options...)
	for _, c := range inProgress {
		e.Add(t, c)
	}
	e.Add(t, emulator.Component{Name: "payments", EnvironmentName: "prod", Status: "SUCCEEDED"})
	return e
}

// exampleWorkspace copies an example into a workspace whose environment has the emulator, as a user's would. It also returns
// the configuration.
func exampleWorkspace(t *testing.T, e *acctest.Emulator, folder string) (*acctest.Workspace, string) {
	t.Helper()
	w := acctest.NewWorkspace(t, "",
		"AWS_ENDPOINT_URL_PROTON="+e.URL,
		"AWS_REGION=us-east-1",
		"AWS_DEFAULT_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=AKIDEXAMPLE",
		"AWS_SECRET_ACCESS_KEY=secret",
		"TF_VAR_proton_endpoint="+e.URL,
	)
	return w, copyExample(t, w, folder)
}

// copyExample replaces the workspace's configuration with that of the folder, and returns it.
func copyExample(t *testing.T, w *acctest.Workspace, folder string) (config string) {
	t.Helper()
	old, err := filepath.Glob(filepath.Join(w.Dir, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range old {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range files(t, ".tf") {
		if path.Dir(file) != folder {
			continue
		}
		text := read(t, file)
		if err := os.WriteFile(filepath.Join(w.Dir, path.Base(file)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		config += text + "\n"
	}
	return config
}

// plannedCancels returns the components whose deployments the plan will cancel, by a resource or by an action.
func plannedCancels(t *testing.T, planJSON string) []string {
	t.Helper()
	var plan struct {
		ResourceChanges []struct {
			Type   string
			Change struct {
				Actions []string
				After   map[string]any
			}
		} `json:"resource_changes"`
		ActionInvocations []struct {
			ConfigValues map[string]any `json:"config_values"`
		} `json:"action_invocations"`
	}
	if err := json.Unmarshal([]byte(planJSON), &plan); err != nil {
		t.Fatal(err)
	}
	var names []string
	add := func(values map[string]any) {
		name, ok := values["component_name"].(string)
		if !ok {
			t.Fatal("a component's name is not known in the plan: change the example")
		}
		names = append(names, name)
	}
	for _, c := range plan.ResourceChanges {
		if c.Type == "proton_component_deployment_cancellation" && slices.Contains(c.Change.Actions, "create") {
			add(c.Change.After)
		}
	}
	for _, a := range plan.ActionInvocations {
		add(a.ConfigValues)
	}
	return names
}

// wantCancelled fails the test unless the deployments of exactly these components were cancelled, by one request each.
func wantCancelled(t *testing.T, e *acctest.Emulator, want []string) {
	t.Helper()
	var got []string
	for _, call := range e.Calls() {
		if call.Operation != "CancelComponentDeployment" {
			continue
		}
		got = append(got, call.Component)
		if call.Error != "" {
			t.Errorf("cancelling %s was refused: %s", call.Component, call.Error)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("other components were cancelled than the example plans (-planned +cancelled):\n%s", diff)
	}
}

// invokeActions invokes each action of the example, after new deployments have started.
func invokeActions(t *testing.T, e *acctest.Emulator, w *acctest.Workspace, config string) {
	t.Helper()
	for _, block := range actionBlock.FindAllStringSubmatch(config, -1) {
		for _, c := range inProgress {
			if _, err := e.Deploy(c.Name); err != nil {
				t.Fatal(err)
			}
		}
		before := e.Count("CancelComponentDeployment")
		w.Run(t, 0, "apply", "-auto-approve", "-invoke=action."+block[1]+"."+block[2])
		if e.Count("CancelComponentDeployment") == before {
			t.Errorf("action %s.%s cancelled nothing", block[1], block[2])
		}
	}
}

// TestAccExamples_formatted shows that the examples have the CLI's format.
func TestAccExamples_formatted(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	w := acctest.NewWorkspace(t, "")
	w.Run(t, 0, "fmt", "-check", "-diff", "-recursive", filepath.Join(acctest.Root(), "examples"))
}
