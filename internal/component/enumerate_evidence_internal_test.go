package component

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// Truth is what is so, or what can be known of it.
type Truth int

// The values of [Truth].
const (
	No Truth = iota
	Perhaps
	Yes
)

// Judge knows what happened in a run. The deployments have the indexes of [Judge.Find].
type Judge interface {
	Accepted(c awstypes.Component) Truth                        // a cancellation of the deployment was accepted, anyone's
	Ours(n *Newer) Truth                                        // a request of the run cancelled the newer deployment
	Any() Truth                                                 // a request of the run was accepted
	Refused() bool                                              // Proton refused a request of the run
	Was(c awstypes.Component, s awstypes.DeploymentStatus) bool // the deployment had the status
	Later(c awstypes.Component) Truth                           // it began after the first cancel was sent
	Vague(n *Newer) bool                                        // nothing tells whether it is newer
	LastFailed() bool                                           // the newest call that ended had no response of the API
}

// evidence is what the responses of a run show, kept without the machine's help.
type evidence struct {
	perhaps, unnamed, refused bool
	astray                    bool    // the newest cancel may have reached a deployment that no response named
	named                     [4]bool // accepted, and the response named the deployment
	first                     [4]bool // accepted by the first cancel, or before the service's clock was known
	shown, timed, untimed     [4]bool
	cancelling                [4]bool
	statuses                  [4]awstypes.DeploymentStatus // the newest
	running                   [4]uint8                     // reads since the newest cancel that show it in progress
	atLast                    int8                         // what the last response showed in progress, -1 if it showed none
	wasted                    uint8
	foreign                   uint8
	contacted, failed         bool
	exact                     bool // the service's clock is known, and not contradicted
}

// add adds a response.
func (e *evidence) add(operation string, l letter, sends int) {
	e.failed, e.atLast = l.err != nil, -1
	e.contacted = e.contacted || l.err == nil || attempt.IsFromAPI(l.err)
	e.exact = e.exact && !l.behind
	if l.err != nil && slices.Contains([]attempt.Kind{attempt.WrongServer, attempt.Redirected}, attempt.KindOf(l.err)) {
		e.foreign++
	}
	if operation == opCancel {
		e.cancel(l, sends)
	}
	if l.err != nil {
		return
	}
	e.statuses[l.about] = l.status
	e.cancelling[l.about] = e.cancelling[l.about] || l.status == awstypes.DeploymentStatusCancelling
	if l.seen == nil {
		return
	}
	e.shown[l.about] = true
	e.timed[l.about] = e.timed[l.about] || l.seen.LastDeploymentAttemptedAt != nil
	e.untimed[l.about] = e.untimed[l.about] || l.seen.LastDeploymentAttemptedAt == nil || l.seen.LastAttemptedDeploymentId == nil
	if operation == opGet {
		if l.about < 2 || l.about == 2 && l.status == awstypes.DeploymentStatusInProgress {
			e.astray = false
		}
		if l.status == awstypes.DeploymentStatusInProgress {
			e.running[l.about] = min(e.running[l.about]+1, 2)
			e.atLast = int8(l.about)
		}
	}
}

func (e *evidence) cancel(l letter, sends int) {
	e.running = [4]uint8{}
	switch {
	case l.err == nil:
		e.named[l.about] = e.named[l.about] || l.about < hollow
		stale := l.about < 2 && slices.Contains(e.shown[l.about+1:hollow], true)
		e.unnamed = e.unnamed || l.about == hollow || stale
		e.astray = l.about == hollow || stale
		e.first[l.about] = e.first[l.about] || sends == 1 || !e.exact
	case attempt.KindOf(l.err) >= attempt.Lost:
		e.perhaps, e.astray = true, true
	case attempt.KindOf(l.err) == attempt.Conflict, attempt.KindOf(l.err) == attempt.Invalid:
		e.refused, e.wasted = true, 0
	case slices.Contains([]attempt.Kind{attempt.NotSent, attempt.Throttled, attempt.Redirected}, attempt.KindOf(l.err)):
		e.wasted++
	}
}

func index(c awstypes.Component) int {
	if i := slices.Index(ids, aws.ToString(c.LastAttemptedDeploymentId)); i >= 0 {
		return i
	}
	if i := slices.Index(began, aws.ToTime(c.LastDeploymentAttemptedAt)); i >= 0 {
		return i
	}
	return hollow
}

