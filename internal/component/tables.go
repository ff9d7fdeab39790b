package component

import (
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// resolve is the table for a target whose cancellation is not known to be accepted: Proton refused, or there is doubt.
func (m *machine) resolve() step {
	doubt := m.Known == PerhapsAccepted
	switch m.Status() {
	case awstypes.DeploymentStatusCancelling:
		return m.await()
	case awstypes.DeploymentStatusCancelled:
		return m.end(AlreadyCancelled)
	case awstypes.DeploymentStatusInProgress:
		switch {
		case attempt.KindOf(m.cancelErr) == attempt.Invalid:
			return m.reject(opCancel, m.cancelErr)
		case m.inProgress:
			return step{call: opCancel}
		}
		m.inProgress = true
		return readAgain
	case awstypes.DeploymentStatusSucceeded:
		return m.fail(NotInProgress)
	case awstypes.DeploymentStatusFailed:
		if doubt {
			return m.fail(CancellationFailed)
		}
		return m.fail(NotInProgress)
	case awstypes.DeploymentStatusDeleteInProgress, awstypes.DeploymentStatusDeleteFailed, awstypes.DeploymentStatusDeleteComplete:
		if doubt {
			return m.fail(Gone)
		}
		return m.fail(NotInProgress)
	default: // a status that this build does not have
		m.inProgress = false
		return readAgain
	}
}

// await is the table for a target whose cancellation is accepted.
func (m *machine) await() step {
	if !m.wait && (m.sends == 1 || !m.astray || m.Status() == awstypes.DeploymentStatusCancelling) {
		return m.end(NoNotice)
	}
	switch m.Status() {
	case awstypes.DeploymentStatusCancelled:
		return m.end(NoNotice)
	case awstypes.DeploymentStatusSucceeded:
		return m.fail(FinishedFirst)
	case awstypes.DeploymentStatusFailed:
		return m.fail(CancellationFailed)
	case awstypes.DeploymentStatusDeleteInProgress, awstypes.DeploymentStatusDeleteFailed, awstypes.DeploymentStatusDeleteComplete:
		return m.fail(Gone)
	case awstypes.DeploymentStatusCancelling, awstypes.DeploymentStatusInProgress:
	}
	return readAgain
}

// ended is the table for a target that was replaced, by its newest status.
func (m *machine) ended() step {
	switch m.Status() {
	case awstypes.DeploymentStatusCancelled, awstypes.DeploymentStatusSucceeded, awstypes.DeploymentStatusFailed:
		switch {
		case m.isAccepted():
			return m.await()
		case m.Newer.Effect == Cancelled && m.Known == NotAccepted && m.Status() == awstypes.DeploymentStatusSucceeded:
			return m.fail(FinishedFirst) // there was something to cancel
		case m.Newer.Effect == Cancelled && m.Known == NotAccepted && m.Status() == awstypes.DeploymentStatusFailed:
			return m.fail(CancellationFailed)
		}
		return m.resolve()
	case awstypes.DeploymentStatusDeleteInProgress, awstypes.DeploymentStatusDeleteFailed, awstypes.DeploymentStatusDeleteComplete:
		return m.replaced()
	case awstypes.DeploymentStatusCancelling:
		if !m.wait {
			return m.await()
		}
	case awstypes.DeploymentStatusInProgress:
	}
	return historyAgain
}

// isOver reports whether a component with a status has no deployment in progress.
func isOver(s awstypes.DeploymentStatus) bool {
	switch s {
	case awstypes.DeploymentStatusCancelled, awstypes.DeploymentStatusFailed, awstypes.DeploymentStatusSucceeded,
		awstypes.DeploymentStatusDeleteInProgress, awstypes.DeploymentStatusDeleteFailed, awstypes.DeploymentStatusDeleteComplete:
		return true
	case awstypes.DeploymentStatusInProgress, awstypes.DeploymentStatusCancelling:
	}
	return false
}
