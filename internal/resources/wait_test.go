package resources_test

import (
	"fmt"
	"testing"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

type deploymentStatus = awstypes.DeploymentStatus

const long = 10 * time.Minute

// finish ends the deployment in a status before the next look.
func finish(status deploymentStatus, message string) func(*acctest.Emulator) {
	return func(e *acctest.Emulator) {
		e.Inject(getCall, emulator.First(func() { _ = e.Finish("api", status, message) }))
	}
}

// component is an answer with the given members only.
func component(members string) emulator.Fault {
	return emulator.Respond(200, fmt.Sprintf(`{"component": {%s}}`, members))
}

// TestAccComponentDeploymentCancellation_wait has the rows of the table of what a wait can see.
func TestAccComponentDeploymentCancellation_wait(t *testing.T) {
	t.Parallel()
	ignored := []string{`ignore_not_in_progress = true`}
	for row, test := range map[string]fault{
		"CANCELLED": {
			inject: finish("CANCELLED", ""), cancelTime: long,
			status: "CANCELLED", requests: []string{cancelCall, getCall},
		},
		"SUCCEEDED": {
			inject: finish("SUCCEEDED", ""), cancelTime: long, failed: true, status: "SUCCEEDED", tainted: true,
			says: []string{"Error: Component deployment finished before its cancellation", "Last status seen: SUCCEEDED"},
		},
		"SUCCEEDED, ignored": {
			inject: finish("SUCCEEDED", ""), cancelTime: long, arguments: ignored, status: "SUCCEEDED",
			says: []string{"Warning: Component deployment finished before its cancellation"},
		},
		"FAILED": {
			inject: finish("FAILED", "the stack is stuck"), cancelTime: long, arguments: ignored,
			failed: true, status: "FAILED", tainted: true,
			says: []string{"Error: Component deployment cancellation failed", "the stack is stuck"},
		},
		"DELETE_IN_PROGRESS": {
			inject: finish("DELETE_IN_PROGRESS", ""), cancelTime: long, failed: true, status: "DELETE_IN_PROGRESS", tainted: true,
			says: []string{"Error: Component deleted or being deleted"},
		},
		"gone": {
			inject: func(e *acctest.Emulator) {
				e.Inject(getCall, emulator.First(func() { _ = e.Remove("api") }))
			}, cancelTime: long, failed: true, status: "CANCELLING", tainted: true,
			says: []string{"Error: Component deleted or being deleted", "ResourceNotFoundException"},
		},
		"superseded": {
			inject: func(e *acctest.Emulator) {
				e.Inject(getCall, emulator.First(func() { _ = e.Finish("api", "CANCELLED", ""); _, _ = e.Deploy("api") }))
			}, cancelTime: long, status: "CANCELLING",
			says: []string{"Warning: Newer component deployment started", "The newer one was left alone"}, requests: []string{cancelCall, getCall},
		},
		"an unknown status": {
			inject: inject(getCall, component(`"deploymentStatus": "PAUSED"`)), status: "CANCELLED",
			requests: []string{cancelCall, getCall, getCall},
		},
		"an unknown status until the deadline": {
			inject: inject(getCall, emulator.Times(99, component(`"deploymentStatus": "PAUSED"`))...), cancelTime: long,
			arguments: []string{`timeouts { create = "2s" }`}, failed: true, status: "PAUSED", tainted: true,
			says: []string{"Error: Timeout while cancelling component deployment", "Last status seen: PAUSED", "2s", "timeouts.create"},
		},
		"throttled eight times": {
			inject: inject(getCall, emulator.Times(8, emulator.Throttle)...), status: "CANCELLED",
		},
		"dropped four times, four bad gateways": {
			inject: inject(getCall, append(emulator.Times(4, emulator.DropBefore), emulator.Times(4, emulator.Respond(502, "<html>"))...)...),
			status: "CANCELLED",
		},
		"answers that cannot be read": {
			inject: inject(getCall, emulator.Truncate, emulator.Respond(200, "<html>"), emulator.Respond(200, `{}`),
				emulator.Respond(200, `{"component": null}`), emulator.Respond(200, `[]`)),
			status: "CANCELLED",
		},
		"an answer without its required members": {
			inject: inject(getCall, component(`"deploymentStatus": "CANCELLED"`)), cancelTime: long,
			status: "CANCELLED", requests: []string{cancelCall, getCall},
		},
		"access denied": {
			inject: inject(getCall, denied), cancelTime: long, failed: true, status: "CANCELLING", tainted: true,
			says: []string{"Error: Access denied by Proton", "proton:GetComponent"}, requests: []string{cancelCall, getCall},
		},
		"validation": {
			inject: inject(getCall, validation), cancelTime: long, failed: true, status: "CANCELLING", tainted: true,
			says: []string{"Error: Unable to cancel component deployment", "ValidationException"}, requests: []string{cancelCall, getCall},
		},
		"our deadline": {
			cancelTime: long, arguments: []string{`timeouts { create = "2s" }`}, failed: true, status: "CANCELLING", tainted: true,
			says: []string{"Error: Timeout while cancelling component deployment", "Last status seen: CANCELLING", "2s", "wait_for_completion"},
		},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			test.run(t)
		})
	}
}

// TestAccComponentDeploymentCancellation_hangs shows that one deadline bounds the whole Create, waiting or not.
func TestAccComponentDeploymentCancellation_hangs(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		operation string
		arguments []string
		status    string
	}{
		"the cancel":                 {cancelCall, nil, ""},
		"the cancel, not waited for": {cancelCall, []string{`wait_for_completion = false`}, ""},
		"a look":                     {getCall, nil, "CANCELLING"},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			e := acctest.NewEmulator(t, emulator.WithCancelTime(long))
			e.Add(t, emulator.Component{Name: "api"})
			e.Inject(test.operation, emulator.Times(99, emulator.Hang)...)
			w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+
				cancellation("api", append(test.arguments, `timeouts { create = "5s" }`)...))

			apply := w.Start(t, "apply", "-auto-approve")
			e.Await(t, cancelCall, 1)
			start := time.Now()
			if got := apply.Wait(); got != 1 {
				t.Errorf("got exit status %d, want 1", got)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("ended %s after the first call, want within 10s", took)
			}
			wantSaid(t, apply.Output(), "Error: Timeout while cancelling component deployment", "5s", "timeouts.create")
			fault{status: test.status, tainted: true}.checkRecord(t, w)
		})
	}
}

// TestAccComponentDeploymentCancellation_acceptedWithoutMore shows that an acceptance that tells nothing of the component
// is recorded, even if nothing more is learnt.
func TestAccComponentDeploymentCancellation_acceptedWithoutMore(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	e.Inject(cancelCall, emulator.Respond(200, `{}`))
	e.Inject(getCall, denied)
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+cancellation("api"))
	wantSaid(t, w.Run(t, 1, "apply", "-auto-approve"), "Access denied by Proton")
	records := w.Records(t)[cancellationType]
	if len(records) != 1 || records[0].Status != "tainted" || records[0].Attributes["arn"] != nil {
		t.Errorf("got the records %v, want a tainted one that knows nothing of the component", records)
	}
}
