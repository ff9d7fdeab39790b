package component

import (
	"context"
	"errors"
)

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
