package resources_test

import (
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// TestAccComponentDeploymentCancellation_refactoring shows which changes of a configuration's structure or of its state
// create the resource again, which cancels the deployment that is then in progress.
func TestAccComponentDeploymentCancellation_refactoring(t *testing.T) {
	t.Parallel()
	const (
		renamed = "proton_component_deployment_cancellation.renamed"
		moved   = "moved {\n  from = " + address + "\n  to   = " + renamed + "\n}\n"
	)
	first := cancellation("api")
	second := strings.Replace(first, `"test"`, `"renamed"`, 1)
	for name, test := range map[string]struct {
		config  string
		command []string // before the next plan
		options []string // of the next plan and apply
		plan    string   // in the output of the next plan
		cancels bool     // whether applying it cancels
	}{
		"renamed block":              {config: second, plan: "1 to add, 0 to change, 1 to destroy", cancels: true},
		"renamed block with moved":   {config: second + moved, plan: "0 to add, 0 to change, 0 to destroy"},
		"renamed block and state mv": {config: second, command: []string{"state", "mv", address, renamed}, plan: "No changes"},
		"second workspace": {
			config: first, command: []string{"workspace", "new", "second"},
			plan: "1 to add, 0 to change, 0 to destroy", cancels: true,
		},
		"state rm": {
			config: first, command: []string{"state", "rm", address},
			plan: "1 to add, 0 to change, 0 to destroy", cancels: true,
		},
		"replace": {config: first, options: []string{"-replace=" + address}, plan: "1 to add, 0 to change, 1 to destroy", cancels: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.WithComponents(t, "api")
			w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+first)
			w.Run(t, 0, "apply", "-auto-approve")
			if _, err := e.Deploy("api"); err != nil {
				t.Fatal(err)
			}
			w.Configure(t, acctest.Source+e.Provider()+test.config)
			if test.command != nil {
				w.Run(t, 0, test.command...)
			}

			wantOutput(t, w.Run(t, 0, append([]string{"plan"}, test.options...)...), test.plan)
			w.Run(t, 0, append([]string{"apply", "-auto-approve"}, test.options...)...)
			want := []string{cancelCall, getCall}
			if test.cancels {
				want = append(want, want...)
			}
			wantRequests(t, e, want...)
		})
	}
}
