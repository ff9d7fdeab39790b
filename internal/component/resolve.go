package component

import (
	"context"
	"errors"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// errSendAgain tells [Cancel] to send the cancel again.
var errSendAgain = errors.New("the cancel has to be sent again")

// resolve reads the component after a cancel that was not accepted, and returns the result, or errSendAgain.
func (c *cancellation) resolve(ctx context.Context) (Outcome, error) {
	for previous := awstypes.DeploymentStatus(""); ; {
		seen, err := c.read(ctx)
		if err != nil {
			return Outcome{}, err
		}
		status := seen.DeploymentStatus
		switch c.judge(status, previous) {
		case join:
			return c.wait(ctx, seen)
		case cancelled:
			return c.outcome(AlreadyCancelled), nil
		case superseded:
			return c.superseded()
		case finished:
			return c.nothingToCancel()
		case failedInDoubt:
			return Outcome{}, c.failed(CancellationFailed, opGet, c.cancelErr)
		case goneInDoubt:
			return Outcome{}, c.failed(Gone, opGet, c.cancelErr)
		case invalid:
			return Outcome{}, c.failed(CallFailed, opCancel, c.cancelErr)
		case sendAgain:
			return Outcome{}, errSendAgain
		case readAgain:
		}
		previous = status
		if err := c.pause(ctx); err != nil {
			return Outcome{}, err
		}
	}
}

// verdict is what a read means for a cancellation that Proton is not known to have accepted.
type verdict int

const (
	readAgain     verdict = iota // the status is not clear
	sendAgain                    // the target is still in progress
	join                         // it is being cancelled: wait for that
	cancelled                    // it was cancelled
	finished                     // it is not in progress
	failedInDoubt                // it failed, perhaps because our cancellation failed
	goneInDoubt                  // its component is deleted, and our cancellation may have been accepted
	superseded                   // a newer deployment has replaced it
	invalid                      // it is in progress, and Proton rejected the request as invalid
)

// judge returns the verdict on a status. previous is the status of the previous read, "" if there was none.
func (c *cancellation) judge(status, previous awstypes.DeploymentStatus) verdict {
	switch {
	case c.Newer != nil:
		return superseded
	case status == awstypes.DeploymentStatusCancelling:
		return join
	case status == awstypes.DeploymentStatusCancelled:
		return cancelled
	case status == awstypes.DeploymentStatusFailed && c.Doubt:
		return failedInDoubt
	case isDeleted(status) && c.Doubt:
		return goneInDoubt
	case IsTerminal(status):
		return finished
	case status == awstypes.DeploymentStatusInProgress && is[*awstypes.ValidationException](c.cancelErr):
		return invalid
	case status == awstypes.DeploymentStatusInProgress && previous == status:
		return sendAgain
	default:
		return readAgain
	}
}

// superseded returns the result of a run whose target was replaced by a newer deployment.
func (c *cancellation) superseded() (Outcome, error) {
	if c.Last == nil && !c.Doubt {
		return c.nothingToCancel() // the target had ended before the first read, and Proton refused
	}
	return c.outcome(Superseded), nil
}

func (c *cancellation) nothingToCancel() (Outcome, error) {
	if c.options.IgnoreNotInProgress {
		return c.outcome(NothingToCancel), nil
	}
	return Outcome{}, c.failed(NotInProgress, opGet, c.cancelErr)
}
