package component_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// TestCancel_wait has a row for each result of a poll.
func TestCancel_wait(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		get  []response
		want want
	}{
		"CANCELLED": {
			get: then(in("CANCELLING"), in("CANCELLED")), want: want{status: "CANCELLED", gets: 2},
		},
		"SUCCEEDED": {
			get: then(in("SUCCEEDED")), want: want{reason: component.FinishedFirst, status: "SUCCEEDED", gets: 1},
		},
		"FAILED": {
			get:  then(in("FAILED")),
			want: want{reason: component.CancellationFailed, status: "FAILED", gets: 1},
		},
		"DELETE_IN_PROGRESS": {
			get:  then(in("DELETE_IN_PROGRESS")),
			want: want{reason: component.Gone, status: "DELETE_IN_PROGRESS", gets: 1},
		},
		"DELETE_FAILED": {
			get: then(in("DELETE_FAILED")), want: want{reason: component.Gone, status: "DELETE_FAILED", gets: 1},
		},
		"DELETE_COMPLETE": {
			get: then(in("DELETE_COMPLETE")), want: want{reason: component.Gone, status: "DELETE_COMPLETE", gets: 1},
		},
		"not found": {
			get:  then(refuse(400, "ResourceNotFoundException")),
			want: want{reason: component.Gone, status: "CANCELLING", gets: 1},
		},
		"a newer deployment": {
			get:  then(theirs.in("IN_PROGRESS")),
			want: want{status: "CANCELLING", notice: component.Superseded, newer: newer("IN_PROGRESS", component.LeftAlone), gets: 1, history: 1},
		},
		"a newer deployment that is cancelled too": {
			get:  then(theirs.in("CANCELLED")),
			want: want{status: "CANCELLING", notice: component.Superseded, newer: newer("CANCELLED", component.LeftAlone), gets: 1, history: 1},
		},
		"an unknown status": {
			get: then(in("PAUSED"), in("CANCELLED")), want: want{status: "CANCELLED", gets: 2},
		},
		"an unknown status until the deadline": {
			get: then(in("PAUSED")), want: want{reason: component.TimedOut, status: "PAUSED", gets: -1},
		},
		"eight throttled polls": {
			get:  then(times(8, refuse(400, "ThrottlingException")), in("CANCELLED")),
			want: want{status: "CANCELLED", gets: 9},
		},
		"four dropped and four bad gateways": {
			get:  then(times(4, drop), times(4, text(502, `<html>`)), in("CANCELLED")),
			want: want{status: "CANCELLED", gets: 9},
		},
		"responses that are not the API's": {
			get:  then(text(408, ``), text(403, ``), refuse(400, "RequestTimeoutException"), text(302, `{}`), in("CANCELLED")),
			want: want{status: "CANCELLED", gets: -1},
		},
		"500, 503, 429": {
			get: then(times(3, refuse(500, "InternalServerException")), times(3, text(503, ``)),
				times(3, refuse(429, "TooManyRequests")), in("CANCELLED")),
			want: want{status: "CANCELLED", gets: 10},
		},
		"the server's fault with the status 400": {
			get: then(refuse(400, "InternalServerException"), in("CANCELLED")), want: want{status: "CANCELLED", gets: 2},
		},
		"responses that cannot be parsed": {
			get: then(text(200, `<html>`), text(200, `{"component":{"name":`), text(200, `[]`), text(200, `{}`),
				text(200, `{"component":null}`), text(200, `{"component":"CANCELLED"}`), text(200, ``), in("CANCELLED")),
			want: want{status: "CANCELLED", gets: 8},
		},
		"a response without its required members": {
			get:  then(text(200, `{"component":{}}`), text(200, `{"component":{"deploymentStatus":"CANCELLED"}}`)),
			want: want{status: "CANCELLED", gets: 2},
		},
		"a clock that is wrong": {
			get:  then(dated(2*time.Hour, refuse(403, "RequestTimeTooSkewed")), in("CANCELLED")),
			want: want{status: "CANCELLED", gets: 2},
		},
		"an expired token": {
			get:  then(refuse(403, "ExpiredTokenException")),
			want: want{reason: component.CallFailed, status: "CANCELLING", gets: 1},
		},
		"access denied": {
			get:  then(refuse(400, "AccessDeniedException")),
			want: want{reason: component.CallFailed, status: "CANCELLING", gets: 1},
		},
		"validation": {
			get: then(validation), want: want{reason: component.CallFailed, status: "CANCELLING", gets: 1},
		},
		"our deadline, between polls": {
			get: then(in("CANCELLING")), want: want{reason: component.TimedOut, status: "CANCELLING", gets: -1},
		},
		"our deadline, inside a poll": {
			get: then(hang), want: want{reason: component.TimedOut, status: "CANCELLING", gets: 1},
		},
		"our deadline, throttled all the time": {
			get:  then(refuse(400, "ThrottlingException")),
			want: want{reason: component.TimedOut, status: "CANCELLING", gets: -1},
		},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			s := &script{cancel: then(in("CANCELLING")), get: test.get}
			r := run(t, s, 10*time.Minute, component.Options{Wait: true})
			test.want.cancels, test.want.accepted = 1, true
			test.want.check(t, r)
			if test.want.reason == component.TimedOut {
				checkTimeOut(t, r, 10*time.Minute)
			}
		})
	}
}

