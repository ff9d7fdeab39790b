package component_test

import (
	"context"
	"errors"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// TestCancel_doubt has a row for each result of a read after a cancel that Proton may have accepted.
func TestCancel_doubt(t *testing.T) {
	t.Parallel()
	checkSituations(t, map[string]situation{
		"CANCELLING": {
			cancel: then(drop), get: then(in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 2, accepted: true},
		},
		"CANCELLING, without waiting": {
			cancel: then(drop), get: then(in("CANCELLING")), noWait: true,
			want: want{status: "CANCELLING", cancels: 1, gets: 1, accepted: true},
		},
		"CANCELLING after a second cancel, without waiting": {
			cancel: then(drop, conflict), get: then(in("IN_PROGRESS"), in("IN_PROGRESS"), in("CANCELLING")), noWait: true,
			want: want{status: "CANCELLING", cancels: 2, gets: 3, accepted: true},
		},
		"CANCELLING after a second lost cancel, without waiting": {
			cancel: then(drop), get: then(in("IN_PROGRESS"), in("IN_PROGRESS"), in("CANCELLING")), noWait: true,
			want: want{status: "CANCELLING", cancels: 2, gets: 3, accepted: true},
		},
		"accepted with another status, without waiting": {
			cancel: then(drop, in("IN_PROGRESS")), get: then(in("IN_PROGRESS")), noWait: true,
			want: want{status: "IN_PROGRESS", cancels: 2, gets: 2, accepted: true},
		},
		"CANCELLING, then SUCCEEDED": {
			cancel: then(drop), get: then(in("CANCELLING"), in("SUCCEEDED")),
			want: want{reason: component.FinishedFirst, status: "SUCCEEDED", cancels: 1, gets: 2, accepted: true},
		},
		"CANCELLED": {
			cancel: then(drop), get: then(in("CANCELLED")),
			want: want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 1, doubt: true},
		},
		"IN_PROGRESS twice": {
			cancel: then(drop, in("CANCELLING")), get: then(in("IN_PROGRESS"), in("IN_PROGRESS"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 2, gets: 3, accepted: true},
		},
		"IN_PROGRESS, then CANCELLING": {
			cancel: then(drop), get: then(in("IN_PROGRESS"), in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 3, accepted: true},
		},
		"SUCCEEDED": {
			cancel: then(drop), get: then(in("SUCCEEDED")),
			want: want{reason: component.NotInProgress, status: "SUCCEEDED", cancels: 1, gets: 1, doubt: true},
		},
		"DELETE_IN_PROGRESS": {
			cancel: then(drop), get: then(in("DELETE_IN_PROGRESS")),
			want: want{reason: component.Gone, status: "DELETE_IN_PROGRESS", cancels: 1, gets: 1, doubt: true},
		},
		"not found": {
			cancel: then(drop), get: then(refuse(400, "ResourceNotFoundException")),
			want: want{reason: component.CallFailed, cancels: 1, gets: 1, doubt: true},
		},
		"not found, after it was seen": {
			cancel: then(drop), get: then(in("IN_PROGRESS"), refuse(400, "ResourceNotFoundException")),
			want: want{reason: component.Gone, status: "IN_PROGRESS", cancels: 1, gets: 2, doubt: true},
		},
		"validation of the repeated cancel": {
			cancel: then(drop, validation), get: then(in("IN_PROGRESS")),
			want: want{reason: component.CallFailed, status: "IN_PROGRESS", cancels: 2, gets: 3, doubt: true},
		},
		"denial of the repeated cancel": {
			cancel: then(drop, refuse(400, "AccessDeniedException")), get: then(in("IN_PROGRESS")),
			want: want{reason: component.CallFailed, status: "IN_PROGRESS", cancels: 2, gets: 2, doubt: true},
		},
		"the API's transient errors until the deadline": {
			cancel: then(drop), get: then(refuse(500, "InternalServerException")),
			want: want{reason: component.TimedOut, cancels: 1, gets: -1, doubt: true},
		},
	})
}

// TestCancel_doubtful has the errors of a cancel after which Proton may have accepted it. Two reads come before it is
// repeated.
func TestCancel_doubtful(t *testing.T) {
	t.Parallel()
	rows := map[string]situation{}
	for end, cancel := range map[string]response{
		"the connection breaks":                 drop,
		"the connection is reset":               fail(&net.OpError{Op: "read", Err: syscall.ECONNRESET}),
		"no response within a minute":           silence,
		"InternalServerException":               refuse(500, "InternalServerException"),
		"bad gateway without a body":            text(502, ``),
		"unavailable, a page":                   text(503, `<html>`),
		"408 without a body":                    text(408, ``),
		"408 of the API":                        refuse(408, "RequestTimeout"),
		"RequestTimeoutException":               refuse(400, "RequestTimeoutException"),
		"an internal error with the status 400": refuse(400, "InternalServerException"),
		"a denial with the status 408":          refuse(408, "AccessDeniedException"),
		"a denial with the status 500":          refuse(500, "AccessDeniedException"),
		"a truncated component":                 text(200, `{"component":{"na`),
		"a page":                                text(200, `<html>`),
		"nothing":                               text(200, ``),
		"no component":                          text(200, `{}`),
		"a null component":                      text(200, `{"component":null}`),
		"a component of another type":           text(200, `{"component":"CANCELLED"}`),
		"a refusal that is not the API's":       text(403, `<html>`),
	} {
		rows[end] = situation{
			cancel: then(cancel, in("CANCELLED")), get: then(in("IN_PROGRESS")),
			want: want{status: "CANCELLED", cancels: 2, gets: 2, accepted: true},
		}
		rows[end+", then denied"] = situation{
			cancel: then(cancel), get: then(refuse(400, "AccessDeniedException")),
			want: want{reason: component.CallFailed, cancels: 1, gets: 1, doubt: true},
		}
	}
	checkSituations(t, rows)
}

// TestCancel_patience shows that the two minutes of an endpoint that does not respond like the API begin when the cancel has ended.
func TestCancel_patience(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		cancel response
		after  time.Duration
	}{
		"a page at once": {text(502, `<html>`), 0},
		"no response":    {silence, time.Minute},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			s := &script{cancel: then(test.cancel), get: then(text(502, `<html>`))}
			r := run(t, s, deadline, component.Options{Wait: true})
			want{reason: component.CallFailed, cancels: 1, gets: -1, doubt: true}.check(t, r)
			if took := r.took - test.after; took < 110*time.Second || took > 2*time.Minute {
				t.Errorf("it took %s after the cancel, want about two minutes", took)
			}
		})
	}
}

