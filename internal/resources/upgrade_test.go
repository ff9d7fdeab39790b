package resources_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// States that version 0.1.0 wrote, with the oldest Terraform that it supports and with a newer one. They are never
// regenerated: later versions have to accept them as they are.
const (
	oldestState = "state-0.1.0-terraform-1.5.7.tfstate"
	newerState  = "state-0.1.0-terraform-1.11.4.tfstate"
)

// untouchable returns the URL of an endpoint that fails the test if it is called.
func untouchable(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("unexpected request: %s", r.Header.Get("X-Amz-Target"))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// recorded returns the configuration that the states belong to.
func recorded(provider string, more ...string) string {
	return acctest.Source + provider + cancellation("api", append(more, `triggers = { incident = "4711" }`)...)
}

// withState returns a workspace with one of these states, after a change of the resource's attributes.
func withState(t *testing.T, fixture, config string, change func(attributes map[string]any)) *acctest.Workspace {
	t.Helper()
	w := acctest.NewWorkspace(t, config)
	text, err := os.ReadFile(filepath.Join("testdata", fixture))
	if err != nil {
		t.Fatal(err)
	}
	var state map[string]any
	if err := json.Unmarshal(text, &state); err != nil {
		t.Fatal(err)
	}
	for _, r := range state["resources"].([]any) {
		change(r.(map[string]any)["instances"].([]any)[0].(map[string]any)["attributes"].(map[string]any))
	}
	if text, err = json.Marshal(state); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.StateFile(), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

func unchanged(map[string]any) {}

// TestAccComponentDeploymentCancellation_oldState shows that an old state does not cancel again unless the configuration changes.
func TestAccComponentDeploymentCancellation_oldState(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		provider string
		change   func(map[string]any)
	}{
		"unchanged":       {acctest.ProviderAt(untouchable(t)), unchanged},
		"another region":  {acctest.ProviderAt(untouchable(t), `region = "eu-west-1"`), unchanged},
		"endpoint gone":   {acctest.ProviderAt("http://127.0.0.1:1"), unchanged},
		"other endpoints": {acctest.ProviderAt("https://proton.invalid"), unchanged},
		"no credentials":  {"provider \"proton\" {\n  region = \"us-east-1\"\n}\n", unchanged},
		"before there was a region": {acctest.ProviderAt(untouchable(t)), func(a map[string]any) {
			delete(a, "region")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := withState(t, oldestState, recorded(test.provider), test.change)
			w.Run(t, 0, "plan", "-detailed-exitcode") // 2 is a change
			w.Run(t, 0, "apply", "-refresh-only", "-auto-approve")
			w.Run(t, 0, "destroy", "-auto-approve")
		})
	}
}

// TestAccComponentDeploymentCancellation_oldStateUpdates shows that a state from before an optional argument existed is at
// most updated, which makes no call.
func TestAccComponentDeploymentCancellation_oldStateUpdates(t *testing.T) {
	t.Parallel()
	w := withState(t, oldestState, recorded(acctest.ProviderAt(untouchable(t)), `region = "us-east-1"`), func(a map[string]any) {
		for _, argument := range []string{"region", "wait_for_completion", "ignore_not_in_progress", "timeouts"} {
			delete(a, argument)
		}
	})
	wantOutput(t, w.Run(t, 2, "plan", "-detailed-exitcode"), "0 to add, 1 to change, 0 to destroy")
	w.Run(t, 0, "apply", "-auto-approve")
	w.Run(t, 0, "plan", "-detailed-exitcode")
}

// TestAccComponentDeploymentCancellation_newerState shows that an older CLI than the one that wrote the state does not cancel
// again either. Terraform 1.5 and OpenTofu 1.6 plan an update, because they store sensitive attributes in another way.
func TestAccComponentDeploymentCancellation_newerState(t *testing.T) {
	t.Parallel()
	w := withState(t, newerState, recorded(acctest.ProviderAt(untouchable(t))), unchanged)
	wantOutput(t, w.Run(t, 0, "apply", "-auto-approve"), "0 added, ", ", 0 destroyed")
	w.Run(t, 0, "plan", "-detailed-exitcode")
}

// TestAccComponentDeploymentCancellation_many cancels a hundred deployments in one apply, each exactly once. Only the
// apply calls the API.
func TestAccComponentDeploymentCancellation_many(t *testing.T) {
	t.Parallel()
	const many = 100
	var names []string
	for i := range many {
		names = append(names, fmt.Sprintf("component-%03d", i))
	}
	e := acctest.WithComponents(t, names...)
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+fmt.Sprintf(`
resource "proton_component_deployment_cancellation" "test" {
  for_each       = toset(["%s"])
  component_name = each.key
}
`, strings.Join(names, `", "`)))
	w.Run(t, 0, "apply", "-auto-approve", "-parallelism=50")

	for _, r := range w.Records(t)["proton_component_deployment_cancellation"] {
		if got := r.Attributes["deployment_status"]; got != "CANCELLED" || r.Status != "" {
			t.Errorf("%v ended in %v %s", r.Attributes["name"], got, r.Status)
		}
	}
	if got := e.Count(cancelCall); got != many {
		t.Errorf("got %d cancels, want %d", got, many)
	}
	wantOneAccepted(t, e)
	applied := len(e.Operations())
	w.Run(t, 0, "plan", "-detailed-exitcode")
	w.Run(t, 0, "apply", "-refresh-only", "-auto-approve")
	w.Run(t, 0, "destroy", "-auto-approve")
	if got := e.Operations()[applied:]; len(got) != 0 {
		t.Errorf("got the requests %q after the apply, want none", got)
	}
}

// TestAccComponentDeploymentCancellation_savedPlan shows that a saved plan cancels only in its own region, even if the
// provider's region changes in the environment.
func TestAccComponentDeploymentCancellation_savedPlan(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	provider := fmt.Sprintf("provider \"proton\" {\n  endpoints {\n    proton = %q\n  }\n}\n", e.URL)
	w := acctest.NewWorkspace(t, acctest.Source+provider+cancellation("api"),
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=secret")
	w.Run(t, 0, "plan", "-out=saved")
	w.Setenv("AWS_REGION", "eu-west-1")
	wantOutput(t, w.Run(t, 1, "apply", "saved"), `invalid new value for .region: was cty.StringVal("us-east-1"), but now cty.StringVal("eu-west-1")`)
	if got := e.Operations(); len(got) != 0 {
		t.Errorf("got requests %v, want none", got)
	}

	w.Setenv("AWS_REGION", "us-east-1")
	w.Run(t, 0, "plan", "-out=saved")
	w.Run(t, 0, "apply", "saved")
	wantRequests(t, e, cancelCall, getCall)
}
