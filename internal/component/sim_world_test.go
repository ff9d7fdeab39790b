package component_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// world simulates Proton: one component, its deployments, and the requests that they got.
type world struct {
	mu          sync.Mutex
	random      *rand.Rand
	deployments []*deployment // the last one is the current one
	deleted     time.Time     // zero while the component exists
	events      []event       // of other users, in order
	history     []view        // what reads would have shown, the newest last
	accepted    []acceptance  // cancels of the provider that took effect
	busy        bool          // deployments are short and follow each other closely
}

// deployment is a deployment of the component.
type deployment struct {
	id       string
	started  time.Time
	status   awstypes.DeploymentStatus
	changes  time.Time // when the status becomes next; zero means never
	next     awstypes.DeploymentStatus
	by       *network // whose request cancelled it, nil for another user
	accepted bool     // anyone's cancellation of it was accepted

	cancelled bool // that cancellation completed
}

type acceptance struct {
	deployment *deployment
	by         *network
	at         time.Time
	first      bool // whether it was the first cancel of its run, or the SDK's own retry of it
	calls      int  // of the run that had ended before
	late       bool // the run had lost it before
}

// view is what a read shows from a time on.
type view struct {
	from   time.Time
	id     string
	start  time.Time
	status awstypes.DeploymentStatus // "" if the component does not exist
}

func newWorld(random *rand.Rand) *world {
	w := &world{random: random, busy: random.IntN(3) == 0}
	now := time.Now()
	w.start(now.Add(-time.Hour))
	w.set(w.now(), now.Add(-30*time.Minute), pick(random, awstypes.DeploymentStatusSucceeded, awstypes.DeploymentStatusFailed, awstypes.DeploymentStatusCancelled))
	if random.IntN(20) > 0 { // otherwise no deployment is in progress
		w.start(now.Add(-w.upTo(2 * time.Minute)))
		if random.IntN(12) == 0 {
			w.cancel(now.Add(-time.Second))
		}
	}
	w.events = w.otherUsers(now)
	return w
}

// now returns the component's current deployment.
func (w *world) now() *deployment { return w.deployments[len(w.deployments)-1] }

func (w *world) upTo(d time.Duration) time.Duration {
	if w.busy {
		d /= 10
	}
	return time.Duration(w.random.Int64N(int64(d)))
}

// race ends the current deployment and starts another one at the same time.
func (w *world) race(at time.Time) {
	if d := w.now(); d.status == awstypes.DeploymentStatusInProgress {
		w.set(d, at, awstypes.DeploymentStatusSucceeded)
		w.start(at)
	}
}

// advance applies all events and status changes that are due.
func (w *world) advance(now time.Time) {
	for {
		d := w.now()
		due := !d.changes.IsZero() && !d.changes.After(now)
		if len(w.events) > 0 && !w.events[0].at.After(now) && (!due || w.events[0].at.Before(d.changes)) {
			event := w.events[0]
			w.events = w.events[1:]
			event.do(w, event.at)
			continue
		}
		if !due {
			return
		}
		if d.next == awstypes.DeploymentStatusDeleteComplete {
			w.deleted = d.changes
		}
		w.set(d, d.changes, d.next)
	}
}

// set sets a deployment's status, and decides when it changes next.
func (w *world) set(d *deployment, at time.Time, status awstypes.DeploymentStatus) {
	d.status, d.changes = status, time.Time{}
	switch status {
	case awstypes.DeploymentStatusCancelled:
		d.cancelled = true
	case awstypes.DeploymentStatusInProgress:
		d.changes = at.Add(w.upTo(3 * time.Minute))
		d.next = pick(w.random, awstypes.DeploymentStatusSucceeded, awstypes.DeploymentStatusSucceeded, awstypes.DeploymentStatusFailed)
	case awstypes.DeploymentStatusCancelling:
		d.changes = at.Add(w.upTo(20 * time.Second))
		d.next = pick(w.random, awstypes.DeploymentStatusCancelled, awstypes.DeploymentStatusCancelled,
			awstypes.DeploymentStatusFailed, awstypes.DeploymentStatusSucceeded)
	case awstypes.DeploymentStatusDeleteInProgress:
		d.changes = at.Add(w.upTo(10 * time.Second))
		d.next = pick(w.random, awstypes.DeploymentStatusDeleteComplete, awstypes.DeploymentStatusDeleteFailed)
	case awstypes.DeploymentStatusSucceeded, awstypes.DeploymentStatusFailed, awstypes.DeploymentStatusDeleteFailed,
		awstypes.DeploymentStatusDeleteComplete: // final
	}
	shown := view{from: at, id: d.id, start: d.started, status: status}
	if status == awstypes.DeploymentStatusDeleteComplete {
		shown.status = ""
	}
	w.history = append(w.history, shown)
}

