package component_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/proton"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

var (
	connectionRefused = fail(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})
	proxyRefused      = fail(&net.OpError{Op: "proxyconnect", Err: syscall.ECONNREFUSED})
	hostNotFound      = fail(&net.DNSError{Err: "no such host", Name: "proton.test", IsNotFound: true})
	untrusted         = fail(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}})
)

// TestCancel_unprocessed has errors of the first cancel after which Proton cannot have processed it. No read follows, and
// there is no doubt. The SDK repeats the request as configured.
func TestCancel_unprocessed(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		cancel      response
		maxAttempts int
		want        int // attempts
	}{
		"connection refused":             {connectionRefused, 3, 3},
		"connection refused, once":       {connectionRefused, 1, 1},
		"the proxy refuses":              {proxyRefused, 3, 3},
		"the host does not resolve":      {hostNotFound, 3, 1},
		"the certificate is untrusted":   {untrusted, 3, 3},
		"throttled":                      {throttled, 3, 3},
		"throttled, five attempts":       {throttled, 5, 5},
		"throttled, one attempt":         {throttled, 1, 1},
		"429 without an exception":       {text(429, ``), 3, 3},
		"throttled, with the status 503": {refuse(503, "SlowDown"), 3, 3},
		"a clear refusal":                {refuse(400, "AccessDeniedException"), 3, 1},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			s := &script{cancel: then(test.cancel)}
			r := runAttempts(t, s, test.maxAttempts)
			want{reason: component.CallFailed, cancels: test.want}.check(t, r)
			if test.maxAttempts <= 3 && r.took > 10*time.Second {
				t.Errorf("took %s, want at most 10s", r.took)
			}
		})
	}
}

// TestCancel_repeatedUntilOut shows that a repeated cancel which Proton does not process is given up after as many attempts as
// the client makes, but not if another one may have been accepted.
func TestCancel_repeatedUntilOut(t *testing.T) {
	t.Parallel()
	inProgress := then(in("IN_PROGRESS"))
	want{reason: component.CallFailed, status: "IN_PROGRESS", cancels: 4, gets: 6}.
		check(t, runAttempts(t, &script{cancel: then(conflict, throttled), get: inProgress}, 3))
	want{reason: component.CallFailed, status: "IN_PROGRESS", cancels: 8, gets: 14}.
		check(t, runAttempts(t, &script{cancel: then(conflict, times(2, throttled), times(2, conflict), throttled), get: inProgress}, 3))
	want{reason: component.CallFailed, status: "IN_PROGRESS", cancels: 2, gets: 2}.
		check(t, runAttempts(t, &script{cancel: then(text(302, ``), throttled), get: inProgress}, 1))
	want{reason: component.TimedOut, status: "IN_PROGRESS", cancels: -1, gets: -1}.
		check(t, runAttempts(t, &script{cancel: then(conflict, throttled), get: inProgress}, 0))
	want{reason: component.TimedOut, status: "IN_PROGRESS", cancels: -1, gets: -1, doubt: true}.
		check(t, runAttempts(t, &script{cancel: then(drop, throttled), get: inProgress}, 3))
}

// TestCancel_maxRetriesOne shows that reads resolve a doubt even if only one attempt is configured.
func TestCancel_maxRetriesOne(t *testing.T) {
	t.Parallel()
	r := runAttempts(t, &script{cancel: then(drop), get: then(in("CANCELLING"), in("CANCELLED"))}, 1)
	want{status: "CANCELLED", cancels: 1, gets: 2, accepted: true}.check(t, r)
}

// TestCancel_backoff shows that the SDK pauses between the attempts of a throttled cancel.
func TestCancel_backoff(t *testing.T) {
	t.Parallel()
	r := runAttempts(t, &script{cancel: then(times(4, throttled), in("CANCELLED"))}, 5)
	want{status: "CANCELLED", cancels: 5, accepted: true}.check(t, r)
	if r.took == 0 {
		t.Error("took no time, want pauses between the attempts")
	}
	for i, c := range r.calls[1:] {
		if c.at.Equal(r.calls[i].at) {
			t.Errorf("no pause before attempt %d", i+2)
		}
	}
}

func runAttempts(t *testing.T, s *script, maxAttempts int) (r result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), deadline)
		defer stop()
		client := proton.New(s.client().Options(), func(o *proton.Options) {
			o.Retryer = retry.AddWithMaxAttempts(retry.NewStandard(), maxAttempts) // 0 is no limit
		})
		r = runClient(ctx, s, client, name, component.Options{Wait: true})
	})
	return r
}

