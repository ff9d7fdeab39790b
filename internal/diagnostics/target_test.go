package diagnostics_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// TestTarget_again shows that an action, which has no triggers and leaves nothing to apply, does not speak as the resource.
func TestTarget_again(t *testing.T) {
	t.Parallel()
	action := target
	action.Again = "invoke the action again"
	var diags diag.Diagnostics
	for _, err := range []error{
		&component.Error{Reason: component.TimedOut, Accepted: true, Waited: 35 * time.Millisecond},
		&component.Error{Reason: component.TimedOut},
		&component.Error{Reason: component.Interrupted},
		failure(component.CallFailed, nil, "CancelComponentDeployment", errors.New("garbage")),
		failure(component.CallFailed, nil, "CancelComponentDeployment", &types.ThrottlingException{}),
		failure(component.CallFailed, nil, "CancelComponentDeployment", &types.InternalServerException{}),
	} {
		diags.Append(diagnostics.CancelFailed(err, action))
	}
	diagnostics.AddNotice(&diags, component.Outcome{Component: *seen("CANCELLING"), Notice: component.Superseded}, action)
	for _, d := range diags {
		if text := d.Detail(); !strings.Contains(text, action.Again) || strings.Contains(text, "apply again") || strings.Contains(text, "triggers") {
			t.Errorf("%s: got a detail that is not for an action:\n%s", d.Summary(), text)
		}
	}
	if text := diags[0].Detail(); !strings.Contains(text, "within 35ms,") {
		t.Errorf("got a time that is not exact:\n%s", text)
	}
}
