package component_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// runOptions calls Cancel with a client that has more options.
func runOptions(t *testing.T, s *script, options func(*proton.Options)) (r result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), deadline)
		defer stop()
		r = runClient(ctx, s, proton.New(s.client().Options(), options), name, component.Options{Wait: true})
	})
	return r
}

// TestCancel_outdatedRead shows that a repeated cancel is not sent if something took long after the read that allows it: another
// deployment can have started since. The provider reads again.
func TestCancel_outdatedRead(t *testing.T) {
	t.Parallel()
	inProgress := times(2, in("IN_PROGRESS"))
	for row, test := range map[string]struct {
		takes time.Duration
		s     *script
		want  want
	}{
		"another deployment started": {
			50 * time.Second,
			&script{cancel: then(conflict), get: then(inProgress, scripted{theirs.id, 20 * time.Second}.in("IN_PROGRESS")), history: then(history("SUCCEEDED"))},
			want{reason: component.NotInProgress, status: "SUCCEEDED", cancels: 1, gets: 3, history: 1, newer: newer("IN_PROGRESS", component.LeftAlone)},
		},
		"the deployment is still in progress": {
			50 * time.Second,
			&script{cancel: then(conflict, in("CANCELLING")), get: then(times(4, in("IN_PROGRESS")), in("CANCELLED"))},
			want{status: "CANCELLED", cancels: 2, gets: 5, accepted: true},
		},
		"just in time": {
			2 * time.Second,
			&script{cancel: then(conflict, in("CANCELLING")), get: then(inProgress, in("CANCELLED"))},
			want{status: "CANCELLED", cancels: 2, gets: 3, accepted: true},
		},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			retrieved := 0
			test.want.check(t, runOptions(t, test.s, func(o *proton.Options) {
				o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
					if retrieved++; retrieved == 4 { // for the repeated cancel
						time.Sleep(test.takes)
					}
					return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, nil
				})
			}))
		})
	}
}

// slowRate is a retryer that lets a request wait for a minute.
type slowRate struct{ aws.RetryerV2 }

func (s slowRate) GetAttemptToken(ctx context.Context) (func(error) error, error) {
	time.Sleep(time.Minute)
	return s.RetryerV2.GetAttemptToken(ctx)
}

// TestCancel_repeatedAtOnce shows that a repeated cancel does not wait for the rate that the client limits itself to, and that all
// other requests do.
func TestCancel_repeatedAtOnce(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(conflict, in("CANCELLED")), get: times(2, in("IN_PROGRESS"))}
	r := runOptions(t, s, func(o *proton.Options) { o.Retryer = slowRate{retry.NewStandard()} })
	want{status: "CANCELLED", cancels: 2, gets: 2, accepted: true}.check(t, r)
	for i, waits := range []bool{true, true, true, false} {
		previous := r.calls[0].at.Add(-time.Minute)
		if i > 0 {
			previous = r.calls[i-1].at
		}
		if waited := r.calls[i].at.Sub(previous) >= time.Minute; waited != waits {
			t.Errorf("call %d waits for its rate: %t, want %t", i, waited, waits)
		}
	}
}

// TestCancel_sentLate shows that the first cancel counts from the time at which a connection was made: a deployment that started
// before that was in progress.
func TestCancel_sentLate(t *testing.T) {
	t.Parallel()
	next := scripted{"33333333-3333-4333-8333-333333333333", 5 * time.Second}
	plain := want{status: "CANCELLED", cancels: 2, gets: 1, accepted: true}
	refused := plain
	refused.cancels, refused.gets = 3, 3
	for row, test := range map[string]struct {
		s    *script
		want want
	}{
		"accepted": {&script{cancel: then(connectionRefused, next.in("CANCELLING")), get: then(next.in("CANCELLED"))}, plain},
		"refused": {
			&script{cancel: then(connectionRefused, conflict, next.in("CANCELLING")), get: then(times(2, next.in("IN_PROGRESS")), next.in("CANCELLED"))},
			refused,
		},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			test.want.check(t, runOptions(t, test.s, func(o *proton.Options) {
				o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) {
					o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 10 * time.Second, nil })
				})
			}))
		})
	}
}

// TestCancel_sentWhenConnected shows that the time at which the client got a connection counts, not that at which it asked for one.
func TestCancel_sentWhenConnected(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		next := scripted{"33333333-3333-4333-8333-333333333333", -5 * time.Second} // after the script's first request
		s := &script{cancel: then(next.in("CANCELLING")), get: then(next.in("CANCELLED"))}
		client := s.clientOf(func(r *http.Request) (*http.Response, error) {
			trace := httptrace.ContextClientTrace(r.Context())
			trace.GetConn("proton.test:443")
			time.Sleep(10 * time.Second)
			trace.GotConn(httptrace.GotConnInfo{})
			return s.Do(r)
		})
		r := runClient(t.Context(), s, client, name, component.Options{Wait: true})
		want{status: "CANCELLED", cancels: 1, gets: 1, accepted: true}.check(t, r)
	})
}

