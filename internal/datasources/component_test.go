package datasources_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

const one = "data.proton_component.test"

func TestAccComponent_everyAttribute(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 3, 4, 5, 6, 7, 250e6, time.UTC)
	e := acctest.NewEmulator(t, emulator.WithClock(func() time.Time { return clock }))
	e.Add(t, emulator.Component{
		Name: "api", Region: "eu-west-1", Status: "FAILED", StatusMessage: "the stack is stuck", Description: "the API", EnvironmentName: "prod",
		ServiceName: "shop", ServiceInstanceName: "shop-prod", ServiceSpec: "proton: ServiceSpec",
		DeploymentID: "5cf2b1a5-9e4c-4d55-9f5c-6a8d1c3a7b10",
	})
	var checks []statecheck.StateCheck
	for attribute, want := range map[string]knownvalue.Check{
		"arn":                          knownvalue.StringRegexp(regexp.MustCompile(`^arn:aws:proton:eu-west-1:\d{12}:component/.+$`)),
		"created_at":                   knownvalue.StringExact("2026-03-04T05:06:07.25Z"),
		"deployment_status":            knownvalue.StringExact("FAILED"),
		"deployment_status_message":    knownvalue.StringExact("the stack is stuck"),
		"description":                  knownvalue.StringExact("the API"),
		"environment_name":             knownvalue.StringExact("prod"),
		"last_attempted_deployment_id": knownvalue.StringExact("5cf2b1a5-9e4c-4d55-9f5c-6a8d1c3a7b10"),
		"last_client_request_token":    knownvalue.Null(),
		"last_deployment_attempted_at": knownvalue.StringExact("2026-03-04T05:06:07.25Z"),
		"last_deployment_succeeded_at": knownvalue.Null(),
		"last_modified_at":             knownvalue.StringExact("2026-03-04T05:06:07.25Z"),
		"last_succeeded_deployment_id": knownvalue.Null(),
		"name":                         knownvalue.StringExact("api"),
		"region":                       knownvalue.StringExact("eu-west-1"),
		"service_instance_name":        knownvalue.StringExact("shop-prod"),
		"service_name":                 knownvalue.StringExact("shop"),
		"service_spec":                 knownvalue.StringExact("proton: ServiceSpec"),
	} {
		checks = append(checks, statecheck.ExpectKnownValue(one, tfjsonpath.New(attribute), want))
	}
	for _, attribute := range []string{"deployment_status_message", "description", "service_spec"} {
		checks = append(checks, statecheck.ExpectSensitiveValue(one, tfjsonpath.New(attribute)))
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Providers(),
		Steps: []resource.TestStep{{
			Config: e.Provider() + `
data "proton_component" "test" {
  name   = "api"
  region = "eu-west-1"
}
`,
			ConfigStateChecks: checks,
		}},
	})
	for _, c := range e.Calls() {
		if c.Operation != "GetComponent" || c.Region != "eu-west-1" {
			t.Errorf("unexpected call of %s in %s", c.Operation, c.Region)
		}
	}
}

func TestAccComponent_errors(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		name   string
		inject emulator.Fault
		want   string
	}{
		"not found":     {"other", nil, `(?s)Component not found.*name = "other".*ResourceNotFoundException`},
		"bad name":      {"-x", nil, `(?s)Invalid name.*name must contain only.*got "-x"`},
		"access denied": {"api", emulator.Refuse(400, "AccessDeniedException"), `(?s)Access denied by Proton.*proton:GetComponent`},
		"no component":  {"api", emulator.Respond(200, `{}`), `(?s)Unable to read component.*no component`},
		"unreadable":    {"api", emulator.Respond(200, `<html>`), `(?s)Unable to read component`},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			e := acctest.WithComponents(t, "api")
			if test.inject != nil {
				e.Inject("GetComponent", emulator.Times(9, test.inject)...)
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.Providers(),
				Steps: []resource.TestStep{{
					Config:      e.Provider() + `data "proton_component" "test" { name = "` + test.name + `" }`,
					ExpectError: regexp.MustCompile(test.want),
				}},
			})
		})
	}
}

// TestAccComponent_unreachable shows that the error for an unreachable endpoint has the reason and the remedy.
func TestAccComponent_unreachable(t *testing.T) {
	t.Parallel()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Providers(),
		Steps: []resource.TestStep{{
			Config:      acctest.ProviderAt("http://127.0.0.1:1", "max_retries = 1") + `data "proton_component" "test" { name = "api" }`,
			ExpectError: regexp.MustCompile(`(?s)Proton endpoint cannot be reached.*7\s+October\s+2026.*endpoints\s+block`),
		}},
	})
}

// TestAccComponent_destroyWithoutEndpoint shows the command in the documentation for a destroy without an endpoint.
func TestAccComponent_destroyWithoutEndpoint(t *testing.T) {
	t.Parallel()
	const sources = "data \"proton_component\" \"test\" {\n  name = \"api\"\n}\ndata \"proton_components\" \"test\" {}\n"
	e := acctest.WithComponents(t, "api")
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+sources)
	w.Run(t, 0, "apply", "-auto-approve")
	w.Configure(t, acctest.Source+acctest.ProviderAt("http://127.0.0.1:1", "max_retries = 1")+sources)
	w.Run(t, 1, "destroy", "-auto-approve")
	w.Run(t, 0, "destroy", "-auto-approve", "-refresh=false")
}

func names(all ...string) knownvalue.Check {
	list := []knownvalue.Check{}
	for _, name := range all {
		list = append(list, knownvalue.StringExact(name))
	}
	return knownvalue.ListExact(list)
}

func wantNoCancels(t *testing.T, e *acctest.Emulator) {
	t.Helper()
	if diff := cmp.Diff(0, e.Count("CancelComponentDeployment")); diff != "" {
		t.Errorf("unexpected number of cancels (-want +got):\n%s", diff)
	}
}
