package datasources_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

const all = "data.proton_components.test"

func components(filters string) string {
	return fmt.Sprintf("data \"proton_components\" \"test\" {\n%s\n}\n", filters)
}

func TestAccComponents_filters(t *testing.T) {
	t.Parallel()
	e := acctest.NewEmulator(t)
	for _, c := range []emulator.Component{
		{Name: "web", EnvironmentName: "prod", ServiceName: "shop", ServiceInstanceName: "shop-prod"},
		{Name: "api", EnvironmentName: "prod", ServiceName: "shop", ServiceInstanceName: "shop-blue"},
		{Name: "jobs", EnvironmentName: "prod", Status: "SUCCEEDED"},
		{Name: "lab", EnvironmentName: "test"},
	} {
		e.Add(t, c)
	}
	config, checks := e.Provider(), []statecheck.StateCheck{}
	for filters, want := range map[string]knownvalue.Check{
		"":                          names("api", "jobs", "lab", "web"),
		`environment_name = "prod"`: names("api", "jobs", "web"),
		`environment_name = "none"`: names(),
		`service_name = "shop"`:     names("api", "web"),
		"service_name = \"shop\"\nservice_instance_name = \"shop-blue\"":   names("api"),
		`deployment_status = "SUCCEEDED"`:                                  names("jobs"),
		"environment_name = \"prod\"\ndeployment_status = \"IN_PROGRESS\"": names("api", "web"),
	} {
		label := fmt.Sprintf("test%d", len(checks))
		config += strings.Replace(components(filters), `"test"`, `"`+label+`"`, 1)
		checks = append(checks, statecheck.ExpectKnownValue("data.proton_components."+label, tfjsonpath.New("names"), want))
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Providers(),
		Steps:                    []resource.TestStep{{Config: config, ConfigStateChecks: checks}},
	})
	wantNoCancels(t, e)
}

func TestAccComponents_summaries(t *testing.T) {
	t.Parallel()
	e := acctest.NewEmulator(t)
	e.Add(t, emulator.Component{Name: "api", EnvironmentName: "prod", Status: "FAILED", StatusMessage: "the stack is stuck"})
	first := tfjsonpath.New("components").AtSliceIndex(0)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Providers(),
		Steps: []resource.TestStep{{
			Config: e.Provider() + components(""),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(all, first.AtMapKey("name"), knownvalue.StringExact("api")),
				statecheck.ExpectKnownValue(all, first.AtMapKey("environment_name"), knownvalue.StringExact("prod")),
				statecheck.ExpectKnownValue(all, first.AtMapKey("deployment_status"), knownvalue.StringExact("FAILED")),
				statecheck.ExpectKnownValue(all, first.AtMapKey("deployment_status_message"), knownvalue.StringExact("the stack is stuck")),
				statecheck.ExpectSensitiveValue(all, first.AtMapKey("deployment_status_message")),
				statecheck.ExpectKnownValue(all, first.AtMapKey("service_name"), knownvalue.Null()),
				statecheck.ExpectKnownValue(all, tfjsonpath.New("region"), knownvalue.StringExact("us-east-1")),
				statecheck.CompareValuePairs(all, tfjsonpath.New("deployment_ids").AtMapKey("api"), all, first.AtMapKey("last_attempted_deployment_id"), compare.ValuesSame()),
			},
		}},
	})
}

// TestAccComponents_pages shows that more than one page is read.
func TestAccComponents_pages(t *testing.T) {
	t.Parallel()
	e := acctest.NewEmulator(t)
	for i := range 101 {
		e.Add(t, emulator.Component{Name: fmt.Sprintf("component-%03d", i)})
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Providers(),
		Steps: []resource.TestStep{{
			Config: e.Provider() + components(""),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(all, tfjsonpath.New("names"), knownvalue.ListSizeExact(101)),
			},
		}},
	})
}

