package resources_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// fault is one bad moment, and what the user sees of it through the real CLI.
type fault struct {
	component  emulator.Component // what the emulator has; IN_PROGRESS unless it says otherwise
	cancelTime time.Duration
	inject     func(*acctest.Emulator)
	arguments  []string

	failed   bool     // the apply
	status   string   // that was recorded; "" is no record
	tainted  bool     // the record
	says     []string // in the output, whatever its line breaks
	requests []string // all that arrived, in order; nil is not checked
}

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

	wantSaid(t, output, f.says...)
	if f.failed && strings.Count(output, "Error: ") != 1 {
		t.Errorf("got %d errors, want one:\n%s", strings.Count(output, "Error: "), output)
	}
	f.checkRecord(t, w)
	if f.requests != nil {
		if diff := cmp.Diff(f.requests, e.Operations()); diff != "" {
			t.Errorf("unexpected requests (-want +got):\n%s", diff)
		}
	}
	for _, c := range e.Calls() {
		if c.Operation == cancelCall && c.Status == 200 && e.Count(cancelCall) > 1 {
			wantOneAccepted(t, e)
		}
	}
}

func (f fault) checkRecord(t *testing.T, w *acctest.Workspace) {
	t.Helper()
	records := w.Records(t)["proton_component_deployment_cancellation"]
	if f.status == "" {
		if len(records) != 0 {
			t.Errorf("got a record, want none: %v", records)
		}
		return
	}
	if len(records) != 1 {
		t.Fatalf("got %d records, want 1", len(records))
	}
	if got := records[0].Attributes["deployment_status"]; got != f.status {
		t.Errorf("recorded %v, want %s", got, f.status)
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

// wantSaid looks for texts in an output, whose lines the CLI breaks and decorates.
func wantSaid(t *testing.T, output string, texts ...string) {
	t.Helper()
	flat := flatten(output)
	for _, text := range texts {
		if !strings.Contains(flat, text) {
			t.Errorf("the output does not say %q:\n%s", text, output)
		}
	}
}

func flatten(output string) string {
	return strings.Join(strings.FieldsFunc(output, func(r rune) bool { return strings.ContainsRune(" \n│╷╵", r) }), " ")
}

func inject(operation string, faults ...emulator.Fault) func(*acctest.Emulator) {
	return func(e *acctest.Emulator) { e.Inject(operation, faults...) }
}

// settleAfterALook spoils cancels, and lets the cancellation settle between the first and the second look.
func settleAfterALook(cancels ...emulator.Fault) func(*acctest.Emulator) {
	return func(e *acctest.Emulator) {
		e.Inject(cancelCall, cancels...)
		e.Inject(getCall, pass, emulator.First(func() { _ = e.Finish("api", "CANCELLED", "") }))
	}
}

var (
	conflict   = emulator.Refuse(400, "ConflictException")
	validation = emulator.Refuse(400, "ValidationException")
	denied     = emulator.Refuse(400, "AccessDeniedException")
	pass       = emulator.First(func() {})
)

// TestAccComponentDeploymentCancellation_refused has the rows of the table of what a refused cancel can mean.
func TestAccComponentDeploymentCancellation_refused(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]fault{
		"CANCELLING, joined": {
			component: emulator.Component{Status: "CANCELLING"}, cancelTime: long, inject: settleAfterALook(),
			status: "CANCELLED", requests: []string{cancelCall, getCall, getCall},
		},
		"the answer was lost, joined": {
			inject: settleAfterALook(emulator.DropAfter), cancelTime: long,
			status: "CANCELLED", requests: []string{cancelCall, cancelCall, getCall, getCall},
		},
		"the answer was lost, already cancelled": {
			inject: inject(cancelCall, emulator.DropAfter),
			status: "CANCELLED", says: []string{"Warning: Component deployment already cancelled", "No new cancellation was needed"},
			requests: []string{cancelCall, cancelCall, getCall},
		},
		"CANCELLED": {
			component: emulator.Component{Status: "CANCELLED"},
			status:    "CANCELLED", says: []string{"Warning: Component deployment already cancelled"},
			requests: []string{cancelCall, getCall},
		},
		"IN_PROGRESS, a passing conflict": {
			inject: inject(cancelCall, conflict, conflict),
			status: "CANCELLED", requests: []string{cancelCall, getCall, getCall, cancelCall, getCall, getCall, cancelCall, getCall},
		},
		"IN_PROGRESS, an invalid request": {
			inject: inject(cancelCall, validation), failed: true,
			says:     []string{"Error: Unable to cancel component deployment", "Last status seen: IN_PROGRESS", "injected fault", "injected-request"},
			requests: []string{cancelCall, getCall},
		},
		"superseded": {
			inject: func(e *acctest.Emulator) {
				e.Inject(cancelCall, conflict)
				e.Inject(getCall, pass, emulator.First(func() { _ = e.Finish("api", "SUCCEEDED", ""); _, _ = e.Deploy("api") }))
			},
			status: "IN_PROGRESS", says: []string{"Warning: Newer component deployment started"},
			requests: []string{cancelCall, getCall, getCall},
		},
		"gone meanwhile": {
			inject: func(e *acctest.Emulator) {
				e.Inject(cancelCall, conflict)
				e.Inject(getCall, emulator.First(func() { _ = e.Remove("api") }))
			},
			failed: true, says: []string{"Error: Component deleted or being deleted"},
			requests: []string{cancelCall, getCall},
		},
		"access denied": {
			inject: inject(cancelCall, denied), failed: true,
			says:     []string{"Error: Access denied by Proton", "proton:CancelComponentDeployment", "Component: api", "Region: us-east-1"},
			requests: []string{cancelCall},
		},
		"access denied to look": {
			inject: func(e *acctest.Emulator) { e.Inject(cancelCall, conflict); e.Inject(getCall, denied) }, failed: true,
			says:     []string{"Error: Access denied by Proton", "proton:GetComponent", "ConflictException"},
			requests: []string{cancelCall, getCall},
		},
		"not found": {
			inject: func(e *acctest.Emulator) { _ = e.Remove("api") }, failed: true,
			says: []string{"Error: Component not found", `component_name = "api"`},
		},
		"lost before it was processed": {
			inject: inject(cancelCall, emulator.DropBefore, emulator.DropBefore),
			status: "CANCELLED", requests: []string{cancelCall, cancelCall, cancelCall, getCall},
		},
		"throttled for good": {
			inject: inject(cancelCall, emulator.Times(9, emulator.Throttle)...), failed: true,
			says:     []string{"Error: Unable to cancel component deployment", "max_retries"},
			requests: []string{cancelCall, cancelCall, cancelCall},
		},
		"truncated": {
			inject: settleAfterALook(emulator.Truncate), cancelTime: long,
			status: "CANCELLED", requests: []string{cancelCall, getCall, getCall},
		},
		"a page of a web server, processed": {
			inject: settleAfterALook(emulator.RespondAfter(200, "<html></html>")), cancelTime: long,
			status: "CANCELLED", requests: []string{cancelCall, getCall, getCall},
		},
		"a page of a web server, not processed": {
			inject: inject(cancelCall, emulator.Respond(200, "<html></html>")),
			status: "CANCELLED", requests: []string{cancelCall, getCall, getCall, cancelCall, getCall},
		},
		"a page that was not found": {
			inject: inject(cancelCall, emulator.Respond(404, "<html></html>")), failed: true,
			says: []string{"Error: Unable to cancel component deployment", "StatusCode: 404"}, requests: []string{cancelCall},
		},
		"accepted without a component": {
			inject: inject(cancelCall, emulator.RespondAfter(200, `{}`)),
			status: "CANCELLED", requests: []string{cancelCall, getCall},
		},
		"accepted with a null component": {
			inject: inject(cancelCall, emulator.RespondAfter(200, `{"component": null}`)),
			status: "CANCELLED", requests: []string{cancelCall, getCall},
		},
		"accepted without a component, not waited for": {
			inject: inject(cancelCall, emulator.RespondAfter(200, `{}`)), arguments: []string{`wait_for_completion = false`},
			status: "CANCELLED", requests: []string{cancelCall, getCall},
		},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			test.run(t)
		})
	}
}

func TestAccComponentDeploymentCancellation_nothingInProgress(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"SUCCEEDED", "FAILED", "DELETE_IN_PROGRESS", "DELETE_FAILED"} {
		for _, ignore := range []bool{false, true} {
			f := fault{
				component: emulator.Component{Status: deploymentStatus(status)},
				failed:    true,
				says:      []string{"Error: No component deployment in progress", "Last status seen: " + status, "ignore_not_in_progress"},
				requests:  []string{cancelCall, getCall},
			}
			name := status
			if ignore {
				name += ", ignored"
				f.arguments = []string{`ignore_not_in_progress = true`}
				f.failed, f.status = false, status
				f.says = []string{"Warning: No component deployment in progress", "Last status seen: " + status}
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				f.run(t)
			})
		}
	}
}
