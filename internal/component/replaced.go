package component

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// supersede records a newer deployment. If the target's ID is known and its end is not, it asks for the end.
func (m *machine) supersede(seen *awstypes.Component, effect Effect) step {
	m.Newer = &Newer{ID: aws.ToString(seen.LastAttemptedDeploymentId), Status: seen.DeploymentStatus, Effect: effect}
	m.since, m.superseding, m.foreign = m.Elapsed, seen, 0
	if m.target.id == "" {
		return m.replaced()
	}
	return m.ended()
}

// isKnownLate reports whether the target is now known to have started after the first cancel. It was used as the target before a
// response had a Date header.
func (m *machine) isKnownLate(read target) bool {
	return m.target.isKnown() && m.Known < Accepted && m.clock.isAfterSend(m.target.complete(read).started)
}

// supersedeLate records what was used as the target as a newer deployment, or a still newer one that a read shows. If the read is
// stale, it may show the target. A cancel whose response did not name a deployment may have reached the newer one.
func (m *machine) supersedeLate(seen *awstypes.Component) step {
	late, read, isCurrent := m.Last, newTarget(seen), m.inProgress
	m.target, m.Last, m.astray = target{}, nil, m.Known != NotAccepted
	switch relation := m.target.relate(read, m.clock); {
	case relation == newer:
		late, isCurrent = seen, true
	case relation == found && read.isKnown():
		m.see(seen)
	}
	effect := m.effect(late)
	if m.astray && !isCurrent {
		effect = EffectUnknown // a cancel was sent after that response
	}
	return m.supersede(late, effect)
}

// effect returns what our requests did to a newer deployment that a read shows. A lost request can have reached it. A response that
// names the target can be stale, unless the newer deployment certainly started later.
func (m *machine) effect(seen *awstypes.Component) Effect {
	stale := m.Known != NotAccepted && !m.clock.isAfterSend(aws.ToTime(seen.LastDeploymentAttemptedAt))
	if seen.DeploymentStatus != awstypes.DeploymentStatusInProgress && (m.astray || m.lost || stale) {
		return EffectUnknown
	}
	return LeftAlone
}

// afterHistory decides what follows a GetDeployment of a target that a newer deployment replaced.
func (m *machine) afterHistory(seen *awstypes.Deployment, err error) step {
	m.note(opHistory, err)
	if err != nil {
		if attempt.KindOf(err).IsTransient() && m.foreign < 2 && m.Elapsed-m.since < patience {
			return historyAgain
		}
		m.HistoryErr = err
		return m.replaced()
	}
	last := *m.Last
	last.DeploymentStatus, last.DeploymentStatusMessage = seen.DeploymentStatus, seen.DeploymentStatusMessage
	m.Last, m.since, m.foreign = &last, m.Elapsed, 0
	m.target.cancelling = m.target.cancelling || seen.DeploymentStatus == awstypes.DeploymentStatusCancelling
	return m.ended()
}

// replaced ends a run whose target was replaced, if nothing shows how the target ended.
func (m *machine) replaced() step {
	if m.Last == nil && m.Known == NotAccepted {
		return m.fail(NotInProgress) // it had ended before the first read, and Proton refused
	}
	return m.end(Superseded)
}
