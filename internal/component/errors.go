package component

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// Reason is why a cancellation failed.
type Reason int

const (
	// CallFailed means that Proton refused a call, or could not be reached. [Error.Cause] says why.
	CallFailed Reason = iota + 1
	// NotInProgress means that there was no deployment to cancel.
	NotInProgress
	// FinishedFirst means that the deployment succeeded before the accepted cancellation took effect.
	FinishedFirst
	// CancellationFailed means that the accepted cancellation ended in the status FAILED.
	CancellationFailed
	// Gone means that the component is being deleted, or was.
	Gone
	// TimedOut means that the deadline of the context passed.
	TimedOut
	// Interrupted means that the context was cancelled.
	Interrupted
)

// Error is the one type of error that [Cancel] returns.
type Error struct {
	Facts

	Reason    Reason
	Component string // its name
	Operation string // the API operation that failed, was in progress or met Transient; "" if there is none
	Cause     error  // nil if no error of a call matters

	// Unsent reports that the failed cancel got no connection, so that it was not sent.
	Unsent bool

	// Transient is the error of Operation that kept a run which timed out or was interrupted from going on.
	Transient error

	ended   error // of the context, if that is the reason
	success bool  // a cancel had a successful response without a component
}

// Status returns the last known status of the target, "" if there is none.
func (e *Error) Status() awstypes.DeploymentStatus {
	if e.Last == nil {
		return ""
	}
	return e.Last.DeploymentStatus
}

// Accepted returns the component as last read, perhaps empty, if an error of [Cancel] follows a cancellation that Proton
// accepted, or a successful response without a component. A caller with a state stores the component.
func Accepted(err error) (last awstypes.Component, accepted bool) {
	failure, ok := errors.AsType[*Error](err)
	if !ok || !failure.Accepted && !failure.success {
		return last, false
	}
	if failure.Last != nil {
		last = *failure.Last
	}
	return last, true
}

// Error returns a line for logs. Diagnostics are made from the fields.
func (e *Error) Error() string {
	text := fmt.Sprintf("cancelling the deployment of component %q: %s", e.Component, e.Reason)
	if status := e.Status(); status != "" {
		text += fmt.Sprintf(" (last status %s)", status)
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause, and context.DeadlineExceeded or context.Canceled if that is the reason.
func (e *Error) Unwrap() []error {
	var all []error
	for _, err := range []error{e.ended, e.Cause} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

var reasons = map[Reason]string{
	CallFailed: "call failed", NotInProgress: "no deployment in progress", FinishedFirst: "deployment finished first",
	CancellationFailed: "cancellation failed", Gone: "component gone", TimedOut: "deadline passed", Interrupted: "interrupted",
}

// String returns the reason in a few words.
func (r Reason) String() string { return cmp.Or(reasons[r], fmt.Sprintf("reason %d", int(r))) }

func (c *cancellation) failed(reason Reason, operation string, cause error) *Error {
	return &Error{
		Facts: c.facts(), Reason: reason, Component: c.name, Operation: operation, Cause: cause,
		Unsent: operation == opCancel && !c.sent, success: c.success,
	}
}

// ended returns the error for a ctx that is done. operation is the call that was in progress, "" between two calls.
func (c *cancellation) ended(ctx context.Context, operation string) *Error {
	reason := Interrupted
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		reason = TimedOut
	}
	err := c.failed(reason, operation, errors.Join(c.cancelErr, c.readErr))
	err.ended = ctx.Err()
	switch {
	case c.readErr != nil:
		err.Operation, err.Transient = opGet, c.readErr
	case IsThrottled(c.cancelErr), isUnsent(c.cancelErr):
		err.Operation, err.Transient = opCancel, c.cancelErr
	}
	return err
}
