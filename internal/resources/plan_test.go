package resources_test

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// TestComponentDeploymentCancellation_changes shows which changes of a configuration cancel again: those that plan a
// replacement. Every other change keeps the computed values. No plan calls the API.
func TestComponentDeploymentCancellation_changes(t *testing.T) {
	t.Parallel()
	first, second := acctest.Values{"run": "1"}, acctest.Values{"run": "2"}
	for name, test := range map[string]struct {
		before, after  acctest.Values // arguments in addition to component_name
		providerRegion string         // at the change
		replacedBy     string         // the attribute that requires the replacement
	}{
		"component":     {after: acctest.Values{"component_name": "web"}, replacedBy: "component_name"},
		"trigger":       {before: acctest.Values{"triggers": first}, after: acctest.Values{"triggers": second}, replacedBy: "triggers"},
		"first trigger": {after: acctest.Values{"triggers": first}, replacedBy: "triggers"},
		"no trigger":    {before: acctest.Values{"triggers": first}, replacedBy: "triggers"},
		"values of the triggers are unknown": {
			before: acctest.Values{"triggers": first}, after: acctest.Values{"triggers": acctest.Values{"run": acctest.Unknown}}, replacedBy: "triggers",
		},
		"triggers are unknown":   {after: acctest.Values{"triggers": acctest.Unknown}, replacedBy: "triggers"},
		"region":                 {after: acctest.Values{"region": "us-west-2"}, replacedBy: "region"},
		"region as in the state": {after: acctest.Values{"region": "us-east-1"}, providerRegion: "eu-west-1"},
		"region not set":         {before: acctest.Values{"region": "us-east-1"}, providerRegion: "eu-west-1"},
		"provider's region":      {providerRegion: "eu-west-1"},
		"wait_for_completion":    {after: acctest.Values{"wait_for_completion": false}},
		"ignore_not_in_progress": {before: acctest.Values{"ignore_not_in_progress": true}},
		"timeouts":               {after: acctest.Values{"timeouts": acctest.Values{"create": "5s"}}},
		"nothing":                {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.WithComponents(t, "api")
			s := acctest.ConfiguredServer(t, e.URL)
			planRequest := s.PlanRequest(t, cancellationType, nil, named(test.before))
			state := apply(t.Context(), t, s, acctest.ApplyRequest(planRequest, plan(t.Context(), t, s, planRequest)))
			calls := len(e.Calls())

			if test.providerRegion != "" {
				block := acctest.ProviderValues(e.URL)
				block["region"] = test.providerRegion
				s = acctest.NewServer(t)
				noErrors(t, s.Configure(t, block), nil)
			}
			planned := plan(t.Context(), t, s, s.PlanRequest(t, cancellationType, state, named(test.after)))
			wantReplacedBy(t, planned, test.replacedBy)
			if test.replacedBy == "" {
				wantComputedKept(t, s.Schema.ResourceSchemas[cancellationType], state, planned.PlannedState)
			}
			if got := len(e.Calls()) - calls; got != 0 {
				t.Errorf("got %d calls, want none", got)
			}
		})
	}
}

// TestComponentDeploymentCancellation_nullTriggers shows that null values in triggers are the same as none: a change of nothing
// else does not cancel again.
func TestComponentDeploymentCancellation_nullTriggers(t *testing.T) {
	t.Parallel()
	none := []any{nil, acctest.Values{}, acctest.Values{"a": nil}, acctest.Values{"a": nil, "b": nil}}
	one := []any{acctest.Values{"b": "x"}, acctest.Values{"a": nil, "b": "x"}, acctest.Values{"b": "x", "c": nil}}
	others := []any{acctest.Values{"a": "x"}, acctest.Values{"b": ""}, acctest.Values{"a": "", "b": "x"}}
	s := acctest.ConfiguredServer(t, acctest.WithComponents(t, "api").URL)
	schema := s.Schema.ResourceSchemas[cancellationType]
	wantReplaced := func(before, after any, replacedBy string) {
		state := acctest.Encode(t, schema, named(acctest.Values{"region": "us-east-1", "arn": "arn:of:api", "triggers": before}))
		planned := plan(t.Context(), t, s, s.PlanRequest(t, cancellationType, state, named(acctest.Values{"triggers": after})))
		t.Logf("from %v to %v", before, after)
		wantReplacedBy(t, planned, replacedBy)
		if replacedBy == "" {
			wantComputedKept(t, schema, state, planned.PlannedState)
		}
	}
	for _, same := range [][]any{none, one} {
		for _, before := range same {
			for _, after := range same {
				wantReplaced(before, after, "")
			}
			for _, after := range others {
				wantReplaced(before, after, "triggers")
			}
		}
	}
}

// named adds the component's name to the arguments, unless they have one.
func named(arguments acctest.Values) acctest.Values {
	all := acctest.Values{"component_name": "api"}
	maps.Copy(all, arguments)
	return all
}

func wantReplacedBy(t *testing.T, planned *tfprotov6.PlanResourceChangeResponse, attribute string) {
	t.Helper()
	var got string
	for _, path := range planned.RequiresReplace {
		got += path.String()
	}
	want := ""
	if attribute != "" {
		want = `AttributeName("` + attribute + `")`
	}
	if got != want {
		t.Errorf("the replacement is required by %q, want %q", got, want)
	}
}

// wantComputedKept fails the test unless the attributes that only the provider sets are as they were.
func wantComputedKept(t *testing.T, schema *tfprotov6.Schema, before, after *tfprotov6.DynamicValue) {
	t.Helper()
	was, is := acctest.Decode(t, schema, before), acctest.Decode(t, schema, after)
	for _, a := range schema.Block.Attributes {
		if a.Computed && (!a.Optional || a.Name == "region") && !was[a.Name].Equal(is[a.Name]) {
			t.Errorf("%s is %s, want %s", a.Name, is[a.Name], was[a.Name])
		}
	}
}

// TestComponentDeploymentCancellation_regionNotStored has a state from before there was a region. It is not replaced.
func TestComponentDeploymentCancellation_regionNotStored(t *testing.T) {
	t.Parallel()
	s := acctest.ConfiguredServer(t, acctest.WithComponents(t, "api").URL)
	state := acctest.Encode(t, s.Schema.ResourceSchemas[cancellationType], named(acctest.Values{"arn": "arn:of:api"}))
	for _, region := range []any{nil, "eu-west-1"} {
		wantReplacedBy(t, plan(t.Context(), t, s, s.PlanRequest(t, cancellationType, state, named(acctest.Values{"region": region}))), "")
	}
}

// TestComponentDeploymentCancellation_region shows that the configured region is used and stored.
func TestComponentDeploymentCancellation_region(t *testing.T) {
	t.Parallel()
	e := acctest.NewEmulator(t)
	e.Add(t, emulator.Component{Name: "api", Region: "eu-west-1"})
	s := acctest.ConfiguredServer(t, e.URL)
	planRequest := s.PlanRequest(t, cancellationType, nil, named(acctest.Values{"region": "eu-west-1"}))
	state := apply(t.Context(), t, s, acctest.ApplyRequest(planRequest, plan(t.Context(), t, s, planRequest)))
	region := acctest.Decode(t, s.Schema.ResourceSchemas[cancellationType], state)["region"]
	if want := tftypes.NewValue(tftypes.String, "eu-west-1"); !region.Equal(want) {
		t.Errorf("got %s in the state, want %s", region, want)
	}
	for _, c := range e.Calls() {
		if c.Region != "eu-west-1" {
			t.Errorf("%s was signed for %s, want eu-west-1", c.Operation, c.Region)
		}
	}
}