// TestCancel_repeated has the results of a cancel that is sent again.
func TestCancel_repeated(t *testing.T) {
	t.Parallel()
	inProgress := times(2, in("IN_PROGRESS"))
	reachesNewer := want{status: "IN_PROGRESS", notice: component.Superseded, cancels: 2, gets: 2, history: 1, newer: newer("CANCELLING", component.Cancelled)}
	afterDoubt := reachesNewer
	afterDoubt.doubt = true
	checkSituations(t, map[string]situation{
		"it reaches a newer deployment": {
			cancel: then(conflict, late(theirs.in("CANCELLING"))), get: inProgress,
			want: reachesNewer,
		},
		"it reaches a newer deployment, after doubt": {
			cancel: then(drop, late(theirs.in("CANCELLING"))), get: inProgress,
			want: afterDoubt,
		},
		"it is lost, and a newer deployment is in progress": {
			cancel: then(conflict, late(drop)), get: then(inProgress, theirs.in("IN_PROGRESS")),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, history: 1, cancels: 2, gets: 3, doubt: true,
				newer: newer("IN_PROGRESS", component.LeftAlone),
			},
		},
		"it is refused, and a newer deployment is being cancelled": {
			cancel: then(conflict, late(conflict)), get: then(inProgress, theirs.in("CANCELLING")),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, history: 1, cancels: 2, gets: 3,
				newer: newer("CANCELLING", component.LeftAlone),
			},
		},
		"its response shows an earlier deployment": {
			cancel: then(conflict, earlier.in("CANCELLED")), get: then(inProgress, in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 2, gets: 4, accepted: true},
		},
		"it is throttled": {
			cancel: then(conflict, throttled, in("CANCELLED")), get: times(4, in("IN_PROGRESS")),
			want: want{status: "CANCELLED", cancels: 3, gets: 4, accepted: true},
		},
		"it cannot be sent": {
			cancel: then(conflict, connectionRefused, in("CANCELLED")), get: times(4, in("IN_PROGRESS")),
			want: want{status: "CANCELLED", cancels: 3, gets: 4, accepted: true},
		},
		"it is lost, and fails": {
			cancel: then(conflict, drop, refuse(500, "InternalServerException"), in("CANCELLED")), get: then(in("IN_PROGRESS")),
			want: want{status: "CANCELLED", cancels: 4, gets: 6, accepted: true},
		},
	})
}

// TestCancel_order shows that a cancel is sent again only right after a read, that two reads come first, and that every
// other call has a pause before it.
func TestCancel_order(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(conflict, drop, throttled, in("CANCELLED")), get: then(in("IN_PROGRESS"))}
	r := run(t, s, time.Minute, component.Options{Wait: true})
	want{status: "CANCELLED", cancels: 4, gets: 6, accepted: true}.check(t, r)
	const cancel, get = "CancelComponentDeployment", "GetComponent"
	order := []struct {
		operation string
		paused    bool // before it
	}{
		{cancel, false},
		{get, false},
		{get, true},
		{cancel, false},
		{get, true},
		{get, true},
		{cancel, false},
		{get, true},
		{get, true},
		{cancel, false},
	}
	if len(r.calls) != len(order) {
		t.Fatalf("got calls %v, want %v", r.calls, order)
	}
	for i, c := range r.calls {
		paused := i > 0 && c.at.After(r.calls[i-1].at)
		if c.operation != order[i].operation || paused != order[i].paused {
			t.Errorf("call %d is %s, after a pause: %t, want %+v", i, c.operation, paused, order[i])
		}
	}
}

// TestCancel_unprocessedKeepsTheCause shows that the error has the cause of a failed connection, for the diagnostic.
func TestCancel_unprocessedKeepsTheCause(t *testing.T) {
	t.Parallel()
	r := runAttempts(t, &script{cancel: then(connectionRefused)}, 3)
	if !errors.Is(r.err, syscall.ECONNREFUSED) {
		t.Errorf("got %v, want the refused connection", r.err)
	}
}

// TestCancel_clockSkew shows that the SDK signs a cancel again, by the endpoint's clock, if the time of its signature was
// refused: that cancel was not processed.
func TestCancel_clockSkew(t *testing.T) {
	t.Parallel()
	s := &script{ahead: 10 * time.Minute, cancel: then(refuse(403, "RequestTimeTooSkewed"), in("CANCELLED"))}
	want{status: "CANCELLED", cancels: 2, accepted: true}.check(t, run(t, s, time.Minute, component.Options{Wait: true}))
}
