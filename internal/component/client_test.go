package component_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// fake is an API that is not the SDK's client: it ignores the options of a call.
type fake struct {
	cancel func() (*proton.CancelComponentDeploymentOutput, error)
	get    func() (*proton.GetComponentOutput, error)
}

func (f fake) CancelComponentDeployment(context.Context, *proton.CancelComponentDeploymentInput, ...func(*proton.Options)) (*proton.CancelComponentDeploymentOutput, error) {
	return f.cancel()
}

func (f fake) GetDeployment(context.Context, *proton.GetDeploymentInput, ...func(*proton.Options)) (*proton.GetDeploymentOutput, error) {
	return nil, errors.New("not expected")
}

func (f fake) GetComponent(context.Context, *proton.GetComponentInput, ...func(*proton.Options)) (*proton.GetComponentOutput, error) {
	return f.get()
}

// TestCancel_otherClient has a client that does not report when it sends a request.
func TestCancel_otherClient(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		began  time.Duration // the deployment, after the call
		err    error         // of the cancel
		notice component.Notice
		doubt  bool
	}{
		"a refusal":      {-time.Minute, &awstypes.ConflictException{}, component.AlreadyCancelled, false},
		"an error":       {-time.Minute, errors.New("lost"), component.AlreadyCancelled, true},
		"without a Date": {time.Minute, errors.New("lost"), component.AlreadyCancelled, true},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				outcome, err := component.Cancel(t.Context(), fake{
					func() (*proton.CancelComponentDeploymentOutput, error) { return nil, test.err },
					func() (*proton.GetComponentOutput, error) {
						return &proton.GetComponentOutput{Component: &awstypes.Component{
							DeploymentStatus: "CANCELLED", LastAttemptedDeploymentId: &ours.id,
							LastDeploymentAttemptedAt: aws.Time(start.Add(test.began)),
						}}, nil
					},
				}, name, component.Options{Wait: true})
				if err != nil || outcome.Notice != test.notice || outcome.Doubt() != test.doubt {
					t.Errorf("got notice %d, in doubt: %t, error %v, want notice %d, in doubt: %t",
						outcome.Notice, outcome.Doubt(), err, test.notice, test.doubt)
				}
			})
		})
	}
}

// oldRetryer has only the methods that the first version of the SDK needed.
type oldRetryer struct{ aws.Retryer }

// TestCancel_otherRetryers shows that no retryer repeats a cancel that may have been processed.
func TestCancel_otherRetryers(t *testing.T) {
	t.Parallel()
	for row, retryer := range map[string]aws.Retryer{
		"without the newer methods": oldRetryer{retry.NewStandard()},
		"adaptive":                  retry.NewAdaptiveMode(),
		"never":                     aws.NopRetryer{},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{cancel: then(drop, drop, in("CANCELLED")), get: then(in("IN_PROGRESS"))}
				client := proton.New(s.client().Options(), func(o *proton.Options) { o.Retryer = retryer })
				r := runClient(t.Context(), s, client, name, component.Options{Wait: true})
				want{status: "CANCELLED", cancels: 3, gets: 4, accepted: true}.check(t, r)
			})
		})
	}
}

// TestCancel_throttledToTheEnd shows that throttling alone leaves no doubt, whatever ends the SDK's attempts.
func TestCancel_throttledToTheEnd(t *testing.T) {
	t.Parallel()
	standard := func(tokens uint) aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.RateLimiter = 20, ratelimit.NewTokenRateLimit(tokens)
		})
	}
	for row, test := range map[string]struct {
		retryer   aws.Retryer
		interrupt time.Duration
		contains  string
		want      want
	}{
		"the deadline":     {standard(500), time.Hour, "request canceled", want{reason: component.TimedOut, cancels: -1}},
		"an interruption":  {standard(500), 30 * time.Second, "request canceled", want{reason: component.Interrupted, cancels: -1}},
		"the rate limiter": {standard(11), time.Hour, "rate limit", want{reason: component.CallFailed, cancels: 3}},
		"the attempts":     {retry.NewStandard(), time.Hour, "exceeded maximum number of attempts", want{reason: component.CallFailed, cancels: 3}},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithTimeout(t.Context(), time.Minute)
				defer stop()
				ctx, interrupt := context.WithCancel(ctx)
				defer time.AfterFunc(test.interrupt, interrupt).Stop()
				s := &script{cancel: then(throttled), get: then(in("IN_PROGRESS"))}
				client := proton.New(s.client().Options(), func(o *proton.Options) { o.Retryer = test.retryer })
				r := runClient(ctx, s, client, name, component.Options{Wait: true})
				test.want.check(t, r)
				text := r.err.Error()
				if strings.Count(text, "ThrottlingException") != 1 || !strings.Contains(text, test.contains) {
					t.Errorf("got %q, want the throttling once, and %q", text, test.contains)
				}
			})
		})
	}
}

// TestCancel_slowCredentials shows that a deployment which starts while credentials are obtained is the one that is in
// progress when the first cancel is sent.
func TestCancel_slowCredentials(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{cancel: then(conflict), get: then(scripted{ours.id, -30 * time.Second}.in("CANCELLED"))}
		client := proton.New(s.client().Options(), func(o *proton.Options) {
			o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				<-time.After(time.Minute)
				return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, nil
			})
		})
		r := runClient(t.Context(), s, client, name, component.Options{Wait: true})
		want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 1}.check(t, r)
	})
}
