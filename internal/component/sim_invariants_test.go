package component_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// trial is one run of Cancel in a world, and its result.
type trial struct {
	world   *world
	network *network
	options component.Options
	ignore  bool // the argument ignore_not_in_progress

	killed bool // the process ends at the interruption, and its last request can be processed later

	start, deadline, interrupted, end time.Time // interrupted is zero without an interruption

	outcome component.Outcome
	err     error
	failure *component.Error
	text    string // of the diagnostic, "" if there is none
}

// diagnose sets the text that a user would read.
func (r *trial) diagnose() {
	target := diagnostics.Target{Component: name, Region: "us-east-1", Timeout: "timeouts.create", Limit: r.deadline.Sub(r.start)}
	errors.As(r.err, &r.failure)
	r.text = word(r.outcome, r.err, r.ignore, target)
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
	if r.text != "" {
		return nil
	}
	target, record := r.network.target, r.outcome.Record()
	id := aws.ToString(record.LastAttemptedDeploymentId)
	if d := r.world.find(id); d != nil && (r.network.isVague() || d.started.After(target.started) && !r.network.surelyAfterSend(d, r.network.calls)) {
		target = d // it started before the only cancel was processed, or no response shows when: Cancel cannot know that
	}
	switch {
	case r.network.foreign != nil:
		return errors.New("a success, and the endpoint is not Proton")
	case id != target.id && !r.network.isVague():
		return fmt.Errorf("the outcome is of %s, and the target was %s", id, target.id)
	case id == "":
		return nil
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
	if err := r.network.outdated(); err != nil || r.network.isVague() {
		return err // if vague, the first deployment that is seen counts
	}
	for _, a := range r.world.acceptedOf(r.network) {
		d := a.deployment
		if a.late && (r.network.isUnseen(a) || !r.shows(d)) {
			continue
		}
		if !d.started.After(r.network.sent.Add(2*time.Second)) || !r.network.surelyAfterSend(d, r.network.calls[:a.calls]) {
			continue
		}
		if !a.first && !a.late && d.started.Before(r.network.lastRead(a.at).Add(-r.network.lag)) {
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

// shows reports whether the result of the run is about a deployment.
func (r *trial) shows(d *deployment) bool {
	facts := r.facts()
	return facts.Newer != nil && facts.Newer.ID == d.id || aws.ToString(facts.Record().LastAttemptedDeploymentId) == d.id
}

// messages is invariant C: no message is wrong.
func (r *trial) messages() error {
	facts := r.facts()
	if !r.isLater(facts.Newer, facts.Last) {
		return fmt.Errorf("the message calls %q newer", facts.Newer.ID)
	}
	cancelled := len(r.world.acceptedOf(r.network)) > 0
	gone := r.world.was(nil, awstypes.DeploymentStatusDeleteInProgress)
	switch {
	case cancelled && r.err == nil && r.outcome.Notice != component.Superseded && r.options.Wait && r.outcome.Record().DeploymentStatus == awstypes.DeploymentStatusFailed:
		return errors.New("a cancellation that failed is ignored")
	case cancelled && r.text != "" && !facts.Accepted() && !r.mentions("accepted the cancellation") && facts.Newer == nil:
		return errors.New("Proton accepted a cancellation, and no message says so")
	case facts.Doubt() && r.text != "" && !r.mentions("may have accepted"):
		return errors.New("the message does not say what is in doubt")
	case !gone && (r.mentions("No component with this name exists") || r.mentions("The component is being deleted")):
		return errors.New("the message says that the component is gone, and it is not")
	}
	return checkSentences(r.text, facts, r)
}

// isLater reports whether a newer deployment began after the one that the run used as the target, or after the first cancel
// if it saw none.
func (r *trial) isLater(n *component.Newer, last *awstypes.Component) bool {
	if n == nil || r.Vague(n) {
		return true
	}
	newer := r.world.find(n.ID)
	switch {
	case newer == nil:
		return false
	case r.network.isContradictory(): // the API itself can give the starts of two deployments in the wrong order
		return true
	case last != nil && r.find(*last) != nil && r.find(*last) != newer:
		return newer.started.After(r.find(*last).started)
	default:
		return newer.started.After(r.network.target.started)
	}
}

// recorded is invariant D: an accepted cancellation is in the result, or the next apply finds and joins it. It is checked
// where a run finds a cancellation that another one has started, and where a run returns an error.
func (r *trial) recorded() error {
	if r.failure != nil && r.failure.Accepted() && r.failure.Last == nil {
		return errors.New("accepted, without a component")
	}
	met := r.network.metStatus == awstypes.DeploymentStatusCancelling
	if !met || !r.network.isClean() || r.network.stale || r.network.isContradictory() || r.network.invalid && r.network.lag > 0 || r.failure != nil && r.failure.Reason == component.Interrupted {
		return nil
	}
	facts := r.facts()
	if !facts.Accepted() && r.outcome.Notice != component.AlreadyCancelled {
		return errors.New("the cancellation in progress was not joined")
	}
	return nil
}

// reason is invariant E: a timeout only if the deadline passed, an interruption only if there was one.
func (r *trial) reason() error {
	if r.failure == nil {
		return nil
	}
	isTransient := attempt.KindOf(r.failure.Cause) >= attempt.NotSent && r.failure.Operation == "GetComponent"
	switch {
	case r.failure.Reason == component.CallFailed && isTransient && r.network.isContacted():
		return errors.New("a transient error ended the run")
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
	if n := r.network; n.foreign != nil && len(n.calls) > 0 && r.end.Sub(n.calls[0].until) > 125*time.Second {
		took := r.end.Sub(n.calls[0].until)
		return fmt.Errorf("an endpoint that is not Proton was pursued for %s", took)
	}
	if f := r.network.foreign; f != nil && !slices.Contains(replacements, *f) && len(r.network.calls) > 2 {
		return errors.New("an endpoint that is certainly not Proton was pursued")
	}
	var previous time.Time
	for i, c := range r.network.calls {
		if !c.first || c.operation == cancelCall {
			continue
		}
		if !previous.IsZero() && c.at.Sub(previous) < 400*time.Millisecond {
			return fmt.Errorf("call %d comes %s after the previous read", i, c.at.Sub(previous))
		}
		previous = c.at
	}
	return nil
}
