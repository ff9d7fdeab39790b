package component_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// TestCancel_clocksOfOthers has Date headers that do not tell Proton's time. The deployment that is in progress is then the
// target, and is cancelled.
func TestCancel_clocksOfOthers(t *testing.T) {
	t.Parallel()
	recent := scripted{ours.id, -10 * time.Second}
	for row, test := range map[string]struct {
		cancel, get response
		ahead       time.Duration // of the service's clock
		undated     bool
	}{
		"a gateway's page, ten minutes behind":         {cancel: dated(-10*time.Minute, text(502, `<html>`)), get: in("IN_PROGRESS")},
		"a gateway's error in JSON, behind":            {cancel: dated(-10*time.Minute, refuse(502, "BadGateway")), get: in("IN_PROGRESS")},
		"a gateway's empty object, behind":             {cancel: dated(-10*time.Minute, text(200, `{}`)), get: in("IN_PROGRESS")},
		"a gateway's throttling, behind":               {cancel: dated(-10*time.Minute, text(429, ``)), get: in("IN_PROGRESS")},
		"no Date, and the local clock is slow":         {cancel: drop, get: in("IN_PROGRESS"), ahead: time.Minute, undated: true},
		"no Date, and the local clock is fast":         {cancel: drop, get: in("IN_PROGRESS"), ahead: -time.Minute, undated: true},
		"a Date 20 seconds before the start it shows":  {cancel: conflict, get: dated(-80*time.Second, in("IN_PROGRESS"))},
		"one of several machines, 15 seconds behind":   {cancel: conflict, get: dated(-15*time.Second, recent.in("IN_PROGRESS"))},
		"the first of several machines, behind":        {cancel: dated(-15*time.Second, conflict), get: recent.in("IN_PROGRESS")},
		"a Date that is not a date":                    {cancel: header(conflict, "Date", "yesterday"), get: in("IN_PROGRESS"), undated: true},
		"the first of several machines, an hour ahead": {cancel: dated(time.Hour, conflict), get: recent.in("IN_PROGRESS")},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			cancels := then(test.cancel, in("CANCELLED"))
			expected := want{status: "CANCELLED", cancels: 2, gets: 2, accepted: true}
			if row == "a gateway's throttling, behind" { // the SDK sends it again, and nothing is in progress then
				cancels, expected.gets = then(test.cancel, conflict, in("CANCELLED")), 2
				expected.cancels = 3
			}
			s := &script{cancel: cancels, get: then(test.get), ahead: test.ahead, undated: test.undated}
			expected.check(t, run(t, s, time.Minute, component.Options{Wait: true}))
		})
	}
}

// header responds with a header.
func header(next response, key, value string) response {
	return func(r *http.Request, start epoch) (*http.Response, error) {
		out, err := next(r, start)
		if err == nil {
			out.Header.Set(key, value)
		}
		return out, err
	}
}

// TestCancel_notTheAPI has responses that look like the API's but are not.
func TestCancel_notTheAPI(t *testing.T) {
	t.Parallel()
	another := text(200, `{"component":{"name":"web","deploymentStatus":"CANCELLED","lastAttemptedDeploymentId":"x"}}`)
	hollow := text(200, `{"component":{}}`)
	checkSituations(t, map[string]situation{
		"another component is cancelled": {
			cancel: then(another), get: then(in("IN_PROGRESS"), in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 3, accepted: true},
		},
		"another component is read": {
			cancel: then(conflict), get: then(another, in("CANCELLED")),
			want: want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 2},
		},
		"an empty component, without waiting": {
			cancel: then(hollow), get: then(hollow, in("CANCELLING")), noWait: true,
			want: want{status: "CANCELLING", cancels: 1, gets: 2, accepted: true},
		},
	})
}

// TestCancel_neverTheAPI has endpoints that never respond like the API. A run ends after one more response if no Proton
// sends such a response, and after two minutes if a gateway in trouble could.
func TestCancel_neverTheAPI(t *testing.T) {
	t.Parallel()
	const patience = 2 * time.Minute
	for row, test := range map[string]struct {
		response response
		doubt    bool
		within   time.Duration
		calls    int // 0 is any number
	}{
		"LocalStack without Proton":                    {refuse(501, "InternalFailure"), true, time.Second, 2},
		"a login page":                                 {text(200, `<html>sign in</html>`), true, time.Second, 2},
		"a page with the status 404":                   {text(404, `<html>`), true, time.Second, 2},
		"a JSON object with the status 404":            {text(404, `{"message":"no route"}`), true, time.Second, 2},
		"a server that does not know POST":             {text(501, `Unsupported method ('POST')`), true, time.Second, 2},
		"another version of HTTP":                      {text(505, ``), true, time.Second, 2},
		"a redirect":                                   {header(text(302, ``), "Location", "https://login.test/"), false, time.Second, 2},
		"a TLS port":                                   {text(400, `Client sent an HTTP request to an HTTPS server.`), true, time.Second, 2},
		"an operation that the endpoint does not have": {refuse(404, "UnknownOperationException"), false, time.Second, 1},
		"a proxy that wants a password":                {text(407, `<html>`), false, time.Second, 1},
		"an empty object":                              {text(200, `{}`), true, patience, 0},
		"a list":                                       {text(200, `[]`), true, patience, 0},
		"bad gateway":                                  {text(502, `<html>`), true, patience, 0},
		"a gateway's error in JSON":                    {refuse(503, "ServiceUnavailable"), true, patience, 0},
		"a broken connection":                          {drop, true, patience, 0},
		"a part of a response":                         {text(200, `{"component":{"na`), true, patience, 0},
		"no response":                                  {silence, true, time.Minute + patience, 0},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			r := run(t, &script{cancel: then(test.response), get: then(test.response)}, time.Hour, component.Options{Wait: true})
			want{reason: component.CallFailed, cancels: 1, gets: -1, doubt: test.doubt}.check(t, r)
			if r.took > test.within || test.within == patience && r.took < patience-10*time.Second {
				t.Errorf("took %s, want %s", r.took, test.within)
			}
			if test.calls > 0 && len(r.calls) != test.calls {
				t.Errorf("got %d calls, want %d", len(r.calls), test.calls)
			}
		})
	}
}

