package resources_test

import (
	"os"
	"strings"
	"testing"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/google/go-cmp/cmp"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// fault is a fault in one apply, with the expected output and state.
type fault struct {
	component  emulator.Component // by default IN_PROGRESS
	cancelTime time.Duration
	inject     func(*acctest.Emulator)
	arguments  []string

	failed   bool     // the apply
	status   string   // in the state; "" means that there is no resource
	tainted  bool     // the resource
	contains []string // in the output, regardless of line breaks
	requests []string // all requests in order; nil means not checked
}

const long = 10 * time.Minute

func (f fault) run(t *testing.T) {
	t.Helper()
	e := acctest.NewEmulator(t, emulator.WithCancelTime(f.cancelTime), emulator.WithDeleteTime(long))
	f.component.Name = "api"
	e.Add(t, f.component)
	if f.inject != nil {
		f.inject(e)
	}
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+cancellation("api", f.arguments...))
	exit := 0
	if f.failed {
		exit = 1
	}
	output := w.Run(t, exit, "apply", "-auto-approve")

	wantOutput(t, output, f.contains...)
	if f.failed && strings.Count(output, "Error: ") != 1 {
		t.Errorf("got %d errors, want one:\n%s", strings.Count(output, "Error: "), output)
	}
	f.checkRecord(t, w)
	if f.requests != nil {
		if diff := cmp.Diff(f.requests, e.Operations()); diff != "" {
			t.Errorf("unexpected requests (-want +got):\n%s", diff)
		}
	}
	if f.status == "CANCELLED" && f.contains == nil {
		wantOneAccepted(t, e)
	}
}

func (f fault) checkRecord(t *testing.T, w *acctest.Workspace) {
	t.Helper()
	records := w.Records(t)["proton_component_deployment_cancellation"]
	if f.status == "" {
		if len(records) != 0 {
			t.Errorf("got resources in the state, want none: %v", records)
		}
		return
	}
	if len(records) != 1 {
		t.Fatalf("got %d resources in the state, want 1", len(records))
	}
	if got := records[0].Attributes["deployment_status"]; got != f.status {
		t.Errorf("got the status %v in the state, want %s", got, f.status)
	}
	if got := records[0].Status == "tainted"; got != f.tainted {
		t.Errorf("got tainted: %t, want %t", got, f.tainted)
	}
}

// wantOneAccepted shows that no deployment was cancelled twice.
func wantOneAccepted(t *testing.T, e *acctest.Emulator) {
	t.Helper()
	accepted := map[string]int{}
	for _, c := range e.Calls() {
		if c.Operation == cancelCall && c.Status == 200 {
			accepted[c.Component]++
		}
	}
	for name, n := range accepted {
		if n != 1 {
			t.Errorf("%d cancels of %s were accepted, want 1", n, name)
		}
	}
}

// wantOutput fails the test unless the output has the texts, regardless of the CLI's line breaks and borders.
func wantOutput(t *testing.T, output string, texts ...string) {
	t.Helper()
	flat := flatten(output)
	for _, text := range texts {
		if !strings.Contains(flat, text) {
			t.Errorf("the output does not have %q:\n%s", text, output)
		}
	}
}

func flatten(output string) string {
	return strings.Join(strings.FieldsFunc(output, func(r rune) bool { return strings.ContainsRune(" \n│╷╵", r) }), " ")
}

func inject(operation string, faults ...emulator.Fault) func(*acctest.Emulator) {
	return func(e *acctest.Emulator) { e.Inject(operation, faults...) }
}

// beforeRead changes the component before the provider reads it.
func beforeRead(change func(*acctest.Emulator)) func(*acctest.Emulator) {
	return func(e *acctest.Emulator) { e.Inject(getCall, emulator.First(func() { change(e) })) }
}

// replace finishes the deployment, and starts a newer one.
func replace(status awstypes.DeploymentStatus) func(*acctest.Emulator) {
	return func(e *acctest.Emulator) {
		_ = e.Finish("api", status, "")
		_, _ = e.Deploy("api")
	}
}

