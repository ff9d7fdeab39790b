package component

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// The operations that a run calls.
const (
	opCancel  = "CancelComponentDeployment"
	opGet     = "GetComponent"
	opHistory = "GetDeployment"
)

// step is what to do next: a call, perhaps after a pause, or the end of the run.
type step struct {
	call   string // "" is the end
	paused bool

	outcome Outcome
	err     error
}

// machine decides what a run does next. It is a value: a copy of it is a run of its own. Each response leads to one step.
type machine struct {
	Facts // Known does not count a cancellation that was joined: see facts

	name string
	wait bool

	// The driver sets these, and Elapsed, before it hands over a response.
	clock       serverClock
	maxAttempts int // of the client for one call; 0 is no limit

	target      target
	sends       int           // cancels so far
	unprocessed int           // of these, how many Proton cannot have processed
	inProgress  bool          // the newest read since the newest cancel shows the target IN_PROGRESS
	exists      bool          // the API has shown that the component exists
	astray      bool          // the newest cancel may have reached a deployment that is not known
	contacted   bool          // the API has responded
	foreign     int           // responses that no Proton sends
	since       time.Duration // when the first cancel ended, and then when GetDeployment was called first
	cancelErr   error         // of the newest cancel; nil once Proton accepts
	last        struct {      // the newest call
		call string
		err  error
	}
}

// afterCancel decides what follows a cancel.
func (m *machine) afterCancel(seen *awstypes.Component, err error) step {
	m.note(opCancel, err)
	if m.sends++; m.sends == 1 {
		m.since = m.Elapsed
	}
	m.inProgress, m.cancelErr = false, err
	if err == nil {
		return m.accept(seen)
	}
	switch kind := KindOf(err); kind {
	case Local, Denied, Unsupported, Rejected:
		return m.fail(CallFailed, opCancel, err)
	case NotFound:
		return m.notFound(opCancel, err)
	case NotSent, Throttled, Redirected:
		m.unprocessed++
		exhausted := m.sends == 1 && kind != Redirected || m.unprocessed == m.maxAttempts
		if exhausted && m.Known != PerhapsAccepted { // only doubt is pursued until the deadline
			return m.fail(CallFailed, opCancel, err)
		}
	case Conflict:
		m.exists = true
	case Invalid: // the API documents no exception for 'no deployment in progress'
	case Lost, WrongServer, Malformed, ServerFault:
		m.Known, m.astray = PerhapsAccepted, true
	}
	return step{call: opGet, paused: m.sends > 1}
}

// accept decides what follows an accepted cancel. The response to the first one names the target: there is no other
// deployment to confuse it with.
func (m *machine) accept(seen *awstypes.Component) step {
	read := newTarget(seen)
	relation, named := m.relate(seen), m.target.isNamed(read)
	if m.sends == 1 {
		relation = found
	}
	switch relation {
	case newer:
		m.astray = false
		return m.supersede(seen, Cancelled)
	case found:
		named = read.isKnown()
		m.see(seen)
	case same:
		if named {
			m.see(seen)
		}
	case older, unclear:
	}
	m.Known, m.astray = AcceptedUnnamed, !named
	if named {
		m.Known = Accepted
	}
	return m.await()
}

// afterRead decides what follows a GetComponent.
func (m *machine) afterRead(seen *awstypes.Component, err error) step {
	again := step{call: opGet, paused: true}
	m.note(opGet, err)
	switch kind := KindOf(err); {
	case err == nil:
	case kind == NotFound:
		return m.notFound(opGet, err)
	case !kind.isTransient() || m.isForeign():
		return m.fail(CallFailed, opGet, err)
	default:
		return again
	}
	m.exists = true
	switch m.relate(seen) {
	case older, unclear:
		return again
	case newer:
		return m.supersede(seen, m.effect(seen))
	case found:
		m.Known, m.inProgress = min(m.Known, AcceptedUnnamed), false
	case same:
	}
	m.see(seen)
	m.astray = m.astray && aws.ToString(seen.LastAttemptedDeploymentId) == ""
	if m.isAccepted() {
		return m.await()
	}
	return m.resolve()
}