// TestCancel_wrongServer shows that a server without the Proton API is not polled until the deadline.
func TestCancel_wrongServer(t *testing.T) {
	t.Parallel()
	page := text(404, `<html>`)
	checkSituations(t, map[string]situation{
		"two pages": {
			cancel: then(page), get: then(page),
			want: want{reason: component.CallFailed, cancels: 1, gets: 1, doubt: true},
		},
		"a redirect, then a page": {
			cancel: then(text(302, ``)), get: then(page),
			want: want{reason: component.CallFailed, cancels: 1, gets: 1},
		},
		"a page, then 300": {
			cancel: then(page), get: then(text(300, ``)),
			want: want{reason: component.CallFailed, cancels: 1, gets: 1, doubt: true},
		},
		"a page, then 503, then a page": {
			cancel: then(page), get: then(text(503, ``), text(503, ``), text(503, ``), page),
			want: want{reason: component.CallFailed, cancels: 1, gets: 4, doubt: true},
		},
		"a page, then lost connections, then a page": {
			cancel: then(page), get: then(drop, drop, drop, page),
			want: want{reason: component.CallFailed, cancels: 1, gets: 4, doubt: true},
		},
		"a page, then the API": {
			cancel: then(page), get: then(in("CANCELLING"), page, in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 3, accepted: true},
		},
		"a page, then the API's error, then a page": {
			cancel: then(page), get: then(throttled, throttled, throttled, page, in("CANCELLED")),
			want: want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 5, doubt: true},
		},
		"the API's error, then pages": {
			cancel: then(refuse(500, "InternalServerException")), get: then(page, page, in("CANCELLED")),
			want: want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 3, doubt: true},
		},
	})
}

// TestCancel_perhapsTheServer has responses to the first read that a gateway in front of Proton could make: the reads go on.
func TestCancel_perhapsTheServer(t *testing.T) {
	t.Parallel()
	rows := map[string]situation{}
	for read, test := range map[string]struct {
		response response
		attempts int // of the SDK
	}{
		"408":                               {text(408, ``), 1},
		"429":                               {text(429, ``), 3},
		"a page with the status 500":        {text(500, `<html>`), 3},
		"an API's timeout":                  {refuse(400, "RequestTimeoutException"), 3},
		"a denial with the status 500":      {refuse(500, "AccessDeniedException"), 3},
		"an API's timeout without its code": {refuse(408, "SomethingElse"), 1},
		"a response without a component":    {text(200, `{}`), 1},
		"a connection that is lost":         {drop, 3},
		"a connection that is not made":     {connectionRefused, 3},
		"throttling":                        {throttled, 3},
		"throttling with a code of its own": {refuse(429, "SomethingElse"), 3},
	} {
		rows[read] = situation{
			cancel: then(text(404, `<html>`)), get: then(times(test.attempts, test.response), in("CANCELLED")),
			want: want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: test.attempts + 1, doubt: true},
		}
	}
	checkSituations(t, rows)
}

// TestCancel_deadlineInTheFirstCancel shows that a cancel in progress at the deadline may have been accepted.
func TestCancel_deadlineInTheFirstCancel(t *testing.T) {
	t.Parallel()
	want{reason: component.TimedOut, cancels: 1, doubt: true}.
		check(t, run(t, &script{cancel: then(hang)}, time.Minute, component.Options{Wait: true}))
}

// TestCancel_withoutCredentials shows that a request that is not sent leaves no doubt.
func TestCancel_withoutCredentials(t *testing.T) {
	t.Parallel()
	ended := errors.New("the session has ended")
	for row, test := range map[string]struct {
		retrieve func(context.Context) (aws.Credentials, error)
		want     want
	}{
		"not available": {
			func(context.Context) (aws.Credentials, error) { return aws.Credentials{}, ended },
			want{reason: component.CallFailed},
		},
		"not before the deadline": {
			func(ctx context.Context) (aws.Credentials, error) {
				<-ctx.Done()
				return aws.Credentials{}, ctx.Err()
			},
			want{reason: component.TimedOut},
		},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithTimeout(t.Context(), time.Minute)
				defer stop()
				s := &script{}
				client := proton.New(s.client().Options(), func(o *proton.Options) {
					o.Credentials = aws.CredentialsProviderFunc(test.retrieve)
				})
				test.want.check(t, runClient(ctx, s, client, name, component.Options{Wait: true}))
			})
		})
	}
}
