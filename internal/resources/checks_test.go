package resources_test

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

// knownInPlan wants a value of the resource under test to be known in the plan, null included.
type knownInPlan struct{ attribute string }

func (k knownInPlan) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	for _, change := range req.Plan.ResourceChanges {
		if change.Address != address {
			continue
		}
		if unknown, ok := change.Change.AfterUnknown.(map[string]any); ok && unknown[k.attribute] == true {
			resp.Error = fmt.Errorf("%s is unknown in the plan", k.attribute)
		}
		return
	}
	resp.Error = fmt.Errorf("%s is not in the plan", address)
}
