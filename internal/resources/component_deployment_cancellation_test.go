package resources_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

const address = "proton_component_deployment_cancellation.test"

// cancellation returns the resource under test, with more arguments.
func cancellation(name string, more ...string) string {
	return fmt.Sprintf(`
resource "proton_component_deployment_cancellation" "test" {
  component_name = %q
  %s
}
`, name, strings.Join(more, "\n  "))
}

func value(attribute string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), want)
}

func planned(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

// wantRequests fails the test unless exactly these requests arrived, in this order.
func wantRequests(t *testing.T, e *acctest.Emulator, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, e.Operations()); diff != "" {
		t.Errorf("unexpected requests (-want +got):\n%s", diff)
	}
}

const (
	cancelCall  = "CancelComponentDeployment"
	getCall     = "GetComponent"
	historyCall = "GetDeployment"
)

func TestAccComponentDeploymentCancellation_recordsTheComponent(t *testing.T) {
	t.Parallel()
	clock := time.Date(2026, 3, 4, 5, 6, 7, 250e6, time.UTC)
	e := acctest.NewEmulator(t, emulator.WithClock(func() time.Time { return clock }))
	e.Add(t, emulator.Component{
		Name: "api", Description: "the API", EnvironmentName: "prod", ServiceName: "shop", ServiceInstanceName: "shop-prod",
		ServiceSpec: "proton: ServiceSpec", DeploymentID: "5cf2b1a5-9e4c-4d55-9f5c-6a8d1c3a7b10",
	})
	utc := knownvalue.StringExact("2026-03-04T05:06:07.25Z")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Providers(),
		Steps: []resource.TestStep{
			{
				Config:           e.Provider() + cancellation("api"),
				ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{
					value("arn", knownvalue.StringRegexp(regexp.MustCompile(`^arn:aws:proton:us-east-1:\d{12}:component/.+$`))),
					value("component_name", knownvalue.StringExact("api")),
					value("created_at", utc),
					value("deployment_status", knownvalue.StringExact("CANCELLED")),
					value("deployment_status_message", knownvalue.Null()),
					value("description", knownvalue.StringExact("the API")),
					value("environment_name", knownvalue.StringExact("prod")),
					value("ignore_not_in_progress", knownvalue.Bool(false)),
					value("last_attempted_deployment_id", knownvalue.StringExact("5cf2b1a5-9e4c-4d55-9f5c-6a8d1c3a7b10")),
					value("last_client_request_token", knownvalue.Null()),
					value("last_deployment_attempted_at", utc),
					value("last_deployment_succeeded_at", knownvalue.Null()),
					value("last_modified_at", utc),
					value("last_succeeded_deployment_id", knownvalue.Null()),
					value("name", knownvalue.StringExact("api")),
					value("region", knownvalue.StringExact("us-east-1")),
					value("service_instance_name", knownvalue.StringExact("shop-prod")),
					value("service_name", knownvalue.StringExact("shop")),
					value("service_spec", knownvalue.StringExact("proton: ServiceSpec")),
					value("triggers", knownvalue.Null()),
					value("wait_for_completion", knownvalue.Bool(true)),
					statecheck.ExpectSensitiveValue(address, tfjsonpath.New("service_spec")),
					statecheck.ExpectSensitiveValue(address, tfjsonpath.New("description")),
				},
			},
			{
				Config: e.Provider() + cancellation("api"),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
			},
		},
	})
	// The second plan, the refreshes and the destroy made no calls.
	wantRequests(t, e, cancelCall, getCall)
}

func TestAccComponentDeploymentCancellation_withoutWait(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "web")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Providers(),
		Steps: []resource.TestStep{{
			Config:            e.Provider() + cancellation("web", `wait_for_completion = false`),
			ConfigStateChecks: []statecheck.StateCheck{value("deployment_status", knownvalue.StringExact("CANCELLING"))},
		}},
	})
	wantRequests(t, e, cancelCall)
}