// resolve is the table for a target whose cancellation is not known to be accepted: Proton refused, or there is doubt.
func (m *machine) resolve() step {
	doubt := m.Known == PerhapsAccepted
	again := step{call: opGet, paused: true}
	switch m.Last.DeploymentStatus {
	case awstypes.DeploymentStatusCancelling:
		return m.await()
	case awstypes.DeploymentStatusCancelled:
		return m.end(AlreadyCancelled)
	case awstypes.DeploymentStatusInProgress:
		switch {
		case KindOf(m.cancelErr) == Invalid:
			return m.fail(CallFailed, opCancel, m.cancelErr)
		case m.inProgress:
			return step{call: opCancel}
		}
		m.inProgress = true
		return again
	case awstypes.DeploymentStatusSucceeded:
		return m.fail(NotInProgress, opGet, nil)
	case awstypes.DeploymentStatusFailed:
		if doubt {
			return m.fail(CancellationFailed, opGet, nil)
		}
		return m.fail(NotInProgress, opGet, nil)
	case awstypes.DeploymentStatusDeleteInProgress, awstypes.DeploymentStatusDeleteFailed, awstypes.DeploymentStatusDeleteComplete:
		if doubt {
			return m.fail(Gone, opGet, nil)
		}
		return m.fail(NotInProgress, opGet, nil)
	default: // a status that this build does not have
		m.inProgress = false
		return again
	}
}

// await is the table for a target whose cancellation is accepted.
func (m *machine) await() step {
	m.cancelErr = nil
	if !m.wait {
		return m.end(NoNotice)
	}
	switch m.Status() {
	case awstypes.DeploymentStatusCancelled:
		return m.end(NoNotice)
	case awstypes.DeploymentStatusSucceeded:
		return m.fail(FinishedFirst, opGet, nil)
	case awstypes.DeploymentStatusFailed:
		return m.fail(CancellationFailed, opGet, nil)
	case awstypes.DeploymentStatusDeleteInProgress, awstypes.DeploymentStatusDeleteFailed, awstypes.DeploymentStatusDeleteComplete:
		return m.fail(Gone, opGet, nil)
	case awstypes.DeploymentStatusCancelling, awstypes.DeploymentStatusInProgress:
	}
	return step{call: opGet, paused: true}
}

// afterHistory is the table for a target that a newer deployment replaced: GetDeployment shows how it ended itself.
func (m *machine) afterHistory(seen *awstypes.Deployment, err error) step {
	again := step{call: opHistory, paused: true}
	m.note(opHistory, err)
	switch kind := KindOf(err); {
	case err == nil:
	case kind == NotSent, kind == Throttled, kind == ServerFault, kind == Malformed, kind == Lost:
		if m.Elapsed-m.since < patience {
			return again
		}
		fallthrough
	default:
		m.HistoryErr = err
		return m.replaced()
	}
	last := *m.Last
	last.DeploymentStatus, last.DeploymentStatusMessage = seen.DeploymentStatus, seen.DeploymentStatusMessage
	m.Last = &last
	refused := !m.isAccepted() && m.Known != PerhapsAccepted
	switch seen.DeploymentStatus {
	case awstypes.DeploymentStatusCancelled:
		return m.end(Superseded)
	case awstypes.DeploymentStatusSucceeded, awstypes.DeploymentStatusFailed:
		switch {
		case refused && m.Newer.Effect == Cancelled:
			return m.end(Superseded) // there was something to cancel
		case refused:
			return m.fail(NotInProgress, opHistory, nil)
		case seen.DeploymentStatus == awstypes.DeploymentStatusFailed:
			return m.fail(CancellationFailed, opHistory, nil)
		case m.isAccepted():
			return m.fail(FinishedFirst, opHistory, nil)
		}
		return m.fail(NotInProgress, opHistory, nil)
	case awstypes.DeploymentStatusDeleteInProgress, awstypes.DeploymentStatusDeleteFailed, awstypes.DeploymentStatusDeleteComplete:
		return m.replaced()
	case awstypes.DeploymentStatusInProgress, awstypes.DeploymentStatusCancelling:
	}
	return again
}