// checkTimeOut checks that the run ended exactly at the deadline, and that its error says so.
func checkTimeOut(t *testing.T, r result, deadline time.Duration) {
	t.Helper()
	var failure *component.Error
	if !errors.As(r.err, &failure) || failure.Reason != component.TimedOut {
		t.Fatalf("got %v, want a timeout", r.err)
	}
	if r.took != deadline || failure.Elapsed != deadline {
		t.Errorf("took %s, and Elapsed is %s, want %s", r.took, failure.Elapsed, deadline)
	}
}

func TestCancel_deadlineHasTheLastError(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(in("CANCELLING")), get: then(refuse(400, "ThrottlingException"))}
	r := run(t, s, time.Minute, component.Options{Wait: true})
	var failure *component.Error
	var throttled *awstypes.ThrottlingException
	if !errors.As(r.err, &failure) || !errors.As(failure.Cause, &throttled) {
		t.Errorf("got %v, want the ThrottlingException that lasted until the deadline, as the cause", r.err)
	}
}

// TestCancel_lastSeen shows that an error has the component from the newest read, not from the response to the cancel.
func TestCancel_lastSeen(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(text(200, `{"component":{"name":"api","deploymentStatus":"CANCELLING"}}`)), get: then(in("CANCELLING"))}
	r := run(t, s, time.Minute, component.Options{Wait: true})
	var failure *component.Error
	if !errors.As(r.err, &failure) || !failure.Accepted() || aws.ToString(failure.Record().LastAttemptedDeploymentId) != ours.id {
		t.Errorf("got %v, want the deployment that was seen while waiting", r.err)
	}
}

// TestCancel_acceptedWithoutMore shows that an acceptance is reported even if its response says nothing else.
func TestCancel_acceptedWithoutMore(t *testing.T) {
	t.Parallel()
	for status, accepted := range map[awstypes.DeploymentStatus]string{
		"": `{"component":{"name":"api"}}`, "CANCELLING": `{"component":{"deploymentStatus":"CANCELLING"}}`,
	} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			s := &script{cancel: then(text(200, accepted)), get: then(hang)}
			r := run(t, s, time.Minute, component.Options{Wait: true})
			want{reason: component.TimedOut, status: status, cancels: 1, gets: 1, accepted: true}.check(t, r)
		})
	}
}

// TestCancel_credentialsExpire shows that an error that no later call can fix ends the wait at once.
func TestCancel_credentialsExpire(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(in("CANCELLING")), get: then(in("CANCELLING"))}
	synctest.Test(t, func(t *testing.T) {
		retrieved := 0
		client := proton.New(s.client().Options(), func(o *proton.Options) {
			o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				if retrieved++; retrieved > 2 {
					return aws.Credentials{}, errors.New("the session has ended")
				}
				return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, nil
			})
		})
		_, err := component.Cancel(t.Context(), client, name, component.Options{Wait: true})
		var failure *component.Error
		if !errors.As(err, &failure) || failure.Reason != component.CallFailed || failure.Elapsed > 10*time.Second {
			t.Errorf("got %v, want the failed call, within 10s", err)
		}
	})
}

// temporary is the error of a source of credentials that may have some the next time.
type temporary struct{ error }

