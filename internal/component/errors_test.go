package component_test

import (
	"errors"
	"testing"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// TestError_text shows the line for logs of each reason.
func TestError_text(t *testing.T) {
	t.Parallel()
	for reason, want := range map[component.Reason]string{
		component.CallFailed:         "call failed",
		component.NotInProgress:      "no deployment in progress",
		component.FinishedFirst:      "deployment finished first",
		component.CancellationFailed: "cancellation failed",
		component.Gone:               "component gone",
		component.TimedOut:           "deadline passed",
		component.Interrupted:        "interrupted",
	} {
		err := &component.Error{Reason: reason, Component: "api"}
		if got := err.Error(); got != `cancelling the deployment of component "api": `+want {
			t.Errorf("got %q, want it to have %q", got, want)
		}
	}
	err := &component.Error{
		Reason: component.TimedOut, Component: "api", Cause: errors.New("the cause"),
		Facts: component.Facts{Last: &awstypes.Component{DeploymentStatus: "CANCELLING"}},
	}
	const want = `cancelling the deployment of component "api": deadline passed (last status CANCELLING): the cause`
	if got := err.Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestError_unwrap(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cause")
	if err := (&component.Error{Cause: cause}); !errors.Is(err, cause) || err.Unwrap().Error() != cause.Error() {
		t.Errorf("got %v, want the cause alone", err.Unwrap())
	}
	if err := (&component.Error{}); err.Unwrap() != nil {
		t.Errorf("got %v, want nothing", err.Unwrap())
	}
}
