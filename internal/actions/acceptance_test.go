package actions_test

import (
	"strings"
	"testing"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/google/go-cmp/cmp"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func status(s string) awstypes.DeploymentStatus { return awstypes.DeploymentStatus(s) }

const action = `
action "proton_cancel_component_deployment" "api" {
  config {
    component_name = "api"
  }
}
`

func wantOutput(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(output, text) {
			t.Errorf("the output does not have %q:\n%s", text, output)
		}
	}
}

func TestAccCancelComponentDeployment_invoked(t *testing.T) {
	t.Parallel()
	acctest.SkipWithoutActions(t)
	e := acctest.NewEmulator(t)
	e.Add(t, emulator.Component{Name: "api", DeploymentID: deployment})
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+action)

	output := w.Run(t, 0, "apply", "-auto-approve", "-invoke=action.proton_cancel_component_deployment.api")
	wantOutput(t, output, "api is CANCELLING", "api ended in CANCELLED", deployment)
	if diff := cmp.Diff([]string{"CancelComponentDeployment", "GetComponent"}, e.Operations()); diff != "" {
		t.Errorf("unexpected requests (-want +got):\n%s", diff)
	}

	if err := e.Finish("api", "SUCCEEDED", ""); err != nil {
		t.Fatal(err)
	}
	output = w.Run(t, 1, "apply", "-auto-approve", "-invoke=action.proton_cancel_component_deployment.api")
	wantOutput(t, output, "No component deployment in progress", "Last status seen: SUCCEEDED")
}

func TestAccCancelComponentDeployment_triggered(t *testing.T) {
	t.Parallel()
	acctest.SkipWithoutActions(t)
	e := acctest.WithComponents(t, "api")
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+action+`
resource "terraform_data" "incident" {
  input = "4711"

  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.proton_cancel_component_deployment.api]
    }
  }
}
`)
	wantOutput(t, w.Run(t, 0, "apply", "-auto-approve"), "api ended in CANCELLED")
	w.Run(t, 0, "plan", "-detailed-exitcode")
	w.Run(t, 0, "destroy", "-auto-approve")
	if diff := cmp.Diff([]string{"CancelComponentDeployment", "GetComponent"}, e.Operations()); diff != "" {
		t.Errorf("unexpected requests (-want +got):\n%s", diff)
	}
}

// TestAccCancelComponentDeployment_triggeredWarning shows that the progress of a triggered action repeats a warning, because
// Terraform 1.16.0-rc2 does not show the warning itself.
func TestAccCancelComponentDeployment_triggeredWarning(t *testing.T) {
	t.Parallel()
	acctest.SkipWithoutActions(t)
	e := acctest.NewEmulator(t)
	e.Add(t, emulator.Component{Name: "api", Status: status("CANCELLED")})
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+triggeredBy("1", "events = [after_create]"))
	wantOutput(t, w.Run(t, 0, "apply", "-auto-approve"), "api ended in CANCELLED", "): Warning: Component deployment already cancelled: ")
}

// TestAccCancelComponentDeployment_deprecation shows that a run has one warning for the block, with a title that says what is
// deprecated: -compact-warnings shows only the title.
func TestAccCancelComponentDeployment_deprecation(t *testing.T) {
	t.Parallel()
	acctest.SkipWithoutActions(t)
	e := acctest.WithComponents(t, "api")
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+triggeredBy("1", "events = [before_create]"))
	for _, args := range [][]string{
		{"plan"}, {"apply", "-auto-approve", "-invoke=action.proton_cancel_component_deployment.api"}, {"apply", "-auto-approve"},
	} {
		output := w.Run(t, 0, append(args, "-json")...)
		if got := strings.Count(output, `"summary":"Deprecated since AWS ended Proton"`); got != 1 {
			t.Errorf("%s: got %d warnings, want 1:\n%s", args, got, output)
		}
	}
}
