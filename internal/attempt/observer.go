package attempt

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

// Observer observes and limits the attempts of one call to Proton.
type Observer struct {
	Now, Latest func() time.Time // the local time, and the same by the clock that is ahead: a machine can be suspended
	Resend      bool             // whether the SDK may send again what the service cannot have processed
	Expires     time.Time        // the request is not handed to the HTTP client after this time; zero is no limit

	MaxAttempts int        // of the client; 0 is no limit
	Contacted   bool       // the API has responded to an attempt
	Sent        time.Time  // when the first attempt was sent that left this machine, by Now; zero if none did
	Dated       []Exchange // attempts to which the API responded with a Date header
	Date        time.Time  // the Date header of the newest attempt; zero if the API did not respond with one

	observed bool     // the client reports its attempts
	err      error    // of the newest attempt
	reached  bool     // the newest attempt reached the transport
	newest   Exchange // of the newest attempt, whoever responded
}

// Exchange is the times of a request and of its response.
type Exchange struct {
	Sent, Received time.Time // by the local clock; the second by Latest
	Date           time.Time // by the server's clock; zero if the response has no Date header
}

// Options are those of the call.
func (o *Observer) Options(options *proton.Options) {
	o.observed, o.MaxAttempts = true, options.Retryer.MaxAttempts()
	options.APIOptions = append(options.APIOptions, func(stack *middleware.Stack) error {
		attempt := middleware.FinalizeMiddlewareFunc("ObserveAttempt", o.attempt)
		transport := middleware.DeserializeMiddlewareFunc("ObserveTransport", o.transport)
		return errors.Join(stack.Finalize.Insert(attempt, (*retry.Attempt)(nil).ID(), middleware.After), stack.Deserialize.Add(transport, middleware.Before))
	})
	if retryer, ok := options.Retryer.(aws.RetryerV2); ok {
		options.Retryer = limited{retryer, o}
	} else {
		options.RetryMaxAttempts = 1
	}
}

// attempt observes an attempt from its credentials to its response.
func (o *Observer) attempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
	o.reached, o.newest, o.Date = false, Exchange{}, time.Time{}
	out, metadata, err := next.HandleFinalize(ctx, in)
	switch {
	case err != nil && !o.reached:
		err = WithKind(err, Local)
	case IsFromAPI(err):
		o.confirm()
	}
	o.err = err
	return out, metadata, err
}

func (o *Observer) transport(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	o.reached, o.newest.Sent = true, o.Now()
	if !o.Expires.IsZero() && o.Latest().After(o.Expires) {
		return middleware.DeserializeOutput{}, middleware.Metadata{}, &classified{errors.New("the component was read too long ago"), Outdated}
	}
	kind := Local
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { kind = NotSent },
		GotConn: func(httptrace.GotConnInfo) { o.newest.Sent = o.Now() },
	})
	out, metadata, err := next.HandleDeserialize(ctx, in)
	o.newest.Received = o.Latest()
	if response, ok := out.RawResponse.(*smithyhttp.Response); ok {
		o.newest.Date, _ = http.ParseTime(response.Header.Get("Date"))
	}
	if err != nil && KindOf(err) == Lost && !isBodyRead(in.Request) {
		err = WithKind(err, kind)
	}
	if o.Sent.IsZero() && (err == nil || KindOf(err).isSent()) {
		o.Sent = o.newest.Sent
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

// confirm records that the newest response is one of the API. No other response has the service's time: a gateway has a clock of
// its own.
func (o *Observer) confirm() {
	o.Contacted, o.Date = true, o.newest.Date
	if !o.Date.IsZero() {
		o.Dated = append(o.Dated, o.newest)
	}
}

// Result returns the error of the call, with that of its newest attempt: a deadline can pass between two attempts. The caller has
// checked that a response without an error is one of the API.
func (o *Observer) Result(err error) error {
	switch {
	case err == nil:
		o.confirm()
		return nil
	case !o.observed || errors.Is(err, o.err):
		return err
	case o.err == nil:
		return WithKind(err, Local)
	default:
		return errors.Join(err, o.err)
	}
}

// limited is the SDK's retryer, limited to requests that the service cannot have processed. Sending any other cancel again
// could cancel a deployment that has started since.
type limited struct {
	aws.RetryerV2

	observer *Observer
}

// GetAttemptToken implements aws.RetryerV2. A request that expires does not wait for the rate that the client limits itself to.
func (l limited) GetAttemptToken(ctx context.Context) (func(error) error, error) {
	if l.observer.Expires.IsZero() {
		return l.RetryerV2.GetAttemptToken(ctx)
	}
	return func(error) error { return nil }, nil
}

// IsErrorRetryable implements aws.Retryer.
func (l limited) IsErrorRetryable(err error) bool {
	return l.observer.Resend && l.observer.reached && KindOf(err).isResent() && l.RetryerV2.IsErrorRetryable(err)
}
