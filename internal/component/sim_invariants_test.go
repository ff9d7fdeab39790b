package component_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// trial is one run of Cancel in a world, and its result.
type trial struct {
	world   *world
	network *network
	options component.Options
	ignore  bool // the argument ignore_not_in_progress

	start, deadline, interrupted, end time.Time // interrupted is zero without an interruption

	outcome component.Outcome
	err     error
	failure *component.Error
	text    string // of the diagnostic, "" if there is none
}

// diagnose sets the text that a user would read.
func (r *trial) diagnose() {
	target := diagnostics.Target{Component: name, Region: "us-east-1", Timeout: "timeouts.create", Limit: r.deadline.Sub(r.start)}
	var d diag.Diagnostic
	if r.err != nil {
		errors.As(r.err, &r.failure)
		d = diagnostics.CancelFailed(r.err, target)
		if r.ignore && r.failure.NothingToCancel() {
			d = diagnostics.Ignored(r.failure, target)
		}
	} else {
		d = diagnostics.OutcomeWarning(r.outcome, target)
	}
	if d != nil {
		r.text = d.Summary() + "\n" + d.Detail()
	}
}

// facts returns those of the outcome or of the error.
func (r *trial) facts() component.Facts {
	if r.failure != nil {
		return r.failure.Facts
	}
	return r.outcome.Facts
}

func (r *trial) mentions(text string) bool { return strings.Contains(r.text, text) }

// violations checks the invariants against the state of the world.
func (r *trial) violations() []string {
	var all []string
	for letter, check := range map[string]func() error{
		"A": r.plainSuccess, "B": r.newerDeployments, "C": r.messages, "D": r.recorded, "E": r.reason, "F": r.bounds,
	} {
		if err := check(); err != nil {
			all = append(all, letter+": "+err.Error())
		}
	}
	slices.Sort(all)
	return all
}

// plainSuccess is invariant A: after a success without a warning, the target is cancelled, or its cancellation accepted.
func (r *trial) plainSuccess() error {
	target := r.network.target
	if r.text != "" || r.network.isUntimed() {
		return nil
	}
	record := r.outcome.Record()
	if id := aws.ToString(record.LastAttemptedDeploymentId); id != target.id {
		if d := r.world.find(id); d != nil && d.started.After(target.started) && !r.network.surelyAfterSend(d) {
			target = d // it started before the only cancel was processed: Cancel cannot know that
		}
	}
	switch {
	case aws.ToString(record.LastAttemptedDeploymentId) != target.id:
		return fmt.Errorf("the outcome is of %s, and the target was %s", aws.ToString(record.LastAttemptedDeploymentId), target.id)
	case !target.accepted:
		return errors.New("no cancellation of the deployment was accepted")
	case r.options.Wait && (!target.cancelled || record.DeploymentStatus != awstypes.DeploymentStatusCancelled):
		return fmt.Errorf("the deployment is %s, and the outcome has %s", target.status, record.DeploymentStatus)
	}
	return nil
}

// newerDeployments is invariant B: no deployment that began after the first cancel was sent is cancelled, except
// between a read and the retry right after it. A message then says so.
func (r *trial) newerDeployments() error {
	if r.network.isUntimed() {
		return nil // the first deployment that is seen counts
	}
	for _, a := range r.world.accepted {
		d := a.deployment
		if !d.started.After(r.network.sent.Add(2*time.Second)) || a.first && !r.network.surelyAfterSend(d) {
			continue
		}
		if !a.first && d.started.Before(r.network.lastRead(a.at).Add(-r.network.lag)) {
			return fmt.Errorf("%s began after the cancel was sent and was cancelled, long after a read", d.id)
		}
		facts := r.facts()
		reported := facts.Doubt() || r.mentions("started after the first cancel request") ||
			facts.Newer != nil && facts.Newer.Effect != component.LeftAlone
		if !reported {
			return fmt.Errorf("%s began after the cancel was sent and was cancelled, and no message says so", d.id)
		}
	}
	return nil
}

