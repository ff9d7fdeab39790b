package component

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
)

// Reason is why a cancellation failed.
type Reason int

const (
	// CallFailed means that Proton refused a call, or could not be reached. [Error.Cause] says why.
	CallFailed Reason = iota + 1
	// NotInProgress means that no deployment was in progress, or, in doubt, that it succeeded.
	NotInProgress
	// FinishedFirst means that the deployment succeeded before the accepted cancellation took effect.
	FinishedFirst
	// CancellationFailed means that the accepted cancellation ended in the status FAILED.
	CancellationFailed
	// Gone means that the component existed and is being deleted, or was.
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
	Operation string // the API operation that failed or was in progress; "" if there is none

	// Cause is the error of Operation. If the run timed out or was interrupted, it is the error that kept it from going on.
	Cause error

	// CancelErr is the error of the newest cancel, if that is not Cause and Proton did not accept.
	CancelErr error

	ended error // of the context, if that is the reason
}

// NothingToCancel reports that the deployment ended by itself, or that there was none. A caller can ignore such an error.
func (e *Error) NothingToCancel() bool { return e.Reason == NotInProgress || e.Reason == FinishedFirst }

// Error returns a line for logs. Diagnostics are made from the fields.
func (e *Error) Error() string {
	text := fmt.Sprintf("cancelling the deployment of component %q: %s", e.Component, e.Reason)
	if status := e.Status(); status != "" {
		text += fmt.Sprintf(" (last status %s)", status)
	}
	if err := errors.Join(e.Cause, e.CancelErr); err != nil {
		text += ": " + err.Error()
	}
	return text
}

// Unwrap returns the causes, and context.DeadlineExceeded or context.Canceled if that is the reason.
func (e *Error) Unwrap() []error {
	return slices.DeleteFunc([]error{e.ended, e.Cause, e.CancelErr}, func(err error) bool { return err == nil })
}

var reasons = map[Reason]string{
	CallFailed: "call failed", NotInProgress: "no deployment in progress", FinishedFirst: "deployment finished first",
	CancellationFailed: "cancellation failed", Gone: "component gone", TimedOut: "deadline passed", Interrupted: "interrupted",
}

// String returns the reason in a few words.
func (r Reason) String() string { return cmp.Or(reasons[r], fmt.Sprintf("reason %d", int(r))) }

// isDeadline reports whether a context ended because its deadline passed.
func isDeadline(done error) bool { return errors.Is(done, context.DeadlineExceeded) }
