package resources_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

func TestComponentDeploymentCancellation_refusedWhileValidating(t *testing.T) {
	t.Parallel()
	const (
		name    = `AttributeName("component_name")`
		timeout = `AttributeName("timeouts").AttributeName("create")`
	)
	s := acctest.NewServer(t)
	for row, test := range map[string]struct {
		arguments             acctest.Values
		summary, at, contains string
	}{
		"leading hyphen":    {acctest.Values{"component_name": "-x"}, "Invalid name", name, "must contain only"},
		"empty":             {acctest.Values{"component_name": ""}, "Invalid name", name, "must not be empty"},
		"too long":          {acctest.Values{"component_name": strings.Repeat("a", 101)}, "Invalid name", name, "must have at most 100"},
		"not ASCII":         {acctest.Values{"component_name": "é"}, "Invalid name", name, "must contain only"},
		"newline":           {acctest.Values{"component_name": "x\n"}, "Invalid name", name, "must contain only"},
		"empty region":      {acctest.Values{"region": ""}, "Invalid region", `AttributeName("region")`, "region must not be empty. Remove it"},
		"not a duration":    {timeoutOf("5 minutes"), "Invalid timeout", timeout, `such as "90s", "5m" or "1h30m"`},
		"zero duration":     {timeoutOf("0s"), "Invalid timeout", timeout, "greater than zero"},
		"negative duration": {timeoutOf("-5s"), "Invalid timeout", timeout, "greater than zero"},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			resp, err := s.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
				TypeName: cancellationType,
				Config:   acctest.Encode(t, s.Schema.ResourceSchemas[cancellationType], named(test.arguments)),
			})
			if err != nil {
				t.Fatal(err)
			}
			wantErrorAt(t, resp.Diagnostics, test.at, test.summary, test.contains)
		})
	}
}

// TestComponentDeploymentCancellation_notConfigured shows that a validation warns of the deprecation until the provider is
// configured, and that a plan needs no configured provider.
func TestComponentDeploymentCancellation_notConfigured(t *testing.T) {
	t.Parallel()
	warnings := func(s *acctest.Server) (summaries []string) {
		resp, err := s.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
			TypeName: cancellationType, Config: acctest.Encode(t, s.Schema.ResourceSchemas[cancellationType], named(nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range resp.Diagnostics {
			summaries = append(summaries, d.Summary)
		}
		return summaries
	}
	s := acctest.NewServer(t)
	if got := warnings(s); !slices.Equal(got, []string{"Deprecated since AWS ended Proton"}) {
		t.Errorf("got the diagnostics %q, want one about the deprecation", got)
	}
	plan(t.Context(), t, s, s.PlanRequest(t, cancellationType, nil, named(nil)))
	if got := warnings(acctest.ConfiguredServer(t, acctest.WithComponents(t, "api").URL)); len(got) != 0 {
		t.Errorf("got the diagnostics %q after the configuration, want none", got)
	}
}

func timeoutOf(create string) acctest.Values {
	return acctest.Values{"timeouts": acctest.Values{"create": create}}
}

// TestAccComponentDeploymentCancellation_noImport shows that an import is refused with the reason and the alternative.
func TestAccComponentDeploymentCancellation_noImport(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Providers(),
		Steps: []resource.TestStep{{
			Config:        e.Provider() + cancellation("api"),
			ResourceName:  address,
			ImportState:   true,
			ImportStateId: "api",
			ExpectError: regexp.MustCompile(`(?s)Component deployment cancellation cannot be imported.*would\s+have\s+no\s+triggers.*` +
				`cancels\s+the\s+deployment.*data\s+source\s+proton_component`),
		}},
	})
	wantRequests(t, e, []string(nil)...)
}

// TestAccComponentDeploymentCancellation_noMove shows that a move from another type is refused with the reason.
func TestAccComponentDeploymentCancellation_noMove(t *testing.T) {
	t.Parallel()
	acctest.SkipBelow(t, "1.8.0", "1.8.0", "moves between resource types")
	e := acctest.WithComponents(t, "api")
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+"resource \"terraform_data\" \"test\" {}\n")
	w.Run(t, 0, "apply", "-auto-approve")
	w.Configure(t, acctest.Source+e.Provider()+cancellation("api")+"moved {\n  from = terraform_data.test\n  to   = "+address+"\n}\n")
	wantOutput(t, w.Run(t, 1, "plan"),
		"Component deployment cancellation cannot be moved from another type", "resource of type terraform_data", "would have no triggers",
		"cancels the deployment", "Remove the moved block")
	wantRequests(t, e, []string(nil)...)
}

// TestComponentDeploymentCancellation_unknownRegion shows that a plan refuses a region that the SDK does not support.
func TestComponentDeploymentCancellation_unknownRegion(t *testing.T) {
	t.Parallel()
	s := acctest.ConfiguredServer(t, acctest.WithComponents(t, "api").URL)
	request := s.PlanRequest(t, cancellationType, nil, acctest.Values{"component_name": "api", "region": "us-moon-1"})
	resp, err := s.PlanResourceChange(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	wantErrorAt(t, resp.Diagnostics, `AttributeName("region")`, "Invalid AWS region", "us-moon-1")
}

// TestComponentDeploymentCancellation_refusedOnceKnown has an invalid timeout that was unknown until the apply.
func TestComponentDeploymentCancellation_refusedOnceKnown(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	s := acctest.ConfiguredServer(t, e.URL)
	request := s.PlanRequest(t, cancellationType, nil, named(timeoutOf("0s")))
	planned, err := s.PlanResourceChange(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.ApplyResourceChange(t.Context(), acctest.ApplyRequest(request, planned))
	if err != nil {
		t.Fatal(err)
	}
	wantErrorAt(t, resp.Diagnostics, `AttributeName("timeouts").AttributeName("create")`, "Invalid timeout", "greater than zero")
	wantRequests(t, e, []string(nil)...)
}

// wantErrorAt fails the test unless there is one error, with this path and summary, whose detail has the text.
func wantErrorAt(t *testing.T, diagnostics []*tfprotov6.Diagnostic, at, summary, contains string) {
	t.Helper()
	var errors []string
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			errors = append(errors, d.Attribute.String()+": "+d.Summary+": "+d.Detail)
		}
	}
	if len(errors) != 1 || !strings.HasPrefix(errors[0], at+": "+summary+": ") || !strings.Contains(errors[0], contains) {
		t.Errorf("got %q, want the error %q at %s with %q", errors, summary, at, contains)
	}
}