// TestAccComponents_cancelsAll cancels all deployments in progress in an environment, and no others. After that, the next
// apply destroys the resources, and only reads the components.
func TestAccComponents_cancelsAll(t *testing.T) {
	t.Parallel()
	e := acctest.NewEmulator(t)
	for _, c := range []emulator.Component{
		{Name: "api", EnvironmentName: "prod"},
		{Name: "web", EnvironmentName: "prod"},
		{Name: "jobs", EnvironmentName: "prod", Status: "SUCCEEDED"},
		{Name: "lab", EnvironmentName: "test"},
	} {
		e.Add(t, c)
	}
	config := e.Provider() + components("environment_name = \"prod\"\ndeployment_status = \"IN_PROGRESS\"") + `
resource "proton_component_deployment_cancellation" "all" {
  for_each       = toset(data.proton_components.test.names)
  component_name = each.key
}
`
	record := func(name string) string { return `proton_component_deployment_cancellation.all["` + name + `"]` }
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Providers(),
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(record("api"), tfjsonpath.New("deployment_status"), knownvalue.StringExact("CANCELLED")),
					statecheck.ExpectKnownValue(record("web"), tfjsonpath.New("deployment_status"), knownvalue.StringExact("CANCELLED")),
				},
				ExpectNonEmptyPlan: true, // no deployment is in progress any more
			},
			{
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(record("api"), plancheck.ResourceActionDestroy),
					plancheck.ExpectResourceAction(record("web"), plancheck.ResourceActionDestroy),
				}},
			},
		},
	})
	var cancelled []string
	for _, c := range e.Calls() {
		if c.Operation == "CancelComponentDeployment" {
			cancelled = append(cancelled, c.Component)
		}
	}
	if len(cancelled) != 2 || cancelled[0]+cancelled[1] != "apiweb" && cancelled[0]+cancelled[1] != "webapi" {
		t.Errorf("cancelled %v, want api and web, once each", cancelled)
	}
}

func TestAccComponents_errors(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		filters string
		inject  []emulator.Fault
		want    string
	}{
		"instance without service": {`service_instance_name = "shop-prod"`, nil, `service_name`},
		"bad name":                 {`environment_name = "-x"`, nil, `(?s)Invalid name.*environment_name must contain only`},
		"access denied": {
			"", emulator.Times(9, emulator.Refuse(http.StatusBadRequest, "AccessDeniedException")),
			`(?s)Access denied by Proton.*proton:ListComponents`,
		},
		"unreadable": {"", emulator.Times(9, emulator.Respond(200, "<html>")), "Unable to list components"},
		"the same page repeatedly": {
			"", emulator.Times(99, emulator.Respond(200, `{"components": [], "nextToken": "again"}`)),
			`(?s)Unable to list components.*never ends`,
		},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			e := acctest.NewEmulator(t)
			e.Inject("ListComponents", test.inject...)
			resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: acctest.Providers(), Steps: []resource.TestStep{{
				Config: e.Provider() + components(test.filters), ExpectError: regexp.MustCompile(test.want),
			}}})
		})
	}
}

// TestAccComponents_misspeltStatus shows that a filter that can match nothing is an error, even if its value is known only
// when the data source is read.
func TestAccComponents_misspeltStatus(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	for name, test := range map[string]struct{ config, want string }{
		"hyphen": {
			components(`deployment_status = "IN-PROGRESS"`),
			`(?s)Invalid deployment status.*deployment_status must be IN_PROGRESS, .*\sgot\s+"IN-PROGRESS"\.\s+Did\s+you\s+mean\s+"IN_PROGRESS"\?`,
		},
		"lower case": {components(`deployment_status = "cancelling"`), `(?s)deployment_status must be IN_PROGRESS, .*got\s+"cancelling"\.\s+Did\s+you\s+mean\s+"CANCELLING"\?`},
		"empty":      {components(`deployment_status = ""`), `(?s)deployment_status must be IN_PROGRESS, .*got\s+""\.\s`},
		"known late": {
			"resource \"terraform_data\" \"status\" {\n  input = \"DELETE-FAILED\"\n}\n" + components(`deployment_status = terraform_data.status.output`),
			`(?s)deployment_status must be IN_PROGRESS, .*got\s+"DELETE-FAILED"\.\s+Did\s+you\s+mean\s+"DELETE_FAILED"\?`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: acctest.Providers(), Steps: []resource.TestStep{{
				Config: e.Provider() + test.config, ExpectError: regexp.MustCompile(test.want),
			}}})
		})
	}
	t.Cleanup(func() {
		if got := e.Operations(); len(got) != 0 {
			t.Errorf("got requests %v, want none", got)
		}
	})
}
