package acctest

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// PlanRequest returns the request of Terraform to plan a resource with these arguments. prior is the state of the resource,
// nil for a new one.
func (s *Server) PlanRequest(t testing.TB, resource string, prior *tfprotov6.DynamicValue, arguments Values) *tfprotov6.PlanResourceChangeRequest {
	t.Helper()
	schema := s.Schema.ResourceSchemas[resource]
	if schema == nil {
		t.Fatalf("there is no resource %q", resource)
	}
	config := Encode(t, schema, arguments)
	if prior == nil {
		prior = dynamic(t, schema, tftypes.NewValue(schema.ValueType(), nil))
	}
	return &tfprotov6.PlanResourceChangeRequest{
		TypeName:         resource,
		PriorState:       prior,
		Config:           config,
		ProposedNewState: proposed(t, schema, prior, config),
	}
}

// ApplyRequest returns the request of Terraform to apply a plan.
func ApplyRequest(plan *tfprotov6.PlanResourceChangeRequest, planned *tfprotov6.PlanResourceChangeResponse) *tfprotov6.ApplyResourceChangeRequest {
	return &tfprotov6.ApplyResourceChangeRequest{
		TypeName:       plan.TypeName,
		PriorState:     plan.PriorState,
		Config:         plan.Config,
		PlannedState:   planned.PlannedState,
		PlannedPrivate: planned.PlannedPrivate,
	}
}

// proposed returns the configuration plus the computed attributes: with their prior values, or unknown in a new resource.
func proposed(t testing.TB, schema *tfprotov6.Schema, prior, config *tfprotov6.DynamicValue) *tfprotov6.DynamicValue {
	t.Helper()
	before, values := Decode(t, schema, prior), Decode(t, schema, config)
	for _, attribute := range schema.Block.Attributes {
		if !attribute.Computed || !values[attribute.Name].IsNull() {
			continue
		}
		if len(before) == 0 {
			values[attribute.Name] = tftypes.NewValue(attribute.Type, tftypes.UnknownValue)
		} else {
			values[attribute.Name] = before[attribute.Name]
		}
	}
	return dynamic(t, schema, tftypes.NewValue(schema.ValueType(), values))
}
