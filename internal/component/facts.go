package component

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// note records how a call ended.
func (m *machine) note(call string, err error) {
	m.last.call, m.last.err = call, err
	m.contacted = m.contacted || err == nil || isFromAPI(err)
	if kind := KindOf(err); err != nil && (kind == WrongServer || kind == Redirected) {
		m.foreign++
	}
}

// isForeign reports whether the endpoint is most likely not Proton: it has not responded like the API, and a second
// response confirmed that, or it had its time.
func (m *machine) isForeign() bool {
	return !m.contacted && (m.foreign > 1 || m.Elapsed-m.since+maxInterval > patience)
}

// see records a response that shows the target.
func (m *machine) see(seen *awstypes.Component) {
	m.target = m.target.complete(newTarget(seen))
	m.target.cancelling = m.target.cancelling || seen.DeploymentStatus == awstypes.DeploymentStatusCancelling
	m.Last = seen
}

// isAccepted reports whether a cancellation of the target was accepted, ours or one that was found.
func (m *machine) isAccepted() bool { return m.Known >= AcceptedUnnamed || m.target.cancelling }

// dropLate drops a target that is now known to have started after the first cancel. It was used as the target before a response
// had a Date header. A cancel whose response did not name it may have reached it.
func (m *machine) dropLate(read target) {
	if m.target.isKnown() && m.Known < Accepted && m.clock.isAfterSend(m.target.complete(read).started) {
		m.target, m.Last, m.inProgress, m.astray = target{}, nil, false, m.Known != NotAccepted
	}
}

// supersede records a newer deployment, and asks for the end of the target if its ID is known.
func (m *machine) supersede(seen *awstypes.Component, effect Effect) step {
	m.Newer = &Newer{ID: aws.ToString(seen.LastAttemptedDeploymentId), Status: seen.DeploymentStatus, Effect: effect}
	m.since, m.superseding = m.Elapsed, seen
	if m.target.id == "" {
		return m.replaced()
	}
	return historyAgain
}

// effect returns what our requests did to a newer deployment that a read shows. A response that names the target can be
// stale, unless the newer deployment certainly started later.
func (m *machine) effect(seen *awstypes.Component) Effect {
	stale := m.Known != NotAccepted && !m.clock.isAfterSend(aws.ToTime(seen.LastDeploymentAttemptedAt))
	if seen.DeploymentStatus != awstypes.DeploymentStatusInProgress && (m.astray || stale) {
		return EffectUnknown
	}
	return LeftAlone
}

// replaced ends a run whose target was replaced, if nothing shows how the target ended.
func (m *machine) replaced() step {
	if m.Last == nil && m.Known == NotAccepted {
		return m.fail(NotInProgress, opGet, nil) // it had ended before the first read, and Proton refused
	}
	return m.end(Superseded)
}

// reject ends a run because of the error of a call. What was seen and is not found any more is gone.
func (m *machine) reject(call string, err error) step {
	if KindOf(err) == NotFound && (m.Last != nil || KindOf(m.cancelErr) == Conflict) {
		return m.fail(Gone, call, err)
	}
	return m.fail(CallFailed, call, err)
}

// interrupt ends a run whose context ended with done. call is the call that was in progress, "" between two calls.
func (m *machine) interrupt(done error, call string) step {
	reason := Interrupted
	if errors.Is(done, context.DeadlineExceeded) {
		reason = TimedOut
	}
	var cause error
	if kind := KindOf(m.last.err); m.last.err != nil && (m.last.call != opCancel || kind == Throttled || kind == NotSent) {
		call, cause = m.last.call, m.last.err
	}
	failure := m.failure(reason, call, cause)
	failure.ended = done
	return step{err: failure}
}

// end ends a run with an outcome.
func (m *machine) end(n Notice) step {
	facts := m.facts()
	switch {
	case m.Newer != nil:
		n = Superseded
	case n == NoNotice && facts.StartedLate:
		n = CancelledLate
	}
	return step{outcome: Outcome{Facts: facts, Notice: n}}
}

func (m *machine) fail(reason Reason, call string, cause error) step {
	return step{err: m.failure(reason, call, cause)}
}

func (m *machine) failure(reason Reason, call string, cause error) *Error {
	failure := &Error{Facts: m.facts(), Reason: reason, Component: m.name, Operation: call, Cause: cause}
	if m.cancelErr != cause && !m.isAccepted() { //nolint:errorlint // the same value
		failure.CancelErr = m.cancelErr
	}
	return failure
}

func (m *machine) facts() Facts {
	facts := m.Facts
	if m.target.cancelling {
		facts.Known = Accepted
	}
	facts.StartedLate = m.Known == Accepted && m.clock.isAfterSend(m.target.started)
	return facts
}
