package component

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// attempts observes and limits the attempts of one call.
type attempts struct {
	clock       *serverClock
	now, latest func() time.Time // the local time, and the same by the clock that is ahead
	resend      bool             // whether the SDK may send again what the service cannot have processed
	expires     time.Time        // the request is not handed to the HTTP client after this time; zero is no limit
	maxAttempts int              // of the client; 0 is no limit

	observed  bool // the client reports its attempts
	contacted bool // the API has responded to an attempt
	// Of the newest attempt:
	err            error
	reached        bool      // the transport
	date           time.Time // the Date header of its response; zero if it has none
	sent, received time.Time
}

// options are those of the call.
func (a *attempts) options(o *proton.Options) {
	a.observed, a.maxAttempts = true, o.Retryer.MaxAttempts()
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		attempt := middleware.FinalizeMiddlewareFunc("ObserveAttempt", a.attempt)
		transport := middleware.DeserializeMiddlewareFunc("ObserveTransport", a.transport)
		return errors.Join(stack.Finalize.Insert(attempt, (*retry.Attempt)(nil).ID(), middleware.After), stack.Deserialize.Add(transport, middleware.Before))
	})
	if retryer, ok := o.Retryer.(aws.RetryerV2); ok {
		o.Retryer = limited{retryer, a}
	} else {
		o.RetryMaxAttempts = 1
	}
}

// attempt observes an attempt from its credentials to its response.
func (a *attempts) attempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
	a.reached, a.date, a.clock.date = false, time.Time{}, time.Time{}
	out, metadata, err := next.HandleFinalize(ctx, in)
	switch {
	case err != nil && !a.reached:
		err = unsent(err, Local)
	case isFromAPI(err):
		a.confirm()
	}
	a.err = err
	return out, metadata, err
}

func (a *attempts) transport(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	a.reached, a.sent = true, a.now()
	if !a.expires.IsZero() && a.latest().After(a.expires) {
		return middleware.DeserializeOutput{}, middleware.Metadata{}, &classified{errors.New("the component was read too long ago"), Outdated}
	}
	kind := Local
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { kind = NotSent },
		GotConn: func(httptrace.GotConnInfo) { a.sent = a.now() },
	})
	out, metadata, err := next.HandleDeserialize(ctx, in)
	a.received = a.latest()
	if response, ok := out.RawResponse.(*smithyhttp.Response); ok {
		a.date, _ = http.ParseTime(response.Header.Get("Date"))
	}
	if err != nil && KindOf(err) == Lost && !isBodyRead(in.Request) {
		err = unsent(err, kind)
	}
	if a.clock.sent.IsZero() && (err == nil || KindOf(err).isSent()) {
		a.clock.sent = a.sent
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

// confirm records that the newest response is one of the API. No other response tells Proton's time: a gateway has a clock of its
// own.
func (a *attempts) confirm() {
	a.contacted = true
	if !a.date.IsZero() {
		a.clock.read(a.date, a.sent, a.received)
	}
}

// result returns the error of the call, with that of its newest attempt: a deadline can pass between two attempts.
func (a *attempts) result(err error) error {
	switch {
	case err == nil:
		a.confirm()
		return nil
	case !a.observed || errors.Is(err, a.err):
		return err
	case a.err == nil:
		return unsent(err, Local)
	default:
		return errors.Join(err, a.err)
	}
}

// limited is the SDK's retryer, limited to requests that the service cannot have processed. Sending any other cancel again
// could cancel a deployment that has started since.
type limited struct {
	aws.RetryerV2

	attempts *attempts
}

// GetAttemptToken implements aws.RetryerV2. A request that expires does not wait for the rate that the client limits itself to.
func (l limited) GetAttemptToken(ctx context.Context) (func(error) error, error) {
	if l.attempts.expires.IsZero() {
		return l.RetryerV2.GetAttemptToken(ctx)
	}
	return func(error) error { return nil }, nil
}

// IsErrorRetryable implements aws.Retryer.
func (l limited) IsErrorRetryable(err error) bool {
	return l.attempts.resend && l.attempts.reached && KindOf(err).isResent() && l.RetryerV2.IsErrorRetryable(err)
}