// start starts a deployment, unless one is in progress or the component is being deleted. A component that was deleted is
// created again under the same name.
func (w *world) start(at time.Time) {
	if len(w.deployments) > 0 && !finished(w.now().status) && w.deleted.IsZero() {
		return
	}
	w.deleted = time.Time{}
	d := &deployment{id: fmt.Sprintf("%08d-0000-4000-8000-000000000000", len(w.deployments)), started: at}
	w.deployments = append(w.deployments, d)
	w.set(d, at, awstypes.DeploymentStatusInProgress)
}

// cancel cancels the current deployment if it is in progress.
func (w *world) cancel(at time.Time) bool {
	d := w.now()
	if d.status != awstypes.DeploymentStatusInProgress {
		return false
	}
	d.accepted = true
	w.set(d, at, awstypes.DeploymentStatusCancelling)
	return true
}

// request processes a cancel of the provider.
func (w *world) request(by *network, at time.Time, first bool) bool {
	if !w.deleted.IsZero() || !w.cancel(at) {
		return false
	}
	w.now().by = by
	w.accepted = append(w.accepted, acceptance{deployment: w.now(), by: by, at: at, first: first, calls: len(by.calls)})
	return true
}

// acceptedOf returns the cancels of a run that took effect.
func (w *world) acceptedOf(n *network) []acceptance {
	return slices.DeleteFunc(slices.Clone(w.accepted), func(a acceptance) bool { return a.by != n })
}

// later adds an event.
func (w *world) later(at time.Time, do func(*world, time.Time)) {
	w.events = append(w.events, event{at, do})
	slices.SortStableFunc(w.events, func(a, b event) int { return a.at.Compare(b.at) })
}

// was reports whether a deployment had a status, or any deployment if d is nil.
func (w *world) was(d *deployment, s awstypes.DeploymentStatus) bool {
	return slices.ContainsFunc(w.history, func(v view) bool {
		return (d == nil || v.id == d.id) && cmp.Or(v.status, awstypes.DeploymentStatusDeleteComplete) == s
	})
}

// shown returns what a read shows that is out of date by lag, but not from before floor.
func (w *world) shown(now time.Time, lag time.Duration, floor time.Time) view {
	at := now.Add(-lag)
	if at.Before(floor) {
		at = floor
	}
	for i := len(w.history) - 1; i > 0; i-- {
		if !w.history[i].from.After(at) {
			return w.history[i]
		}
	}
	return w.history[0]
}

func (w *world) find(id string) *deployment {
	for _, d := range w.deployments {
		if d.id == id {
			return d
		}
	}
	return nil
}

func finished(s awstypes.DeploymentStatus) bool {
	return s == awstypes.DeploymentStatusSucceeded || s == awstypes.DeploymentStatusFailed || s == awstypes.DeploymentStatusCancelled
}

// event is an action of another user.
type event struct {
	at time.Time
	do func(*world, time.Time)
}

// otherUsers returns what other users do in the next minutes: they deploy, cancel and delete.
func (w *world) otherUsers(now time.Time) []event {
	var events []event
	for at := now.Add(-time.Minute); len(events) < 20; {
		at = at.Add(w.upTo(40 * time.Second))
		do := func(w *world, at time.Time) { w.start(at) }
		switch w.random.IntN(12) {
		case 0, 1:
			do = func(w *world, at time.Time) { w.cancel(at) }
		case 2:
			do = func(w *world, at time.Time) {
				if finished(w.now().status) {
					w.set(w.now(), at, awstypes.DeploymentStatusDeleteInProgress)
				}
			}
		}
		if at.After(now) {
			events = append(events, event{at, do})
		}
	}
	return events
}

func pick[T any](random *rand.Rand, all ...T) T { return all[random.IntN(len(all))] }
