package resources_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// TestAccComponentDeploymentCancellation_deprecation shows that a run has one warning for each block: not one for each
// instance, not another one in the apply, and not one for each reference.
func TestAccComponentDeploymentCancellation_deprecation(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api", "web")
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+`
data "proton_component" "test" {
  name = "api"
}
data "proton_components" "test" {}
resource "proton_component_deployment_cancellation" "test" {
  for_each       = toset(data.proton_components.test.names)
  component_name = each.key
}
output "used" {
  value = [data.proton_component.test.arn, proton_component_deployment_cancellation.test["api"].arn]
}
`)
	for _, command := range []string{"plan", "apply"} {
		args := []string{command, "-json"}
		if command == "apply" {
			args = append(args, "-auto-approve")
		}
		warnings := map[string]int{} // by resource address
		for line := range strings.Lines(w.Run(t, 0, args...)) {
			var message struct {
				Diagnostic struct{ Summary, Address string }
			}
			if err := json.Unmarshal([]byte(line), &message); err != nil {
				t.Fatal(err)
			}
			if d := message.Diagnostic; strings.HasPrefix(d.Summary, "Deprecated since AWS ended Proton") {
				warnings[d.Address]++
			}
		}
		for _, block := range []string{"data.proton_component.test", "data.proton_components.test", address} {
			if warnings[block] != 1 || len(warnings) != 3 {
				t.Errorf("%s: got warnings %v, want one for %s", command, warnings, block)
			}
		}
	}
}