// TestCancel_unclearStart has a deployment of which no response shows whether it started before the first cancel, because all
// take three seconds.
func TestCancel_unclearStart(t *testing.T) {
	t.Parallel()
	slow := func(next response) response {
		return func(r *http.Request, start epoch) (*http.Response, error) {
			out, err := after(1500*time.Millisecond, next)(r, start)
			if err == nil {
				out.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
			}
			time.Sleep(1500 * time.Millisecond)
			return out, err
		}
	}
	shows := func(status string) []response {
		return then(slow(scripted{"33333333-3333-4333-8333-333333333333", 2500 * time.Millisecond}.in(status)))
	}
	checkSituations(t, map[string]situation{
		"it succeeded":     {cancel: then(slow(conflict)), get: shows("SUCCEEDED"), want: want{reason: component.NotInProgress, status: "SUCCEEDED", cancels: 1, gets: 1}},
		"it failed":        {cancel: then(slow(conflict)), get: shows("FAILED"), want: want{reason: component.NotInProgress, status: "FAILED", cancels: 1, gets: 1}},
		"it was cancelled": {cancel: then(slow(conflict)), get: shows("CANCELLED"), want: want{reason: component.NotInProgress, status: "CANCELLED", cancels: 1, gets: 1}},
		"it is deleted":    {cancel: then(slow(conflict)), get: shows("DELETE_IN_PROGRESS"), want: want{reason: component.NotInProgress, status: "DELETE_IN_PROGRESS", cancels: 1, gets: 1}},
		"in progress":      {cancel: then(slow(conflict)), get: shows("IN_PROGRESS"), want: want{reason: component.TimedOut, cancels: 1, gets: -1}},
		"in doubt":         {cancel: then(slow(drop)), get: shows("SUCCEEDED"), want: want{reason: component.TimedOut, cancels: 1, gets: -1, doubt: true}},
	})
}

// TestCancel_historyPatience shows that the patience with a GetDeployment that fails begins again after each one that does not.
func TestCancel_historyPatience(t *testing.T) {
	t.Parallel()
	s := &script{
		cancel: then(in("CANCELLING")), get: then(theirs.in("IN_PROGRESS")),
		history: then(times(60, history("CANCELLING")), throttled, history("CANCELLED")),
	}
	r := run(t, s, deadline, component.Options{Wait: true})
	want{
		status: "CANCELLED", notice: component.Superseded, cancels: 1, gets: 1, history: 62, accepted: true,
		newer: newer("IN_PROGRESS", component.LeftAlone),
	}.check(t, r)
}

// TestCancel_historyWithoutWaiting shows that an accepted cancellation of a target that was replaced is the end without waiting.
func TestCancel_historyWithoutWaiting(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(drop), get: then(in("IN_PROGRESS"), theirs.in("IN_PROGRESS")), history: then(history("CANCELLING"))}
	r := run(t, s, deadline, component.Options{})
	if r.err != nil || r.Notice != component.Superseded || !r.Accepted() || r.Status() != awstypes.DeploymentStatusCancelling || r.count("GetDeployment") != 1 {
		t.Errorf("got %+v and %v after %d GetDeployment, want the accepted cancellation after one", r.Outcome, r.err, r.count("GetDeployment"))
	}
}

// TestCancel_redirectedOnce shows that a redirect is confirmed by a read, however many attempts are configured.
func TestCancel_redirectedOnce(t *testing.T) {
	t.Parallel()
	for _, attempts := range []int{1, 3} {
		t.Run(fmt.Sprint(attempts), func(t *testing.T) {
			t.Parallel()
			s := &script{cancel: then(text(302, ``), in("CANCELLING")), get: then(times(2, in("IN_PROGRESS")), in("CANCELLED"))}
			want{status: "CANCELLED", cancels: 2, gets: 3, accepted: true}.check(t, runAttempts(t, s, attempts))
		})
	}
}

// TestCancel_earlyResponse shows that a response counts if the server sends it before it has the request's body.
func TestCancel_earlyResponse(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		cancel response
		want   want
	}{
		"throttled":   {text(429, ``), want{reason: component.CallFailed, cancels: 3}},
		"bad gateway": {text(502, `<html>`), want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 1, doubt: true}},
		"accepted":    {in("CANCELLED"), want{status: "CANCELLED", cancels: 1, accepted: true}},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{cancel: then(test.cancel), get: then(in("CANCELLED"))}
				client := s.clientOf(func(r *http.Request) (*http.Response, error) {
					early := r.Clone(r.Context())
					early.Body = http.NoBody
					return s.Do(early)
				})
				test.want.check(t, runClient(t.Context(), s, client, name, component.Options{Wait: true}))
			})
		})
	}
}
