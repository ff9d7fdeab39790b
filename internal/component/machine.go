package component

import (
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
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

var (
	readAgain    = step{call: opGet, paused: true}
	historyAgain = step{call: opHistory, paused: true}
)

// machine decides what a run does next. It is a value: a copy of it is a run of its own. Each response leads to one step.
type machine struct {
	Facts // Known does not count a cancellation that was joined: see facts

	name string
	wait bool

	// The driver sets these, and Elapsed, before it hands over a response.
	clock       serverClock
	contacted   bool // the API has responded
	maxAttempts int  // of the client for one call; 0 is no limit

	target      target
	sends       int           // cancels so far
	unprocessed int           // of these, the newest ones that Proton cannot have processed
	inProgress  bool          // the newest read since the newest cancel shows the target IN_PROGRESS
	astray      bool          // the newest cancel may have reached a deployment that is not known
	lost        bool          // there was no clear response to a cancel: the request can arrive at any time
	foreign     int           // responses that no Proton sends, and then those to GetDeployment
	since       time.Duration // when the first cancel ended, and then when GetDeployment was first called or last had a result
	cancelErr   error         // of the newest cancel
	last        struct {      // the newest call
		call string
		err  error
	}
}

// afterCancel decides what follows a cancel.
func (m *machine) afterCancel(seen *awstypes.Component, err error) step {
	if attempt.KindOf(err) == attempt.Outdated {
		m.inProgress = false
		return readAgain
	}
	m.note(opCancel, err)
	if m.sends++; m.sends == 1 {
		m.since = m.Elapsed
	}
	m.inProgress, m.cancelErr = false, err
	if err == nil {
		return m.accept(seen)
	}
	switch kind := attempt.KindOf(err); kind {
	case attempt.Local, attempt.Denied, attempt.NotFound, attempt.Unsupported, attempt.Rejected:
		return m.reject(opCancel, err)
	case attempt.NotSent, attempt.Throttled, attempt.Skewed, attempt.Redirected:
		m.unprocessed++
		exhausted := m.sends == 1 && kind != attempt.Redirected || m.sends > 1 && m.maxAttempts > 0 && m.unprocessed >= m.maxAttempts
		if exhausted && m.Known != PerhapsAccepted { // only doubt is pursued until the deadline
			return m.reject(opCancel, err)
		}
	case attempt.Lost, attempt.ServerFault, attempt.Malformed, attempt.WrongServer:
		m.Known, m.astray, m.lost = PerhapsAccepted, true, true
	case attempt.Outdated, attempt.Conflict, attempt.Invalid: // a read shows why: the API documents no exception for 'no deployment in progress'
		m.unprocessed = 0
	}
	return step{call: opGet, paused: m.sends > 1}
}

// accept decides what follows an accepted cancel. The response to the first one shows the target: there is no other
// deployment to confuse it with.
func (m *machine) accept(seen *awstypes.Component) step {
	read := newTarget(seen)
	m.clock.check(read.started)
	relation, named := m.target.relate(read, m.clock), m.target.isNamed(read)
	switch {
	case m.sends == 1, relation == found:
		named, m.target = read.isKnown(), target{}
		m.see(seen)
	case relation == newer:
		return m.supersede(seen, Cancelled)
	case named:
		m.see(seen)
	}
	m.Known, m.astray = AcceptedUnnamed, !named
	if named {
		m.Known = Accepted
	} else {
		m.target.cancelling = false // the response may show another deployment
	}
	if next := m.await(); next.err == nil {
		return next
	}
	return readAgain // an accepted cancellation and a final status contradict each other
}

// afterRead decides what follows a GetComponent.
func (m *machine) afterRead(seen *awstypes.Component, err error) step {
	m.note(opGet, err)
	switch {
	case err != nil && (!attempt.KindOf(err).IsTransient() || m.isForeign()):
		return m.reject(opGet, err)
	case err != nil:
		return readAgain
	}
	read := newTarget(seen)
	m.clock.check(read.started)
	if m.isKnownLate(read) {
		return m.supersedeLate(seen)
	}
	switch relation := m.target.relate(read, m.clock); {
	case relation == unclear && m.Known == NotAccepted && !m.target.cancelling && isOver(seen.DeploymentStatus):
		m.see(seen)
		return m.fail(NotInProgress) // whichever deployment this is: Proton refused, and nothing is in progress
	case relation == unclear:
		m.target.atLeast = read.started
		return readAgain
	case relation == older:
		return readAgain
	case relation == newer:
		return m.supersede(seen, m.effect(seen))
	case relation == found && m.target.isKnown(): // the target was from a stale response
		m.target, m.Known, m.inProgress = target{}, min(m.Known, AcceptedUnnamed), false
	}
	m.see(seen)
	m.astray = m.astray && !m.target.isNamed(read)
	if m.isAccepted() {
		return m.await()
	}
	return m.resolve()
}

// note records how a call ended.
func (m *machine) note(call string, err error) {
	m.last.call, m.last.err = call, err
	m.contacted = m.contacted || err == nil || attempt.IsFromAPI(err)
	if kind := attempt.KindOf(err); kind == attempt.WrongServer || kind == attempt.Redirected {
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