func (temporary) Kind() attempt.Kind { return attempt.NotSent }
func (e temporary) Unwrap() error    { return e.error }

// TestCancel_credentialsReturn shows that credentials that are missing for a moment do not end a wait.
func TestCancel_credentialsReturn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, retrieved := &script{cancel: then(in("CANCELLING")), get: then(in("CANCELLED"))}, 0
		client := proton.New(s.client().Options(), func(o *proton.Options) {
			o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				if retrieved++; retrieved == 2 {
					return aws.Credentials{}, temporary{errors.New("STS is busy")}
				}
				return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, nil
			})
		})
		r := runClient(t.Context(), s, client, name, component.Options{Wait: true})
		want{status: "CANCELLED", cancels: 1, gets: 1, accepted: true}.check(t, r)
	})
}

// TestCancel_credentialsRetrievedOnce shows that the SDK does not repeat a cancel for credentials that are missing for a moment, and that
// the error of their source is not a response of the API.
func TestCancel_credentialsRetrievedOnce(t *testing.T) {
	t.Parallel()
	s, retrieved := &script{cancel: then(text(502, `<html>`)), get: then(text(502, `<html>`))}, 0
	missing := func(isMissing func(int) bool) func(*proton.Options) {
		return func(o *proton.Options) {
			o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				if retrieved++; isMissing(retrieved) {
					return aws.Credentials{}, temporary{&awstypes.ThrottlingException{}}
				}
				return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, nil
			})
		}
	}
	want{reason: component.CallFailed}.check(t, runOptions(t, s, missing(func(int) bool { return true })))
	if retrieved != 1 {
		t.Errorf("credentials were retrieved %d times, want once", retrieved)
	}
	retrieved = 0
	r := runOptions(t, s, missing(func(n int) bool { return n == 2 }))
	if r.took > 2*time.Minute {
		t.Errorf("an endpoint that never responded like the API was read for %s, want two minutes", r.took)
	}
}

// TestCancel_forgetsEarlierErrors shows that an error does not include errors that were resolved before it.
func TestCancel_forgetsEarlierErrors(t *testing.T) {
	t.Parallel()
	s := &script{
		cancel: then(conflict, in("CANCELLING")),
		get:    then(in("IN_PROGRESS"), in("IN_PROGRESS"), text(200, `<html>`), in("CANCELLING")),
	}
	r := run(t, s, time.Minute, component.Options{Wait: true})
	want{reason: component.TimedOut, status: "CANCELLING", cancels: 2, gets: -1, accepted: true}.check(t, r)
	var refused *awstypes.ConflictException
	var unreadable *smithy.DeserializationError
	var failure *component.Error
	if errors.As(r.err, &refused) || errors.As(r.err, &unreadable) || !errors.As(r.err, &failure) || failure.Cause != nil {
		t.Errorf("got %v, want neither the conflict nor the page, which were resolved", r.err)
	}
}

func TestCancel_failedKeepsTheMessage(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(in("CANCELLING")), get: then(in("FAILED"))}
	r := run(t, s, time.Minute, component.Options{Wait: true})
	var failure *component.Error
	if !errors.As(r.err, &failure) || *failure.Last.DeploymentStatusMessage != "message of "+ours.id {
		t.Errorf("got %v, want the deployment's own message in Last", r.err)
	}
}

// TestCancel_observes shows that the acceptance is reported before the wait, and each status once.
func TestCancel_observes(t *testing.T) {
	t.Parallel()
	s := &script{
		cancel: then(in("CANCELLING")),
		get:    then(in("CANCELLING"), in("PAUSED"), in("PAUSED"), in("CANCELLING"), in("CANCELLED")),
	}
	r := run(t, s, time.Minute, component.Options{Wait: true})
	var got []string
	for _, o := range r.observed {
		got = append(got, string(o.Status()))
	}
	if want := []string{"CANCELLING", "PAUSED", "CANCELLING", "CANCELLED"}; !slices.Equal(got, want) {
		t.Fatalf("observed %v, want %v", got, want)
	}
	if first, last := r.observed[0].Elapsed, r.observed[3].Elapsed; first != 0 || last != r.took {
		t.Errorf("the acceptance was observed after %s and the end after %s, want at once and %s", first, last, r.took)
	}
}
