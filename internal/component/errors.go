package component

import (
	"errors"
	"fmt"
)

// Reason is why a cancellation failed.
type Reason string

// The reasons of an [Error].
const (
	CallFailed         Reason = "call failed"               // Proton refused a call, or could not be reached: [Error].Cause says why
	NotInProgress      Reason = "no deployment in progress" // or, in doubt, it succeeded
	FinishedFirst      Reason = "deployment finished first" // it succeeded before the accepted cancellation took effect
	CancellationFailed Reason = "cancellation failed"       // the deployment failed, and its cancellation was, or may have been, accepted
	Gone               Reason = "component gone"            // it existed, and is being deleted or was
	TimedOut           Reason = "deadline passed"           // of the context
	Interrupted        Reason = "interrupted"               // the context was cancelled
)

// Error is the one type of error that [Cancel] returns.
type Error struct {
	Facts

	Reason    Reason
	Component string // its name
	Operation string // the API operation that failed; "" if none did

	// Cause is the error of Operation. If the run timed out or was interrupted, it is the error that kept it from going on.
	Cause error

	// CancelErr is the error of the newest cancel, if that is not Cause and Proton did not accept.
	CancelErr error
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

// Unwrap returns the causes.
func (e *Error) Unwrap() error { return errors.Join(e.Cause, e.CancelErr) }
