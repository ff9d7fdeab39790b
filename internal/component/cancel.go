package component

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// Cancel cancels the deployment that the named component has in progress. The deadline and the cancellation of ctx
// bound every call, pause and retry. Every error is an *[Error].
//
// Cancel asks Proton once, and once more for each refusal that turns out to be a passing conflict. The first
// deployment id that it sees pins it to that deployment: a newer one ends the attempt.
func Cancel(ctx context.Context, api API, name string, options Options) (Outcome, error) {
	c := &cancellation{api: api, name: name, options: options, start: time.Now()}
	for {
		answer, err := c.request(ctx)
		switch {
		case err == nil && c.newer != "":
			return c.outcome(NewerCancelled), nil
		case err == nil:
			return c.follow(ctx, answer)
		case ctx.Err() != nil || !inconclusive(err) && (c.refusal == nil || !passing(err)):
			return Outcome{}, c.callFailed(ctx, "CancelComponentDeployment", err)
		}
		retry, outcome, err := c.classify(ctx, err)
		if !retry {
			return outcome, err
		}
	}
}

// cancellation is one run of Cancel.
type cancellation struct {
	api     API
	name    string
	options Options
	start   time.Time

	accepted   bool             // by Proton, or found to be so
	deployment string           // the id that pins the cancellation; "" until one is seen
	last       *types.Component // the last that was seen of that deployment
	newer      string           // the id of the deployment that took over, if one did
	refusal    error            // why the newest cancel was not accepted; nil once it is
	fault      error            // the passing fault that the newest look met
}

// request asks Proton to cancel. What is asked again after a refusal is sent once: the SDK's own retries would follow
// without a look at which deployment they meet.
func (c *cancellation) request(ctx context.Context) (*types.Component, error) {
	once := func(o *proton.Options) {
		if c.refusal != nil {
			o.RetryMaxAttempts = 1
		}
	}
	out, err := c.api.CancelComponentDeployment(ctx, &proton.CancelComponentDeploymentInput{ComponentName: &c.name}, once)
	if err != nil {
		return nil, err
	}
	if out == nil || out.Component == nil {
		return nil, nil //nolint:nilnil // an acceptance that tells no more than that
	}
	c.remember(out.Component)
	return out.Component, nil
}

// classify finds out what a refusal, or an answer that could not be read, means for the deployment, and whether the
// cancel should be tried again.
//
// A deployment in progress is looked at a second time after a pause, right before the retry, so that the retry meets
// the deployment that was refused and not one that has started meanwhile.
func (c *cancellation) classify(ctx context.Context, refusal error) (retry bool, outcome Outcome, err error) {
	lostRetry := c.refusal != nil && !isConflict(refusal) && !isValidation(refusal)
	c.refusal = refusal
	for looks := 1; ; looks++ {
		seen, err := c.look(ctx)
		if err != nil {
			return false, Outcome{}, err
		}
		switch status := seen.DeploymentStatus; {
		case c.newer != "" && lostRetry && cancelled(status):
			return false, c.outcome(NewerCancelled), nil
		case c.newer != "":
			return false, c.outcome(Superseded), nil
		case status == types.DeploymentStatusCancelling:
			outcome, err := c.follow(ctx, seen)
			return false, outcome, err
		case status == types.DeploymentStatusCancelled:
			return false, c.outcome(AlreadyCancelled), nil
		case settled(status) && c.options.IgnoreNotInProgress:
			return false, c.outcome(NothingToCancel), nil
		case settled(status):
			return false, Outcome{}, c.failed(NotInProgress, "GetComponent", refusal)
		case status == types.DeploymentStatusInProgress && isValidation(refusal):
			return false, Outcome{}, c.failed(CallFailed, "CancelComponentDeployment", refusal)
		case status == types.DeploymentStatusInProgress && looks > 1:
			return true, Outcome{}, nil
		}
		if err := c.pause(ctx); err != nil {
			return false, Outcome{}, err
		}
	}
}
