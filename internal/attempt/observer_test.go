package attempt_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/proton"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

const date = "Sat, 01 Aug 2026 12:00:00 GMT"

type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

// respond reads a request and responds. A header without a value is left out.
func respond(status int, code, date, body string) transport {
	return func(r *http.Request) (*http.Response, error) {
		_, err := io.Copy(io.Discard, r.Body)
		response := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
		for name, value := range map[string]string{"X-Amzn-Errortype": code, "Date": date} {
			if value != "" {
				response.Header.Set(name, value)
			}
		}
		return response, err
	}
}

// inTurn uses the transports one after the other.
func inTurn(all ...transport) transport {
	return func(r *http.Request) (*http.Response, error) {
		next := all[0]
		all = all[1:]
		return next(r)
	}
}

func unread(*http.Request) (*http.Response, error) {
	return nil, errors.New("net/http: invalid header field")
}

func connectionEnds(r *http.Request) (*http.Response, error) {
	httptrace.ContextClientTrace(r.Context()).GetConn("")
	return nil, io.EOF
}

func partlyRead(r *http.Request) (*http.Response, error) {
	_, err := io.CopyN(io.Discard, r.Body, 1)
	return nil, errors.Join(io.ErrUnexpectedEOF, err)
}

// observe makes one call of a client with three attempts, and returns how many were made.
func observe(ctx context.Context, o *attempt.Observer, send transport, options ...func(*proton.Options)) (attempts int, err error) {
	client := proton.New(proton.Options{
		Region: "us-east-1", BaseEndpoint: aws.String("http://proton.test"),
		Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", ""),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		}),
		HTTPClient: &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			attempts++
			return send(r)
		})},
	}, options...)
	_, err = client.CancelComponentDeployment(ctx, &proton.CancelComponentDeploymentInput{ComponentName: aws.String("api")}, o.Options)
	return attempts, o.Result(err)
}

// ticks returns a clock that advances by a second with each reading.
func ticks() func() time.Time {
	now := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}

func TestObserver(t *testing.T) {
	t.Parallel()
	const ok, none = -1, `{}`
	throttled := respond(http.StatusBadRequest, "ThrottlingException", date, none)
	for name, test := range map[string]struct {
		send      transport
		resend    bool
		kind      attempt.Kind // ok is no error
		attempts  int          // 1 if not set
		unsent    bool
		contacted bool
		isDated   bool // the newest response has the service's time
		dated     int
	}{
		"the API responds":                 {send: respond(200, "", date, none), kind: ok, contacted: true, isDated: true, dated: 1},
		"the API responds without a Date":  {send: respond(200, "", "", none), kind: ok, contacted: true},
		"the API refuses":                  {send: respond(409, "ConflictException", date, none), kind: attempt.Conflict, contacted: true, isDated: true, dated: 1},
		"the API throttles":                {send: throttled, kind: attempt.Throttled, contacted: true, isDated: true, dated: 1},
		"the API throttles, and responds":  {send: inTurn(throttled, respond(200, "", date, none)), resend: true, kind: ok, attempts: 2, contacted: true, isDated: true, dated: 2},
		"the API throttles, all attempts":  {send: throttled, resend: true, kind: attempt.Throttled, attempts: 3, contacted: true, isDated: true, dated: 3},
		"the API throttles, then a page":   {send: inTurn(throttled, respond(502, "", date, "<html>")), resend: true, kind: attempt.ServerFault, attempts: 2, contacted: true, dated: 1},
		"the API throttles, then no reply": {send: inTurn(throttled, partlyRead), resend: true, kind: attempt.Lost, attempts: 2, contacted: true, dated: 1},
		"the local clock is wrong":         {send: inTurn(respond(403, "RequestTimeTooSkewed", date, none), respond(200, "", date, none)), resend: true, kind: ok, attempts: 2, contacted: true, isDated: true, dated: 1},
		"the local clock is wrong, a read": {send: respond(403, "RequestTimeTooSkewed", date, none), kind: attempt.Skewed},
		"a server fault":                   {send: respond(500, "InternalServerException", date, none), resend: true, kind: attempt.ServerFault, contacted: true, isDated: true, dated: 1},
		"a gateway's page":                 {send: respond(502, "", date, "<html>"), resend: true, kind: attempt.ServerFault},
		"a page instead of JSON":           {send: respond(200, "", date, "<html>"), resend: true, kind: attempt.WrongServer},
		"a part of a response":             {send: respond(200, "", date, `{"component":{`), resend: true, kind: attempt.Malformed},
		"a redirect":                       {send: respond(307, "", date, ""), resend: true, kind: attempt.Redirected},
		"another service":                  {send: respond(400, "InvalidAction", date, none), resend: true, kind: attempt.Rejected},
		"the client refuses to send":       {send: unread, resend: true, kind: attempt.Local, unsent: true},
		"the connection ends before":       {send: connectionEnds, resend: true, kind: attempt.NotSent, attempts: 3, unsent: true},
		"the connection ends in between":   {send: partlyRead, resend: true, kind: attempt.Lost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := ticks()
			o := &attempt.Observer{Now: clock, Latest: clock, Resend: test.resend}
			attempts, err := observe(t.Context(), o, test.send)
			if got := attempt.KindOf(err); (err == nil) != (test.kind == ok) || err != nil && got != test.kind {
				t.Errorf("got the kind %d of %v, want %d", got, err, test.kind)
			}
			if want := max(test.attempts, 1); attempts != want || o.MaxAttempts != 3 {
				t.Errorf("got %d of at most %d attempts, want %d of 3", attempts, o.MaxAttempts, want)
			}
			if o.Sent.IsZero() != test.unsent || o.Contacted != test.contacted {
				t.Errorf("got sent at %s and contacted %t, want unsent %t and contacted %t", o.Sent, o.Contacted, test.unsent, test.contacted)
			}
			if o.Date.IsZero() == test.isDated || len(o.Dated) != test.dated {
				t.Errorf("got the Date %s and %d with one, want one %t and %d", o.Date, len(o.Dated), test.isDated, test.dated)
			}
		})
	}
}

