package component

import (
	"context"
	"errors"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// reject ends a run because of the error of a call. What was seen, or had a conflict, and is not found any more is gone.
func (m *machine) reject(call string, err error) step {
	if attempt.KindOf(err) == attempt.NotFound && (m.Last != nil || attempt.KindOf(m.cancelErr) == attempt.Conflict) {
		return step{err: m.failure(Gone, call, err)}
	}
	return step{err: m.failure(CallFailed, call, err)}
}

// interrupt ends a run whose context ended with done.
func (m *machine) interrupt(done error) step {
	reason := Interrupted
	if errors.Is(done, context.DeadlineExceeded) {
		reason = TimedOut
	}
	if kind := attempt.KindOf(m.last.err); m.last.err != nil && (m.last.call != opCancel || kind == attempt.Throttled || kind == attempt.NotSent) {
		return step{err: m.failure(reason, m.last.call, m.last.err)}
	}
	return m.fail(reason)
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

// fail ends a run for a reason that is not the error of a call.
func (m *machine) fail(reason Reason) step { return step{err: m.failure(reason, "", nil)} }

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
