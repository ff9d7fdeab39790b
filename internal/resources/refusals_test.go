package resources_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

func TestAccComponentDeploymentCancellation_refusedWhileValidating(t *testing.T) {
	t.Parallel()
	const (
		name    = `(?s)Invalid name.*component_name must `
		region  = `(?s)Invalid Attribute Value.*region`
		timeout = `(?s)Invalid timeout.*greater than zero`
	)
	e := acctest.WithComponents(t, "api")
	for row, test := range map[string]struct{ config, want string }{
		"leading hyphen":    {cancellation("-x"), name + "contain only"},
		"empty":             {cancellation(""), name + "not be empty"},
		"too long":          {cancellation(strings.Repeat("a", 101)), name + "have at most 100"},
		"not ASCII":         {cancellation("é"), name + "contain only"},
		"newline":           {cancellation("x\n"), name + "contain only"},
		"empty region":      {cancellation("api", `region = ""`), region},
		"no duration":       {cancellation("api", `timeouts { create = "soon" }`), `(?s)Invalid Attribute Value.*create`},
		"zero duration":     {cancellation("api", `timeouts { create = "0s" }`), timeout},
		"negative duration": {cancellation("api", `timeouts { create = "-5s" }`), timeout},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.Providers(),
				Steps:                    []resource.TestStep{{Config: e.Provider() + test.config, PlanOnly: true, ExpectError: regexp.MustCompile(test.want)}},
			})
		})
	}
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
	wantSaid(t, w.Run(t, 1, "plan"),
		"Component deployment cancellation cannot be moved from another type", "resource of type terraform_data", "would have no triggers",
		"cancels the deployment", "Remove the moved block")
	wantRequests(t, e, []string(nil)...)
}

// TestComponentDeploymentCancellation_unknownRegion shows that a plan refuses a region that the SDK does not know.
func TestComponentDeploymentCancellation_unknownRegion(t *testing.T) {
	t.Parallel()
	s := acctest.ConfiguredServer(t, acctest.WithComponents(t, "api").URL)
	request := s.PlanRequest(t, cancellationType, nil, acctest.Values{"component_name": "api", "region": "us-moon-1"})
	resp, err := s.PlanResourceChange(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	wantErrorAt(t, resp.Diagnostics, "Invalid AWS region", `AttributeName("region")`)
}

// TestComponentDeploymentCancellation_refusedOnceKnown has a timeout that was unknown until the apply.
func TestComponentDeploymentCancellation_refusedOnceKnown(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	s := acctest.ConfiguredServer(t, e.URL)
	request := s.PlanRequest(t, cancellationType, nil, acctest.Values{
		"component_name": "api", "timeouts": acctest.Values{"create": "0s"},
	})
	planned, err := s.PlanResourceChange(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.ApplyResourceChange(t.Context(), acctest.ApplyRequest(request, planned))
	if err != nil {
		t.Fatal(err)
	}
	wantErrorAt(t, resp.Diagnostics, "Invalid timeout", `AttributeName("timeouts").AttributeName("create")`)
	wantRequests(t, e, []string(nil)...)
}

func wantErrorAt(t *testing.T, diagnostics []*tfprotov6.Diagnostic, summary, at string) {
	t.Helper()
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError && d.Summary == summary && d.Attribute.String() == at {
			return
		}
	}
	t.Errorf("got %v, want the error %q at %s", diagnostics, summary, at)
}
