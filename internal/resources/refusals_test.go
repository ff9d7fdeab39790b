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
	e := acctest.WithComponents(t, "api")
	for name, config := range map[string]string{
		"leading hyphen":    cancellation("-x"),
		"empty":             cancellation(""),
		"too long":          cancellation(strings.Repeat("a", 101)),
		"not ASCII":         cancellation("é"),
		"newline":           cancellation("x\n"),
		"empty region":      cancellation("api", `region = ""`),
		"no duration":       cancellation("api", `timeouts { create = "soon" }`),
		"zero duration":     cancellation("api", `timeouts { create = "0s" }`),
		"negative duration": cancellation("api", `timeouts { create = "-5s" }`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			attribute := "component_name"
			switch {
			case strings.Contains(name, "region"):
				attribute = "region"
			case strings.Contains(name, "duration"):
				attribute = "create"
			}
			// A plan that is not empty is an error, too: its text has the attributes, but not these summaries.
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.Providers(),
				Steps: []resource.TestStep{{
					Config:      e.Provider() + config,
					PlanOnly:    true,
					ExpectError: regexp.MustCompile(`(?s)Invalid (Attribute Value|timeout).*` + attribute),
				}},
			})
		})
	}
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
