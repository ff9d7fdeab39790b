package component

import awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

// check checks the step that a run takes next.
func (e *enumeration) check(n, child *node) {
	m, next := &child.m, child.next
	switch next.call {
	case opCancel:
		if wrong := child.evidence.repeats(); wrong != "" {
			e.violation(child, wrong)
		}
	case opHistory:
		if m.Newer == nil || m.target.id == "" {
			e.violation(child, "GetDeployment is called without need")
		}
	default:
		if m.Newer != nil {
			e.violation(child, "F: the component is read after a newer deployment was seen")
		}
	}
	if !next.paused && next.call != opCancel && (n.next.call != opCancel || m.sends > 1) {
		e.violation(child, "F: no pause before "+next.call)
	}
	if v := child.evidence; n.next.call == opGet && !v.contacted && (v.foreign > 1 || m.Elapsed > patience) || v.wasted > 3 && !v.perhaps {
		e.violation(child, "an endpoint that is not Proton, or only throttles, is pursued")
	}
}

// live checks that a run ends once Proton is well, in each way in which the deployment can go on.
func (e *enumeration) live(n *node) {
	if n.evidence.untimed[0] {
		return // which of two deployments is the stale one cannot be known: only the deadline ends that
	}
	current := 1
	if n.evidence.shown[2] {
		current = 2
	}
	for _, status := range []awstypes.DeploymentStatus{awstypes.DeploymentStatusInProgress, awstypes.DeploymentStatusSucceeded} {
		m, steps := n, 0
		for ; m.next.call != "" && steps < 8; steps++ {
			l := shown(current, status, true, true)
			l.fast = true
			switch {
			case m.next.call == opHistory:
				l = letter{name: "healthy", about: 1, status: "CANCELLED", history: &awstypes.Deployment{DeploymentStatus: "CANCELLED"}}
			case m.next.call == opCancel && status != awstypes.DeploymentStatusInProgress:
				l = letter{name: "healthy", about: hollow, err: errorsOfCalls["conflict"]}
			case m.next.call == opCancel:
				status = awstypes.DeploymentStatusCancelling
				l = shown(current, status, true, true)
			case status == awstypes.DeploymentStatusCancelling:
				status = awstypes.DeploymentStatusCancelled
			case steps > 4 && status == awstypes.DeploymentStatusInProgress: // it was cancelled before
				status = awstypes.DeploymentStatusCancelled
			}
			m = e.respond(m, l)
		}
		if m.next.call != "" {
			e.violation(m, "it does not end")
		}
	}
}
