package component

import (
	"context"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// wait polls until an accepted cancellation completes. seen is the component as last read.
func (c *cancellation) wait(ctx context.Context, seen *awstypes.Component) (Outcome, error) {
	var status awstypes.DeploymentStatus
	for first := true; ; first = false {
		if c.Newer != nil {
			return c.superseded()
		}
		c.Accepted, c.Doubt, c.cancelErr = true, false, nil
		if first || status != seen.DeploymentStatus {
			status = seen.DeploymentStatus
			c.observe(seen)
		}
		if !c.options.Wait {
			return c.outcome(NoNotice), nil
		}
		if IsTerminal(status) {
			return c.complete(status)
		}
		err := c.pause(ctx)
		if err != nil {
			return Outcome{}, err
		}
		if seen, err = c.read(ctx); err != nil {
			return Outcome{}, err
		}
	}
}

// complete returns the result of an accepted cancellation that reached a final status.
func (c *cancellation) complete(status awstypes.DeploymentStatus) (Outcome, error) {
	switch {
	case status == awstypes.DeploymentStatusCancelled:
		return c.outcome(NoNotice), nil
	case status == awstypes.DeploymentStatusFailed:
		return Outcome{}, c.failed(CancellationFailed, opGet, nil)
	case isDeleted(status):
		return Outcome{}, c.failed(Gone, opGet, nil)
	case c.options.IgnoreNotInProgress:
		return c.outcome(FinishedBeforeCancelled), nil
	default:
		return Outcome{}, c.failed(FinishedFirst, opGet, nil)
	}
}

func (c *cancellation) observe(seen *awstypes.Component) {
	if c.options.Observe != nil {
		c.options.Observe(Observation{Component: *seen, Elapsed: time.Since(c.start)})
	}
}

func (c *cancellation) outcome(n Notice) Outcome {
	facts := c.facts()
	if n == NoNotice && facts.StartedLate {
		n = CancelledLate
	}
	record := c.identity
	if c.Last != nil {
		record = *c.Last
	}
	return Outcome{Facts: facts, Component: record, Notice: n}
}

func (c *cancellation) facts() Facts {
	facts := c.Facts
	facts.Elapsed = time.Since(c.start)
	facts.StartedLate = c.Accepted && c.clock.isAfterSend(c.target.started)
	return facts
}