// TestAccComponentDeploymentCancellation_updates shows that an update in place makes no call.
func TestAccComponentDeploymentCancellation_updates(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	unchanged := statecheck.CompareValue(compare.ValuesSame())
	step := func(action plancheck.ResourceActionType, more ...string) resource.TestStep {
		return resource.TestStep{
			Config:           e.Provider() + cancellation("api", more...),
			ConfigPlanChecks: planned(action),
			ConfigStateChecks: []statecheck.StateCheck{
				unchanged.AddStateValue(address, tfjsonpath.New("last_modified_at")),
				value("deployment_status", knownvalue.StringExact("CANCELLED")),
			},
		}
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: acctest.Providers(), Steps: []resource.TestStep{
		step(plancheck.ResourceActionCreate),
		step(plancheck.ResourceActionUpdate, `wait_for_completion = false`, `ignore_not_in_progress = true`, `timeouts { create = "5s" }`),
		step(plancheck.ResourceActionUpdate),
	}})
	wantRequests(t, e, cancelCall, getCall)
}

func TestAccComponentDeploymentCancellation_triggers(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Providers(),
		Steps: []resource.TestStep{
			{Config: e.Provider() + cancellation("api", `triggers = { run = "1" }`)},
			{
				PreConfig: func() {
					if _, err := e.Deploy("api"); err != nil {
						t.Fatal(err)
					}
				},
				Config:            e.Provider() + cancellation("api", `triggers = { run = "2" }`),
				ConfigPlanChecks:  planned(plancheck.ResourceActionReplace),
				ConfigStateChecks: []statecheck.StateCheck{value("deployment_status", knownvalue.StringExact("CANCELLED"))},
			},
		},
	})
	wantRequests(t, e, cancelCall, getCall, cancelCall, getCall)
}

// TestAccComponentDeploymentCancellation_nullTriggers shows that a change of null triggers is at most an update, after which the
// plan is empty. A trigger that becomes null cancels again.
func TestAccComponentDeploymentCancellation_nullTriggers(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	step := func(action plancheck.ResourceActionType, more ...string) resource.TestStep {
		return resource.TestStep{Config: e.Provider() + cancellation("api", more...), ConfigPlanChecks: planned(action)}
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: acctest.Providers(), Steps: []resource.TestStep{
		step(plancheck.ResourceActionCreate),
		step(plancheck.ResourceActionUpdate, `triggers = {}`),
		step(plancheck.ResourceActionUpdate, `triggers = { a = null }`),
		step(plancheck.ResourceActionUpdate, `triggers = {}`),
		step(plancheck.ResourceActionUpdate),
		{
			PreConfig: func() {
				if _, err := e.Deploy("api"); err != nil {
					t.Fatal(err)
				}
			},
			Config: e.Provider() + cancellation("api", `triggers = { a = null, b = "x" }`), ConfigPlanChecks: planned(plancheck.ResourceActionReplace),
		},
		step(plancheck.ResourceActionUpdate, `triggers = { b = "x" }`),
		step(plancheck.ResourceActionReplace, `triggers = { b = null }`, `ignore_not_in_progress = true`),
	}})
	if got := e.Count(cancelCall); got != 3 {
		t.Errorf("got %d cancels, want 3", got)
	}
}

// TestAccComponentDeploymentCancellation_unknown plans with values that are known only after apply.
func TestAccComponentDeploymentCancellation_unknown(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Providers(),
		Steps: []resource.TestStep{{
			Config: e.Provider() + `
resource "terraform_data" "name" {
  input = "api"
}
resource "proton_component_deployment_cancellation" "test" {
  component_name = terraform_data.name.output
  region         = terraform_data.name.output == "api" ? "us-east-1" : null
  triggers       = { after = terraform_data.name.id }
}
`,
			ConfigPlanChecks:  planned(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{value("name", knownvalue.StringExact("api"))},
		}},
	})
	wantRequests(t, e, cancelCall, getCall)
}