// Accepted implements [Judge].
func (e evidence) Accepted(c awstypes.Component) Truth {
	switch i := index(c); {
	case e.isVague(i) && (e.Any() == Yes || e.cancelling != [4]bool{}):
		return Yes
	case e.named[i], i == 1 && e.named[0], e.cancelling[i], e.cancelling[hollow], e.unnamed:
		return Yes
	case e.perhaps:
		return Perhaps
	default:
		return No
	}
}

// Ours implements [Judge].
func (e evidence) Ours(n *Newer) Truth {
	switch i := index(awstypes.Component{LastAttemptedDeploymentId: &n.ID}); {
	case e.named[i]:
		return Yes
	case (e.astray || e.perhaps) && n.Status != awstypes.DeploymentStatusInProgress:
		return Perhaps
	default:
		return No
	}
}

// Any implements [Judge].
func (e evidence) Any() Truth {
	switch {
	case e.unnamed, slices.Contains(e.named[:], true):
		return Yes
	case e.perhaps:
		return Perhaps
	default:
		return No
	}
}

// Refused implements [Judge].
func (e evidence) Refused() bool { return e.refused }

// LastFailed implements [Judge].
func (e evidence) LastFailed() bool { return e.failed }

// Was implements [Judge].
func (e evidence) Was(c awstypes.Component, s awstypes.DeploymentStatus) bool {
	if i := index(c); !e.isVague(i) {
		return e.statuses[i] == s || e.statuses[hollow] == s
	}
	return slices.Contains(e.statuses[:], s)
}

// Vague implements [Judge].
func (e evidence) Vague(n *Newer) bool {
	i := index(awstypes.Component{LastAttemptedDeploymentId: &n.ID})
	return i == hollow || i < 2 && e.untimed[i]
}

// essence returns what matters for the rest of a run.
func (e evidence) essence() evidence {
	e.failed, e.wasted = false, min(e.wasted, 4)
	if e.contacted {
		e.foreign = 0
	}
	return e
}

// isVague reports whether responses about a deployment lack what tells it from the others.
func (e evidence) isVague(i int) bool { return i == hollow || e.untimed[i] }

// Later implements [Judge].
func (e evidence) Later(c awstypes.Component) Truth {
	switch i := index(c); {
	case i == hollow, !e.exact, i < 2 && (e.untimed[0] || e.untimed[1]):
		return Perhaps
	case i == 2:
		return Yes
	default:
		return No
	}
}

// mayBeTarget reports whether a run can take a deployment for the one that was in progress at the first cancel.
func (e evidence) mayBeTarget(c awstypes.Component) bool {
	switch i := index(c); {
	case !e.exact, i == hollow:
		return true
	case i == 0: // until a response shows the target
		return !e.timed[1] || e.untimed[0] || e.untimed[1]
	case i == 2: // the first cancel was processed late, or its response has no time
		return e.first[2] || e.untimed[2]
	default:
		return true
	}
}

// alike returns how many reads since the newest cancel show a deployment in progress, or one that could be it.
func (e evidence) alike(deployment int) (n uint8) {
	for i, running := range e.running {
		if i == deployment || i == hollow || deployment == hollow || e.untimed[i] || e.untimed[deployment] {
			n += running
		}
	}
	return n
}

// repeats returns what is wrong with a cancel that is sent now, "" if nothing is.
func (e evidence) repeats() string {
	switch i := e.atLast; {
	case i < 0:
		return "B: a cancel does not follow a read of a deployment in progress"
	case e.alike(int(i)) < 2:
		return "B: a cancel follows a single read"
	case e.exact && (i == 2 && !e.untimed[2] || e.shown[2] && !e.untimed[2] && !e.first[2]):
		return "B: a cancel is sent although a newer deployment started"
	case e.exact && i == 0 && e.timed[1] && !e.untimed[1] && !e.untimed[0]:
		return "B: a cancel follows a stale read"
	case !e.untimed[0] && !e.untimed[2] && (e.named[i] || i == 1 && e.cancelling[1]):
		return "B: an accepted cancel is sent again"
	default:
		return ""
	}
}
