package actions_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func TestCancelComponentDeployment_refusedWhileValidating(t *testing.T) {
	t.Parallel()
	s := acctest.NewServer(t)
	for row, test := range map[string]struct {
		config acctest.Values
		at     string
	}{
		"leading hyphen":    {acctest.Values{"component_name": "-x"}, "component_name"},
		"empty":             {acctest.Values{"component_name": ""}, "component_name"},
		"too long":          {acctest.Values{"component_name": strings.Repeat("a", 101)}, "component_name"},
		"not ASCII":         {acctest.Values{"component_name": "é"}, "component_name"},
		"empty region":      {acctest.Values{"component_name": "api", "region": ""}, "region"},
		"not a duration":    {acctest.Values{"component_name": "api", "timeouts": acctest.Values{"invoke": "soon"}}, "invoke"},
		"negative duration": {acctest.Values{"component_name": "api", "timeouts": acctest.Values{"invoke": "-1s"}}, "invoke"},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			var at string
			for _, d := range validate(t, s, test.config) {
				if d.Severity == tfprotov6.DiagnosticSeverityError {
					at = d.Attribute.String()
				}
			}
			if !strings.Contains(at, test.at) {
				t.Errorf("got an error at %q, want one at %s", at, test.at)
			}
		})
	}
}

// TestCancelComponentDeployment_refusedOnceKnown has invalid values that were unknown when Terraform validated. Terraform does
// not validate an action again, so Invoke has to, before any call.
func TestCancelComponentDeployment_refusedOnceKnown(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	s := acctest.ConfiguredServer(t, e.URL)
	for row, test := range map[string]struct {
		config acctest.Values
		at     string
	}{
		"null name":    {acctest.Values{}, `AttributeName("component_name")`},
		"empty name":   {acctest.Values{"component_name": ""}, `AttributeName("component_name")`},
		"bad name":     {acctest.Values{"component_name": "bad name"}, `AttributeName("component_name")`},
		"empty region": {acctest.Values{"component_name": "api", "region": ""}, `AttributeName("region")`},
		"zero timeout": {acctest.Values{"component_name": "api", "timeouts": acctest.Values{"invoke": "0s"}}, `AttributeName("timeouts").AttributeName("invoke")`},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			i := invoke(t.Context(), t, s, test.config)
			if len(i.diagnostics) == 0 {
				t.Fatal("got no diagnostic")
			}
			for _, d := range i.diagnostics {
				if d.Severity != tfprotov6.DiagnosticSeverityError || d.Attribute.String() != test.at {
					t.Errorf("got %s at %s, want an error at %s", d.Summary, d.Attribute, test.at)
				}
			}
		})
	}
	t.Cleanup(func() {
		if got := e.Operations(); len(got) != 0 {
			t.Errorf("got requests %v, want none", got)
		}
	})
}

// TestCancelComponentDeployment_unknownRegion shows that a plan refuses a region that the SDK does not support.
func TestCancelComponentDeployment_unknownRegion(t *testing.T) {
	t.Parallel()
	s := acctest.ConfiguredServer(t, acctest.WithComponents(t, "api").URL)
	resp, err := s.PlanAction(t.Context(), &tfprotov6.PlanActionRequest{
		ActionType: actionType, Config: encode(t, s, acctest.Values{"component_name": "api", "region": "us-moon-1"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := summaries(resp.Diagnostics, tfprotov6.DiagnosticSeverityError); !slices.Equal(got, []string{"Invalid AWS region"}) {
		t.Errorf("got errors %q, want one about the region", got)
	}
}

// TestCancelComponentDeployment_hostileText shows that an endpoint cannot control the terminal, or add lines, through the
// progress.
func TestCancelComponentDeployment_hostileText(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	e.Inject("CancelComponentDeployment", emulator.Respond(200, `{"component": {"deploymentStatus": "X\u001b[2J\nError: no", "arn": "\u001b[31mRED"}}`))
	i := invoke(t.Context(), t, acctest.ConfiguredServer(t, e.URL), acctest.Values{"component_name": "api", "wait_for_completion": false})
	if text := strings.Join(i.progress, ""); strings.ContainsAny(text, "\x1b\n") || !strings.Contains(text, "RED") {
		t.Errorf("got progress %q, want it without control characters", text)
	}
}

// TestCancelComponentDeployment_deleting shows that a deletion in progress is not called an end, and that the progress names the
// component, whatever its name looks like.
func TestCancelComponentDeployment_deleting(t *testing.T) {
	t.Parallel()
	const name = "ASIAPACIFICGATEWAY"
	e := acctest.NewEmulator(t)
	e.Add(t, emulator.Component{Name: name, Status: "DELETE_IN_PROGRESS"})
	i := invoke(t.Context(), t, acctest.ConfiguredServer(t, e.URL), acctest.Values{"component_name": name, "ignore_not_in_progress": true})
	if len(i.progress) != 2 || !strings.HasPrefix(i.progress[0], "Component "+name+" has the status DELETE_IN_PROGRESS: ") {
		t.Fatalf("got progress %q, want the status of the component", i.progress)
	}
	if !strings.Contains(i.progress[1], "Component: "+name) {
		t.Errorf("got the warning %q, want it to name the component", i.progress[1])
	}
}

// TestCancelComponentDeployment_missingMembers shows that the progress has 'unknown' for members that a response does not have.
func TestCancelComponentDeployment_missingMembers(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	e.Inject("CancelComponentDeployment", emulator.Respond(200, `{"component": {"name": "api"}}`))
	i := invoke(t.Context(), t, acctest.ConfiguredServer(t, e.URL), acctest.Values{"component_name": "api", "wait_for_completion": false})
	if end := i.progress[len(i.progress)-1]; !strings.Contains(end, "has the status unknown: deployment unknown, ARN unknown, ") {
		t.Errorf("got progress %q, want 'unknown' for the missing members", end)
	}
}

// TestCancelComponentDeployment_notConfigured shows that a validation warns of the deprecation until the provider is configured,
// and that a plan needs no configured provider.
func TestCancelComponentDeployment_notConfigured(t *testing.T) {
	t.Parallel()
	config := acctest.Values{"component_name": "api"}
	s := acctest.NewServer(t)
	if got := summaries(validate(t, s, config), tfprotov6.DiagnosticSeverityWarning); !slices.Equal(got, []string{"Deprecated since AWS ended Proton"}) {
		t.Errorf("got the warnings %q, want one about the deprecation", got)
	}
	resp, err := s.PlanAction(t.Context(), &tfprotov6.PlanActionRequest{ActionType: actionType, Config: encode(t, s, config)})
	if err != nil || len(resp.Diagnostics) != 0 {
		t.Errorf("got %v, %v from the plan, want no diagnostics", resp, err)
	}
	s = acctest.ConfiguredServer(t, acctest.WithComponents(t, "api").URL)
	if got := validate(t, s, config); len(got) != 0 {
		t.Errorf("got %v after the configuration, want no diagnostics", got)
	}
}
