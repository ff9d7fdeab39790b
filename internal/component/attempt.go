package component

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// attempts observes and limits the attempts of one call.
type attempts struct {
	clock       *serverClock
	now         func() time.Time // the local time
	resend      bool             // whether the SDK may send a request again that the service cannot have processed
	maxAttempts int              // of the client; 0 is no limit

	begun   bool   // the client reports its attempts
	reached bool   // the newest attempt reached the transport
	err     error  // of the newest attempt: a deadline can pass between two
	date    func() // reads the Date header of the newest response
}

// options are those of the call.
func (a *attempts) options(o *proton.Options) {
	a.begun, a.maxAttempts = true, o.Retryer.MaxAttempts()
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("ObserveAttempt", a.handle), middleware.Before)
	})
	if retryer, ok := o.Retryer.(aws.RetryerV2); ok {
		o.Retryer = limited{retryer, a}
	} else {
		o.RetryMaxAttempts = 1
	}
}

func (a *attempts) handle(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	a.reached = true
	sent, connecting := a.now(), false
	if a.clock.sent.IsZero() {
		a.clock.sent = sent
	}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GetConn: func(string) { connecting = true }})
	out, metadata, err := next.HandleDeserialize(ctx, in)
	if response, ok := out.RawResponse.(*smithyhttp.Response); ok {
		if date, dateErr := http.ParseTime(response.Header.Get("Date")); dateErr == nil {
			received := a.now()
			a.date = func() { a.clock.read(date, sent, received) }
			if err != nil && isFromAPI(err) {
				a.date()
			}
		}
	}
	if err != nil && httpStatus(err) == 0 && !isBodyRead(in.Request) {
		kind := Local
		if connecting || isConnectionFailure(err) {
			kind = NotSent
		}
		err = &unsentError{err, kind}
	}
	return out, metadata, err
}

// isBodyRead reports whether the HTTP client read the body of a request. It cannot have sent the request otherwise.
func isBodyRead(request any) bool {
	r, ok := request.(*smithyhttp.Request)
	if !ok {
		return true
	}
	body, ok := r.GetStream().(io.Seeker)
	if !ok {
		return true
	}
	offset, err := body.Seek(0, io.SeekCurrent)
	return err != nil || offset > 0
}

// result returns the error of the call, with what the attempts showed of it. It reads the Date header of a response of the
// API: a gateway has a clock of its own.
func (a *attempts) result(err error) error {
	if a.date != nil && err == nil {
		a.date()
	}
	switch {
	case err == nil:
		return nil
	case a.begun && !a.reached:
		return &unsentError{err, Local}
	case !errors.Is(err, a.err):
		return errors.Join(err, a.err)
	default:
		return err
	}
}

// unsentError is an error of a request that was not sent.
type unsentError struct {
	error

	kind Kind // [NotSent] or [Local]
}

// Unwrap returns the error of the client.
func (e *unsentError) Unwrap() error { return e.error }

// limited is the SDK's retryer, limited to requests that the service cannot have processed. Sending any other cancel again
// could cancel a deployment that has started since.
type limited struct {
	aws.RetryerV2

	attempts *attempts
}

// GetAttemptToken implements aws.RetryerV2. The SDK calls it before each attempt.
func (l limited) GetAttemptToken(ctx context.Context) (func(error) error, error) {
	l.attempts.reached, l.attempts.err, l.attempts.date = false, nil, nil
	return l.RetryerV2.GetAttemptToken(ctx)
}

// IsErrorRetryable implements aws.Retryer.
func (l limited) IsErrorRetryable(err error) bool {
	l.attempts.err = err
	return l.attempts.resend && !KindOf(err).mayBeProcessed() && l.RetryerV2.IsErrorRetryable(err)
}