// TestObserver_times has a clock that each reading advances by a second: an attempt that is sent over a new connection has later times.
func TestObserver_times(t *testing.T) {
	t.Parallel()
	connected := func(r *http.Request) (*http.Response, error) {
		httptrace.ContextClientTrace(r.Context()).GotConn(httptrace.GotConnInfo{})
		return respond(http.StatusBadRequest, "ThrottlingException", date, `{}`)(r)
	}
	clock := ticks()
	o := &attempt.Observer{Now: clock, Latest: clock, Resend: true}
	if _, err := observe(t.Context(), o, connected); err == nil || len(o.Dated) != 3 {
		t.Fatalf("got the error %v and %d exchanges, want one of 3", err, len(o.Dated))
	}
	first := o.Dated[0]
	if got := fmt.Sprint(first.Sent.Second(), first.Received.Second(), first.Date.Equal(o.Date)); got != "2 3 true" {
		t.Errorf("got %s, want the connection after 2 s, the response after 3 s, and its Date", got)
	}
	if !o.Sent.Equal(first.Sent) {
		t.Errorf("sent at %s, want the time of the first attempt, %s", o.Sent, first.Sent)
	}
}

// TestObserver_expires shows that a request is not handed to the HTTP client after its time, and that a request with a time limit
// does not wait for the client's own rate before that.
func TestObserver_expires(t *testing.T) {
	t.Parallel()
	now := ticks()()
	for name, test := range map[string]struct {
		expires time.Time
		kind    attempt.Kind
		sent    int
		waits   bool
	}{
		"no limit":     {time.Time{}, attempt.Local, 0, true},
		"at that time": {now, attempt.Throttled, 1, false},
		"later":        {now.Add(-time.Nanosecond), attempt.Outdated, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			still, noToken := func() time.Time { return now }, errors.New("no token")
			o := &attempt.Observer{Now: still, Latest: still, Expires: test.expires}
			sent, err := observe(t.Context(), o, respond(429, "ThrottlingException", date, `{}`), func(o *proton.Options) {
				o.Retryer = refuseToken{o.Retryer.(aws.RetryerV2), noToken}
			})
			if attempt.KindOf(err) != test.kind || sent != test.sent || errors.Is(err, noToken) != test.waits {
				t.Errorf("sent %d requests, and got %v, want %d and the kind %d", sent, err, test.sent, test.kind)
			}
			if o.Sent.IsZero() != (test.sent == 0) {
				t.Errorf("sent at %s after %d requests", o.Sent, test.sent)
			}
		})
	}
}

// refuseToken is a client that limits its rate to nothing.
type refuseToken struct {
	aws.RetryerV2

	err error
}

func (r refuseToken) GetAttemptToken(context.Context) (func(error) error, error) { return nil, r.err }

// TestObserver_otherRetryer has a retryer whose attempts cannot be limited: the call is one attempt.
func TestObserver_otherRetryer(t *testing.T) {
	t.Parallel()
	o := &attempt.Observer{Now: time.Now, Latest: time.Now, Resend: true}
	attempts, err := observe(t.Context(), o, connectionEnds, func(o *proton.Options) {
		o.Retryer = struct{ aws.Retryer }{o.Retryer}
	})
	if attempts != 1 || attempt.KindOf(err) != attempt.NotSent {
		t.Errorf("made %d attempts, and got %v, want one that was not sent", attempts, err)
	}
}

// TestObserver_noCredentials shows that the credentials of an attempt are a part of it: what keeps it from being signed is known
// not to have been sent, and is not tried again by the SDK.
func TestObserver_noCredentials(t *testing.T) {
	t.Parallel()
	unreachable := &net.OpError{Op: "dial", Err: errors.New("refused")} // the SDK would retry it
	var asked int
	o := &attempt.Observer{Now: time.Now, Latest: time.Now, Resend: true}
	sent, err := observe(t.Context(), o, unread, func(o *proton.Options) {
		o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			asked++
			return aws.Credentials{}, unreachable
		})
	})
	if sent != 0 || asked != 1 || attempt.KindOf(err) != attempt.Local || !o.Sent.IsZero() {
		t.Errorf("asked %d times, sent %d, and got %v, want one local error", asked, sent, err)
	}
}

// TestObserver_Result shows which errors a call has beside its own.
func TestObserver_Result(t *testing.T) {
	t.Parallel()
	other := errors.New("an API that is not a client of the SDK")
	var unobserved attempt.Observer
	if err := unobserved.Result(other); !errors.Is(err, other) || attempt.KindOf(err) != attempt.Lost {
		t.Errorf("got %v, want it unchanged", err)
	}

	o := &attempt.Observer{Now: time.Now, Latest: time.Now, Resend: true}
	ctx, stop := context.WithCancel(t.Context())
	_, err := observe(ctx, o, func(r *http.Request) (*http.Response, error) {
		defer stop() // between two attempts
		return respond(429, "ThrottlingException", date, `{}`)(r)
	}, func(o *proton.Options) {
		o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return time.Hour, nil })
		})
	})
	if attempt.KindOf(err) != attempt.Throttled || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that the call ended, and why its attempt failed", err)
	}
}
