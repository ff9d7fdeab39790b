package docs_test

import (
	"path"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// TestAccExamples_retired applies an example with a cancellation, and then the one that removes it from the state, which makes
// no calls.
func TestAccExamples_retired(t *testing.T) {
	t.Parallel()
	skipWithoutRemoved(t)
	const guide = "examples/guides/after-the-end-of-proton/"
	e := newEmulator(t)
	w, _ := exampleWorkspace(t, e, guide+"recorded")
	w.Run(t, 0, "apply", "-auto-approve")
	requests := len(e.Operations())

	copyExample(t, w, guide+"retired")
	w.Run(t, 0, "apply", "-auto-approve")
	if left := w.Run(t, 0, "state", "list"); left != "" {
		t.Errorf("the state still has %s", left)
	}
	w.Run(t, 0, "plan", "-detailed-exitcode")
	if got := len(e.Operations()); got != requests {
		t.Errorf("the removal made the calls %q", e.Operations()[requests:])
	}
}

// TestAccExamples_newerDeployment has a deployment that starts while the cancellation of an earlier one is in the state. As the
// guide says, for_each over names does not cancel it, and a trigger with the deployment's ID does.
func TestAccExamples_newerDeployment(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	for folder, want := range map[string][]string{
		"examples/data-sources/proton_components":                        {"api", "web", "worker"},
		"examples/guides/cancelling-what-is-in-flight/whole-environment": {"api", "api", "web", "worker"},
	} {
		t.Run(path.Base(folder), func(t *testing.T) {
			t.Parallel()
			e := newEmulator(t)
			w, _ := exampleWorkspace(t, e, folder)
			w.Run(t, 0, "apply", "-auto-approve")
			if _, err := e.Deploy("api"); err != nil {
				t.Fatal(err)
			}
			w.Run(t, 0, "apply", "-auto-approve")
			wantCancelled(t, e, want)
			if left := w.Run(t, 0, "state", "list"); !strings.Contains(left, `["api"]`) || strings.Contains(left, `["web"]`) {
				t.Errorf("got other resources in the state than that of api:\n%s", left)
			}
		})
	}
}

// TestAccExamples_incidentOver shows that the guide's variable prevents the cancellation of later deployments.
func TestAccExamples_incidentOver(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	e := newEmulator(t)
	w, _ := exampleWorkspace(t, e, "examples/guides/cancelling-what-is-in-flight/whole-environment")
	w.Run(t, 0, "apply", "-auto-approve", "-var", "incident=")
	wantCancelled(t, e, nil)
	w.Run(t, 0, "plan", "-detailed-exitcode", "-var", "incident=")
}

// TestAccExamples_beforeDestroy shows that the action's example cancels when its trigger is destroyed, and not before.
func TestAccExamples_beforeDestroy(t *testing.T) {
	t.Parallel()
	acctest.SkipBelow(t, "1.16.0", "", "before_destroy in action_trigger")
	for name, destroy := range map[string][]string{
		"all":      {"destroy", "-auto-approve"},
		"targeted": {"destroy", "-auto-approve", "-target=terraform_data.environment"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEmulator(t)
			w, _ := exampleWorkspace(t, e, "examples/actions/proton_cancel_component_deployment/before-destroy")
			w.Run(t, 0, "apply", "-auto-approve")
			wantCancelled(t, e, nil)
			w.Run(t, 0, destroy...)
			wantCancelled(t, e, []string{"api"})
		})
	}
}
