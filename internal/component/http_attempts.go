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
	resend      bool             // whether the SDK may send again what the service cannot have processed
	maxAttempts int              // of the client; 0 is no limit

	observed  bool // the client reports its attempts
	contacted bool // the API has responded to an attempt
	// Of the newest attempt:
	reached        bool // the transport
	err            error
	date           time.Time // the Date header of its response; zero if it has none
	sent, received time.Time
}

// options are those of the call.
func (a *attempts) options(o *proton.Options) {
	a.observed, a.maxAttempts = true, o.Retryer.MaxAttempts()
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("ObserveAttempt", a.observe), middleware.Before)
	})
	if retryer, ok := o.Retryer.(aws.RetryerV2); ok {
		o.Retryer = limited{retryer, a}
	} else {
		o.RetryMaxAttempts = 1
	}
}

func (a *attempts) observe(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	a.reached, a.sent = true, a.now()
	if a.clock.sent.IsZero() {
		a.clock.sent = a.sent
	}
	connecting := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GetConn: func(string) { connecting = true }})
	out, metadata, err := next.HandleDeserialize(ctx, in)
	a.received = a.now()
	if response, ok := out.RawResponse.(*smithyhttp.Response); ok {
		a.date, _ = http.ParseTime(response.Header.Get("Date"))
	}
	if err != nil && HTTPStatus(err) == 0 && !isBodyRead(in.Request) {
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
	if r, ok := request.(*smithyhttp.Request); ok {
		if body, ok := r.GetStream().(io.Seeker); ok {
			offset, err := body.Seek(0, io.SeekCurrent)
			return err != nil || offset > 0
		}
	}
	return true
}

// finish records the result of an attempt. Only a response of the API tells Proton's time: a gateway has a clock of its own.
func (a *attempts) finish(err error) {
	a.clock.date = time.Time{}
	if err == nil || isFromAPI(err) {
		a.contacted = true
		if !a.date.IsZero() {
			a.clock.read(a.date, a.sent, a.received)
		}
	}
	a.err, a.date = err, time.Time{}
}

// result returns the error of the call, with what its attempts showed. A deadline can pass between two attempts.
func (a *attempts) result(err error) error {
	switch {
	case err == nil:
		a.finish(nil)
	case a.observed && !a.reached && mayRecover(err):
		err = &unsentError{err, NotSent}
	case a.observed && !a.reached:
		err = &unsentError{err, Local}
	case a.err != nil && !errors.Is(err, a.err):
		err = errors.Join(err, a.err)
	}
	return err
}

// mayRecover reports whether a source of credentials may have some the next time.
func mayRecover(err error) bool {
	source, ok := errors.AsType[interface {
		error
		MayRecover() bool
	}](err)
	return ok && source.MayRecover()
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
	l.attempts.reached, l.attempts.err = false, nil
	return l.RetryerV2.GetAttemptToken(ctx)
}

// IsErrorRetryable implements aws.Retryer.
func (l limited) IsErrorRetryable(err error) bool {
	l.attempts.finish(err)
	return l.attempts.resend && KindOf(err).isResent() && l.RetryerV2.IsErrorRetryable(err)
}
