package component

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// follow takes an accepted cancellation to its end. seen is what the acceptance told of the component; nil is nothing.
func (c *cancellation) follow(ctx context.Context, seen *types.Component) (Outcome, error) {
	c.accepted, c.refusal = true, nil
	if seen == nil {
		c.observe(&types.Component{})
		var err error
		if seen, err = c.look(ctx); err != nil {
			return Outcome{}, err
		}
	}
	var status types.DeploymentStatus
	for first := true; ; first = false {
		if c.newer != "" {
			return c.outcome(Superseded), nil
		}
		if first || status != seen.DeploymentStatus {
			status = seen.DeploymentStatus
			c.observe(seen)
		}
		if !c.options.Wait {
			return c.outcome(NoNotice), nil
		}
		if settled(status) {
			return c.settle(status)
		}
		if err := c.pause(ctx); err != nil {
			return Outcome{}, err
		}
		var err error
		if seen, err = c.look(ctx); err != nil {
			return Outcome{}, err
		}
	}
}

// settle says what it means that an accepted cancellation ended in a settled status.
func (c *cancellation) settle(status types.DeploymentStatus) (Outcome, error) {
	switch {
	case status == types.DeploymentStatusCancelled:
		return c.outcome(NoNotice), nil
	case status == types.DeploymentStatusFailed:
		return Outcome{}, c.failed(CancellationFailed, "GetComponent", nil)
	case leaving(status):
		return Outcome{}, c.failed(Gone, "GetComponent", nil)
	case c.options.IgnoreNotInProgress:
		return c.outcome(FinishedBeforeCancelled), nil
	default:
		return Outcome{}, c.failed(FinishedFirst, "GetComponent", nil)
	}
}

// look reads the component, as often as passing faults make it necessary.
func (c *cancellation) look(ctx context.Context) (*types.Component, error) {
	for {
		seen, err := Get(ctx, c.api, c.name)
		var missing *types.ResourceNotFoundException
		switch {
		case err == nil:
			c.fault = nil
			c.remember(seen)
			return seen, nil
		case errors.As(err, &missing):
			return nil, c.failed(Gone, "GetComponent", err)
		case ctx.Err() != nil || !passing(err):
			return nil, c.callFailed(ctx, "GetComponent", err)
		}
		c.fault = err
		if err := c.pause(ctx); err != nil {
			return nil, err
		}
	}
}

// Get reads one component. Its error is the API's own, or says that the answer held no component.
func Get(ctx context.Context, api Getter, name string) (*types.Component, error) {
	out, err := api.GetComponent(ctx, &proton.GetComponentInput{Name: &name})
	if err != nil {
		return nil, err
	}
	if out == nil || out.Component == nil {
		return nil, errNoComponent
	}
	return out.Component, nil
}

// remember keeps what was seen, unless it is of a newer deployment than the one that the cancellation is for.
func (c *cancellation) remember(seen *types.Component) {
	id := aws.ToString(seen.LastAttemptedDeploymentId)
	if c.deployment == "" {
		c.deployment = id
	}
	if id != "" && id != c.deployment {
		c.newer = id
		return
	}
	c.last = seen
}

func (c *cancellation) observe(seen *types.Component) {
	if c.options.Observe != nil {
		c.options.Observe(Observation{Component: *seen, Elapsed: time.Since(c.start)})
	}
}

func (c *cancellation) outcome(n Notice) Outcome {
	return Outcome{Component: *c.last, Notice: n, Elapsed: time.Since(c.start), NewerDeployment: c.newer}
}

// pause waits before the next call.
func (c *cancellation) pause(ctx context.Context) error {
	if ctx.Err() == nil {
		timer := time.NewTimer(interval(time.Since(c.start)))
		defer timer.Stop()
		select {
		case <-timer.C:
			return nil
		case <-ctx.Done():
		}
	}
	return c.ended(ctx, "")
}

const (
	shortestInterval = 450 * time.Millisecond // half a second, less what Terraform takes to end
	longestInterval  = 5 * time.Second
)

// interval is the pause after the given time has passed. It is a twelfth of that time, so that a settled cancellation
// is noticed with a delay in proportion to its length, within bounds; up to a tenth is taken off at random, so that
// the many cancellations of one apply do not poll in step.
func interval(elapsed time.Duration) time.Duration {
	d := min(max(elapsed/12, shortestInterval), longestInterval)
	return d - rand.N(d/10) //nolint:gosec // spreads load, guards nothing
}