// messages is invariant C: no message is wrong.
func (r *trial) messages() error {
	facts, target := r.facts(), r.network.target
	if facts.Newer != nil && !r.network.isUntimed() {
		newer := r.world.find(facts.Newer.ID)
		if newer == nil || !newer.started.After(target.started) {
			return fmt.Errorf("the message calls %q newer", facts.Newer.ID)
		}
		if newer.ours && (r.mentions("left alone") || r.mentions("not by this run")) {
			return errors.New("the message says 'left alone' of a deployment that we cancelled")
		}
		if !newer.ours && r.mentions("Proton cancels it instead") {
			return errors.New("the message says that we cancelled a newer deployment")
		}
	}
	cancelled := len(r.world.accepted) > 0
	switch {
	case cancelled && r.mentions("No component deployment in progress"):
		return errors.New("the message says 'no deployment in progress' after an accepted cancellation")
	case cancelled && r.mentions("No new cancellation was needed"):
		return errors.New("the message says 'no new cancellation was needed' after an accepted cancellation")
	case cancelled && r.err == nil && r.outcome.Notice != component.Superseded && r.options.Wait && r.outcome.Record().DeploymentStatus == awstypes.DeploymentStatusFailed:
		return errors.New("a cancellation that failed is ignored")
	case target.ours && r.mentions("This run did not cancel it"):
		return errors.New("the message says 'did not cancel it' of a deployment that we cancelled")
	case cancelled && r.text != "" && !facts.Accepted() && !r.mentions("accepted the cancellation") && facts.Newer == nil:
		return errors.New("Proton accepted a cancellation, and no message says so")
	case !r.couldBeAccepted() && r.mentions("\nProton accepted the cancellation") && !r.network.isUntimed():
		return errors.New("the message says that Proton accepted a cancellation, and it did not")
	}
	return nil
}

// couldBeAccepted reports whether anyone's cancellation was accepted, of a deployment that Cancel may use as the target.
func (r *trial) couldBeAccepted() bool {
	return slices.ContainsFunc(r.world.deployments, func(d *deployment) bool {
		return d.accepted && !d.started.Before(r.network.target.started) && !r.network.surelyAfterSend(d)
	}) || len(r.world.accepted) > 0
}

// recorded is invariant D: an accepted cancellation is in the result, or the next apply finds and joins it. It is checked
// where a run finds a cancellation that another one has started, and where a run returns an error.
func (r *trial) recorded() error {
	if r.failure != nil && r.failure.Accepted() && r.failure.Last == nil {
		return errors.New("accepted, without a component")
	}
	met := r.network.metStatus == awstypes.DeploymentStatusCancelling
	if !met || !r.network.isClean() || r.failure != nil && r.failure.Reason == component.Interrupted {
		return nil
	}
	facts := r.facts()
	if !facts.Accepted() && r.outcome.Notice != component.AlreadyCancelled {
		return errors.New("the cancellation in progress was not joined")
	}
	return nil
}

// isClean reports whether the network injected no fault.
func (n *network) isClean() bool {
	return !slices.ContainsFunc(n.calls, func(c simCall) bool { return c.fault != noFault })
}

// reason is invariant E: a timeout only if the deadline passed, an interruption only if there was one.
func (r *trial) reason() error {
	if r.failure == nil {
		return nil
	}
	switch {
	case r.failure.Reason == component.TimedOut && r.end.Before(r.deadline):
		return errors.New("a timeout before the deadline")
	case r.failure.Reason == component.Interrupted && (r.interrupted.IsZero() || r.end.Before(r.interrupted)):
		return errors.New("an interruption that did not happen")
	case r.failure.Reason != component.TimedOut && strings.HasPrefix(r.text, "Timeout"), r.failure.Reason != component.Interrupted && r.mentions("interrupted"):
		return errors.New("the message has another reason")
	}
	return nil
}

// bounds is invariant F: the run ends by its deadline, and pauses between its calls.
func (r *trial) bounds() error {
	if r.end.After(r.deadline) {
		return fmt.Errorf("it ended %s after its deadline", r.end.Sub(r.deadline))
	}
	var previous time.Time
	for i, c := range r.network.calls {
		if !c.first || c.operation != "GetComponent" {
			continue
		}
		if !previous.IsZero() && c.at.Sub(previous) < 400*time.Millisecond {
			return fmt.Errorf("call %d comes %s after the previous read", i, c.at.Sub(previous))
		}
		previous = c.at
	}
	return nil
}

// surelyAfterSend reports whether a deployment started so long after the first cancel was sent that the Date headers show
// it. They have whole seconds, and the time that a request took adds to the uncertainty.
func (n *network) surelyAfterSend(d *deployment) bool {
	return d.started.After(n.sent.Add(2*time.Second + n.fastest()))
}

// fastest returns the minimum time between sending and processing a request.
func (n *network) fastest() time.Duration {
	shortest := time.Minute
	for _, c := range n.calls {
		switch {
		case !c.delivered:
		case c.processed.IsZero():
			shortest = 0
		default:
			shortest = min(shortest, c.processed.Sub(c.at))
		}
	}
	return shortest
}

// lastRead returns when the last read before a time was processed.
func (n *network) lastRead(before time.Time) (at time.Time) {
	for _, c := range n.calls {
		if c.operation == "GetComponent" && !c.processed.IsZero() && !c.processed.After(before) {
			at = c.processed
		}
	}
	return at
}
