package actions_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// triggeredBy returns a resource whose action_trigger has these arguments, and which is replaced when version changes.
func triggeredBy(version, arguments string) string {
	return action + fmt.Sprintf(`
resource "terraform_data" "test" {
  triggers_replace = %q

  lifecycle {
    action_trigger {
      actions = [action.proton_cancel_component_deployment.api]
      %s
    }
  }
}
`, version, arguments)
}

// newTrigger returns an emulator with a component api of this status, and a workspace.
func newTrigger(t *testing.T, componentStatus, config string) (*acctest.Emulator, *acctest.Workspace) {
	t.Helper()
	acctest.SkipBelow(t, "1.16.0", "", "on_failure and destroy events in action_trigger")
	e := acctest.NewEmulator(t)
	e.Add(t, emulator.Component{Name: "api", Status: status(componentStatus)})
	return e, acctest.NewWorkspace(t, acctest.Source+e.Provider()+config)
}

// TestAccCancelComponentDeployment_onFailure shows the state after a failed after_create action, and the next plan.
func TestAccCancelComponentDeployment_onFailure(t *testing.T) {
	t.Parallel()
	for onFailure, test := range map[string]struct {
		apply, plan int    // exit statuses; 2 is a plan with changes
		record      string // status in the state
	}{
		"halt":     {apply: 1},
		"taint":    {apply: 1, plan: 2, record: "tainted"},
		"continue": {apply: 0},
	} {
		t.Run(onFailure, func(t *testing.T) {
			t.Parallel()
			e, w := newTrigger(t, "SUCCEEDED", triggeredBy("1", "events = [after_create]\n on_failure = "+onFailure))
			wantOutput(t, w.Run(t, test.apply, "apply", "-auto-approve"), "No component deployment in progress")
			if got := w.Records(t)["terraform_data"]; len(got) != 1 || got[0].Status != test.record {
				t.Errorf("got %v, want one resource with status %q", got, test.record)
			}
			w.Run(t, test.plan, "plan", "-detailed-exitcode")

			if _, err := e.Deploy("api"); err != nil {
				t.Fatal(err)
			}
			output, again := w.Run(t, 0, "apply", "-auto-approve"), 1
			if test.plan == 2 {
				wantOutput(t, output, "api ended in CANCELLED")
				again = 2
			}
			if got := e.Count("CancelComponentDeployment"); got != again {
				t.Errorf("got %d cancels, want %d", got, again)
			}
		})
	}
}

// TestAccCancelComponentDeployment_beforeDestroy shows when a before_destroy action runs, and when its failure stops the
// destruction.
func TestAccCancelComponentDeployment_beforeDestroy(t *testing.T) {
	t.Parallel()
	const event = "events = [before_destroy]"
	destroy, apply := []string{"destroy", "-auto-approve"}, []string{"apply", "-auto-approve"}
	for name, test := range map[string]struct {
		status   string
		config   string // before the command
		command  []string
		exit     int
		contains string
		left     int // number of resources in the state after it
		calls    []string
	}{
		"destroy": {
			status: "IN_PROGRESS", config: triggeredBy("1", event), command: destroy,
			contains: "api ended in CANCELLED", calls: []string{"CancelComponentDeployment", "GetComponent"},
		},
		"replacement": {
			status: "IN_PROGRESS", config: triggeredBy("2", event), command: apply, left: 1,
			contains: "api ended in CANCELLED", calls: []string{"CancelComponentDeployment", "GetComponent"},
		},
		"destroy, failed": {
			status: "SUCCEEDED", config: triggeredBy("1", event), command: destroy,
			contains: "Warning: No component deployment in progress", calls: []string{"CancelComponentDeployment", "GetComponent"},
		},
		"replacement, failed": {
			status: "SUCCEEDED", config: triggeredBy("2", event), command: apply, exit: 1, left: 1,
			contains: "Error: No component deployment in progress", calls: []string{"CancelComponentDeployment", "GetComponent"},
		},
		"deleted block": {status: "IN_PROGRESS", config: action, command: apply, contains: "1 destroyed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, w := newTrigger(t, test.status, triggeredBy("1", event))
			w.Run(t, 0, "apply", "-auto-approve")
			w.Configure(t, acctest.Source+e.Provider()+test.config)
			wantOutput(t, w.Run(t, test.exit, test.command...), test.contains)
			if got := len(w.Records(t)["terraform_data"]); got != test.left {
				t.Errorf("the state has %d resources, want %d", got, test.left)
			}
			if diff := cmp.Diff(test.calls, e.Operations()); diff != "" {
				t.Errorf("unexpected requests (-want +got):\n%s", diff)
			}
		})
	}
}
