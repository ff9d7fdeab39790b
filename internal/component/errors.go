package component

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Reason says why a cancellation did not end well.
type Reason int

const (
	// CallFailed means that Proton refused a call, or could not be reached: [Error.Cause] says why.
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
	Reason    Reason
	Component string           // the name that was asked for
	Operation string           // the API operation that told, or that was under way; "" between two calls
	Accepted  bool             // whether Proton has accepted the cancellation, or was found to be at it
	Last      *types.Component // the last that was seen of the deployment; nil if nothing was
	Waited    time.Duration    // since Cancel was called
	Cause     error            // what the API said, if it said anything to the point

	ended error // what ctx said, if its end is the reason
}

// Status is the last status that was seen, "" if none was.
func (e *Error) Status() types.DeploymentStatus {
	if e.Last == nil {
		return ""
	}
	return e.Last.DeploymentStatus
}

// Accepted gives what was last seen of the component, perhaps nothing, if Proton had accepted the cancellation that ended
// in an error of [Cancel]. The deployment is being cancelled then: a caller that keeps records keeps one of it.
func Accepted(err error) (last types.Component, ok bool) {
	var failure *Error
	if !errors.As(err, &failure) || !failure.Accepted {
		return last, false
	}
	if failure.Last != nil {
		last = *failure.Last
	}
	return last, true
}

// Error is a line for logs; what a user reads is made from the fields.
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

// Unwrap gives errors.Is and errors.As the cause, and context.DeadlineExceeded or context.Canceled where that is the
// reason.
func (e *Error) Unwrap() []error { return []error{e.ended, e.Cause} }

// String names the reason in a few words.
func (r Reason) String() string {
	switch r {
	case CallFailed:
		return "call failed"
	case NotInProgress:
		return "no deployment in progress"
	case FinishedFirst:
		return "deployment finished first"
	case CancellationFailed:
		return "cancellation failed"
	case Gone:
		return "component gone"
	case TimedOut:
		return "deadline passed"
	case Interrupted:
		return "interrupted"
	default:
		return fmt.Sprintf("reason %d", int(r))
	}
}

var errNoComponent = errors.New("the answer holds no component")

func (c *cancellation) failed(reason Reason, operation string, cause error) *Error {
	return &Error{
		Reason:    reason,
		Component: c.name,
		Operation: operation,
		Accepted:  c.accepted,
		Last:      c.last,
		Waited:    time.Since(c.start),
		Cause:     cause,
	}
}

// callFailed tells a call that failed by itself from one that the end of ctx cut short.
func (c *cancellation) callFailed(ctx context.Context, operation string, err error) *Error {
	if ctx.Err() != nil {
		return c.ended(ctx, operation)
	}
	return c.failed(CallFailed, operation, errors.Join(err, c.refusal))
}

// ended says how ctx ended, with the refusal and the fault that kept the cancellation from its end, if any did.
// operation is the call that was under way, "" between calls.
func (c *cancellation) ended(ctx context.Context, operation string) *Error {
	reason := Interrupted
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		reason = TimedOut
	}
	err := c.failed(reason, operation, errors.Join(c.refusal, c.fault))
	err.ended = ctx.Err()
	return err
}

// inconclusive tells the errors of CancelComponentDeployment that do not yet mean that nothing is being cancelled.
// The API documents neither exception for 'no deployment in progress', a retry by the SDK ends in one of them when the
// first answer was lost, and an answer that was sent but could not be read may have been an acceptance.
func inconclusive(err error) bool {
	return isConflict(err) || isValidation(err) || unreadable(err) && httpStatus(err) < 300
}

func isConflict(err error) bool {
	var conflict *types.ConflictException
	return errors.As(err, &conflict)
}

func isValidation(err error) bool {
	var validation *types.ValidationException
	return errors.As(err, &validation)
}

// passing tells the faults of a call that may be over at the next one: an answer that was not to be had, that cannot be
// read, holds no component or is not in the form of the API, throttling, and whatever is the server's own fault.
func passing(err error) bool {
	var (
		unsent *smithyhttp.RequestSendError
		api    smithy.APIError
	)
	switch {
	case unreadable(err), errors.Is(err, errNoComponent), errors.As(err, &unsent):
		return true
	case errors.As(err, &api) && transient(api.ErrorCode()):
		return true
	}
	status := httpStatus(err)
	return status == http.StatusRequestTimeout || status == http.StatusTooManyRequests || status >= 500
}

// transient tells the error codes that the SDK would retry, and the one that it gives to an answer without any.
func transient(code string) bool {
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	_, retryable := retry.DefaultRetryableErrorCodes[code]
	return throttled || retryable || code == "UnknownError"
}

func unreadable(err error) bool {
	var deserialization *smithy.DeserializationError
	return errors.As(err, &deserialization)
}

// httpStatus is the status of the answer that err came with, 0 if there was none.
func httpStatus(err error) int {
	var response interface{ HTTPStatusCode() int }
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}