// TestAccComponentDeploymentCancellation_outcomes tests what only the CLI shows: whether the resource is in the state,
// whether it is tainted, and the path of the error. internal/component tests the outcomes, internal/diagnostics their texts.
func TestAccComponentDeploymentCancellation_outcomes(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]fault{
		"nothing in progress": {
			component: emulator.Component{Status: "SUCCEEDED"}, failed: true,
			contains: []string{"Error: No component deployment in progress", "Last status seen: SUCCEEDED", "ignore_not_in_progress"},
			requests: []string{cancelCall, getCall},
		},
		"nothing in progress, ignored": {
			component: emulator.Component{Status: "SUCCEEDED"}, arguments: []string{`ignore_not_in_progress = true`},
			status: "SUCCEEDED", contains: []string{"Warning: No component deployment in progress"},
			requests: []string{cancelCall, getCall},
		},
		"already cancelled": {
			component: emulator.Component{Status: "CANCELLED"},
			status:    "CANCELLED", contains: []string{"Warning: Component deployment already cancelled"},
			requests: []string{cancelCall, getCall},
		},
		"access denied": {
			inject: inject(cancelCall, emulator.Refuse(400, "AccessDeniedException")), failed: true,
			contains: []string{"Error: Access denied by Proton", "proton:CancelComponentDeployment", "Component: api", "Region: us-east-1"},
			requests: []string{cancelCall},
		},
		"not found": {
			inject: func(e *acctest.Emulator) { _ = e.Remove("api") }, failed: true,
			contains: []string{"Error: Component not found", `component_name = "api"`},
		},
		"the response was lost": {
			inject: inject(cancelCall, emulator.DropAfter), cancelTime: time.Second, status: "CANCELLED",
		},
		"finished first": {
			inject:     beforeRead(func(e *acctest.Emulator) { _ = e.Finish("api", "SUCCEEDED", "") }),
			cancelTime: long, failed: true, status: "SUCCEEDED", tainted: true,
			contains: []string{"Error: Component deployment finished before its cancellation"},
		},
		"failed": {
			inject:     beforeRead(func(e *acctest.Emulator) { _ = e.Finish("api", "FAILED", "the stack is stuck") }),
			cancelTime: long, failed: true, status: "FAILED", tainted: true,
			contains: []string{"Error: Component deployment cancellation failed", "the stack is stuck"},
		},
		"a newer deployment": {
			inject:     beforeRead(replace("CANCELLED")),
			cancelTime: long, status: "CANCELLED", contains: []string{
				"Warning: Newer component deployment started", "was left alone", "The older deployment was cancelled.",
			},
			requests: []string{cancelCall, getCall, historyCall},
		},
		"a newer deployment, and GetDeployment is denied": {
			inject: func(e *acctest.Emulator) {
				beforeRead(replace("CANCELLED"))(e)
				e.Inject(historyCall, emulator.Refuse(400, "AccessDeniedException"))
			},
			cancelTime: long, status: "CANCELLING", contains: []string{
				"Warning: Newer component deployment started", "is not known", "allow the IAM action proton:GetDeployment",
			},
			requests: []string{cancelCall, getCall, historyCall},
		},
		"a newer deployment, after the target failed": {
			inject:     beforeRead(replace("FAILED")),
			cancelTime: long, failed: true, status: "FAILED", tainted: true, contains: []string{
				"Error: Component deployment cancellation failed", "started afterwards and was left alone",
			},
			requests: []string{cancelCall, getCall, historyCall},
		},
		"our deadline": {
			cancelTime: long, arguments: []string{`timeouts { create = "2s" }`}, failed: true, status: "CANCELLING", tainted: true,
			contains: []string{"Error: Timeout while cancelling component deployment", "2s", "timeouts.create"},
		},
		"our deadline, not waited for": {
			inject:    inject(cancelCall, emulator.Times(99, emulator.Hang)...),
			arguments: []string{`wait_for_completion = false`, `timeouts { create = "2s" }`}, failed: true,
			contains: []string{"Error: Timeout while cancelling component deployment", "2s", "timeouts.create"},
		},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			test.run(t)
		})
	}
}

// TestAccComponentDeploymentCancellation_fixFollows applies the first example of the documentation while a pipeline deploys a fix
// right after the cancel: the postcondition holds, because the state has the end of the cancelled deployment.
func TestAccComponentDeploymentCancellation_fixFollows(t *testing.T) {
	t.Parallel()
	example, err := os.ReadFile("../../examples/resources/proton_component_deployment_cancellation/resource.tf")
	if err != nil {
		t.Fatal(err)
	}
	e := acctest.WithComponents(t, "api")
	beforeRead(replace("CANCELLED"))(e)
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+string(example))
	wantOutput(t, w.Run(t, 0, "apply", "-auto-approve"), "Warning: Newer component deployment started", "The older deployment was cancelled.")
	records := w.Records(t)[cancellationType]
	if len(records) != 1 || records[0].Status == "tainted" || records[0].Attributes["deployment_status"] != "CANCELLED" {
		t.Errorf("got the resources %v, want one whose deployment is CANCELLED", records)
	}
	w.Run(t, 0, "plan", "-detailed-exitcode")
}

// TestAccComponentDeploymentCancellation_acceptedWithoutMore shows that the resource is in the state after an acceptance, even
// if nothing else is known. A response that may be a gateway's is no acceptance.
func TestAccComponentDeploymentCancellation_acceptedWithoutMore(t *testing.T) {
	t.Parallel()
	for response, tainted := range map[string]bool{`{"component":{"name":"api"}}`: true, `{}`: false} {
		t.Run(response, func(t *testing.T) {
			t.Parallel()
			e := acctest.WithComponents(t, "api")
			e.Inject(cancelCall, emulator.Respond(200, response))
			e.Inject(getCall, emulator.Refuse(400, "AccessDeniedException"))
			w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+cancellation("api"))
			wantOutput(t, w.Run(t, 1, "apply", "-auto-approve"), "Access denied by Proton", "proton:GetComponent")
			records := w.Records(t)[cancellationType]
			if got := len(records) == 1 && records[0].Status == "tainted" && records[0].Attributes["arn"] == nil; got != tainted {
				t.Errorf("got the resources %v, want a tainted one without an ARN: %t", records, tainted)
			}
		})
	}
}