// TestCancel_oneAttemptPerRead shows that the pace of reads does not depend on the attempts that the client is configured to
// make, and that the error of the deadline has their cause.
func TestCancel_oneAttemptPerRead(t *testing.T) {
	t.Parallel()
	r := runAttempts(t, &script{cancel: then(in("CANCELLING")), get: then(refuse(500, "InternalServerException"))}, 25)
	want{reason: component.TimedOut, status: "CANCELLING", cancels: 1, gets: -1, accepted: true}.check(t, r)
	checkGaps(t, r.calls)
	failure, _ := errors.AsType[*component.Error](r.err)
	if attempt.KindOf(failure.Cause) != attempt.ServerFault {
		t.Errorf("got the cause %v, want the error of the reads", failure.Cause)
	}
}

// TestCancel_credentialsExpireBetweenAttempts shows that a throttled attempt and one that is not sent leave no doubt.
func TestCancel_credentialsExpireBetweenAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, retrieved := &script{cancel: then(throttled)}, 0
		client := proton.New(s.client().Options(), func(o *proton.Options) {
			o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				if retrieved++; retrieved > 1 {
					return aws.Credentials{}, errors.New("the session has ended")
				}
				return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, nil
			})
		})
		r := runClient(t.Context(), s, client, name, component.Options{Wait: true})
		want{reason: component.CallFailed, cancels: 1}.check(t, r)
		if kind := attempt.KindOf(r.err); kind != attempt.Local {
			t.Errorf("got the kind %d, want Local", kind)
		}
	})
}

// TestCancel_throttledOnceAtTheEnd shows that an earlier error is not called the last one: the last request was a good read.
func TestCancel_throttledOnceAtTheEnd(t *testing.T) {
	t.Parallel()
	r := run(t, &script{cancel: then(conflict, throttled), get: then(in("IN_PROGRESS"))}, 1200*time.Millisecond, component.Options{Wait: true})
	want{reason: component.TimedOut, status: "IN_PROGRESS", cancels: 2, gets: 3}.check(t, r)
	failure, _ := errors.AsType[*component.Error](r.err)
	if failure.Cause != nil || attempt.KindOf(failure.CancelErr) != attempt.Throttled {
		t.Errorf("got the cause %v and the cancel's error %v, want only the throttled cancel", failure.Cause, failure.CancelErr)
	}
}

// TestCancel_startsTell has responses without an ID, whose start tells which deployment they show.
func TestCancel_startsTell(t *testing.T) {
	t.Parallel()
	without := func(began time.Duration) scripted { return scripted{"", began} }
	checkSituations(t, map[string]situation{
		"a later start within the tolerance is a newer deployment": {
			cancel: then(in("CANCELLING")), get: then(without(300 * time.Millisecond).in("SUCCEEDED")),
			want: want{
				status: "CANCELLING", notice: component.Superseded, cancels: 1, gets: 1, history: 1, accepted: true,
				newer: component.Newer{Status: "SUCCEEDED", Effect: component.EffectUnknown},
			},
		},
		"the same start is the same deployment": {
			cancel: then(after(6*time.Second, theirs.in("CANCELLING"))),
			get:    then(theirs.in("CANCELLING"), without(theirs.began).in("CANCELLED")),
			want:   want{status: "CANCELLED", notice: component.CancelledLate, cancels: 1, gets: 2, accepted: true, late: true},
		},
		"somebody cancels the target, and a newer deployment succeeds": {
			cancel: then(text(502, `<html>`)), get: then(without(-time.Minute).in("CANCELLING"), late(without(5*time.Second).in("SUCCEEDED"))),
			want: want{
				status: "CANCELLING", notice: component.Superseded, cancels: 1, gets: 2, accepted: true,
				newer: component.Newer{Status: "SUCCEEDED", Effect: component.EffectUnknown},
			},
		},
	})
}
