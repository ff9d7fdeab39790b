package component

import (
	"cmp"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// dateTolerance is for Date headers, which have whole seconds, and for services of more than one machine.
const dateTolerance = 2 * time.Second

// serverClock compares times in Proton's responses with the time at which the first cancel was sent. It gets the service's
// clock from the Date headers of the API's own responses. Without them, or if they contradict each other, it decides
// nothing: the local clock may be wrong.
type serverClock struct {
	sent          time.Time     // when the first cancel was sent, by the local clock; zero before that
	date          time.Time     // of the newest attempt's response; zero if it had none, or was not of the API
	low, high     time.Duration // how far the service's clock is ahead of the local one, at least and at most
	known         bool          // whether there was a Date header
	contradictory bool
}

// observe takes the times of the attempts of a call.
func (s *serverClock) observe(o *attempt.Observer) {
	s.sent, s.date = cmp.Or(s.sent, o.Sent), o.Date
	for _, e := range o.Dated {
		s.read(e)
	}
}

// read narrows the bounds by an exchange with the API. A fast response narrows them more. Received is by the clock that is ahead, so
// that a machine which was suspended widens them.
func (s *serverClock) read(e attempt.Exchange) {
	low, high := e.Date.Sub(e.Received), e.Date.Sub(e.Sent)
	if s.known {
		low, high = max(low, s.low), min(high, s.high)
	}
	s.low, s.high, s.known = low, high, true
	s.contradictory = s.contradictory || low > high+dateTolerance
}

// check compares the start of a deployment with the Date header of the response that shows it.
func (s *serverClock) check(started time.Time) {
	if !s.date.IsZero() && started.After(s.date.Add(dateTolerance)) {
		s.contradictory = true
	}
}

func (s *serverClock) isUsable() bool { return s.known && !s.contradictory }

// isAfterSend reports whether t is certainly later than the first cancel.
func (s *serverClock) isAfterSend(t time.Time) bool {
	return s.isUsable() && t.After(s.sent.Add(s.high+dateTolerance))
}

// isBeforeSend reports whether t is certainly earlier than the first cancel.
func (s *serverClock) isBeforeSend(t time.Time) bool {
	return s.isUsable() && !t.IsZero() && t.Before(s.sent.Add(s.low-dateTolerance))
}

// isUnclear reports whether t, which is not certainly later than the first cancel, may be so, and a faster response would show it.
func (s *serverClock) isUnclear(t time.Time) bool {
	return s.isUsable() && s.high-s.low > time.Second && t.After(s.sent.Add(s.low+dateTolerance))
}
