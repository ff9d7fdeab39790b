package component_test

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// TestEnumeration makes every short run of the machine.
func TestEnumeration(t *testing.T) {
	t.Parallel()
	collected := debug.SetGCPercent(400) // the states live to the end: to look for garbage among them takes a quarter of the time
	t.Cleanup(func() { debug.SetGCPercent(collected) })
	target := diagnostics.Target{Component: name, Region: "us-east-1", Timeout: "timeouts.create", Limit: 30 * time.Minute}
	words := func() component.Word {
		texts := map[ending]string{} // wording is slow, and few endings differ
		return func(o component.Outcome, err error, ignore bool, j component.Judge) (string, error) {
			k := newEnding(o, err, ignore)
			text, known := texts[k]
			if !known {
				text = word(o, err, ignore, target)
				texts[k] = text
			}
			return text, checkSentences(text, factsOf(o, err), j)
		}
	}
	for _, wait := range []bool{true, false} {
		t.Run(fmt.Sprintf("six responses, wait %t", wait), func(t *testing.T) {
			t.Parallel()
			component.Enumerate(t, depth, false, wait, words())
		})
		t.Run(fmt.Sprintf("all kinds of responses, wait %t", wait), func(t *testing.T) {
			t.Parallel()
			component.Enumerate(t, fullDepth, true, wait, words())
		})
	}
}

// ending has all that the text at the end of a run depends on.
type ending struct {
	facts             component.Facts
	last              awstypes.Component
	newer             component.Newer
	notice            component.Notice
	reason            component.Reason
	operation         string
	cause, refusal    error
	failed, isIgnored bool
}

func newEnding(o component.Outcome, err error, ignore bool) ending {
	k := ending{facts: factsOf(o, err), notice: o.Notice, isIgnored: ignore}
	if failure, ok := errors.AsType[*component.Error](err); ok {
		k.failed, k.reason, k.operation, k.cause, k.refusal = true, failure.Reason, failure.Operation, failure.Cause, failure.CancelErr
	}
	k.facts.Elapsed = 0 // only a number
	if k.facts.Last != nil {
		k.last, k.facts.Last = *k.facts.Last, nil
	}
	if k.facts.Newer != nil {
		k.newer, k.facts.Newer = *k.facts.Newer, nil
		k.newer.ID += " replaced the target"
	}
	return k
}

// word returns the text that a user reads at the end of a run, "" if there is none.
func word(o component.Outcome, err error, ignore bool, t diagnostics.Target) string {
	var d diag.Diagnostic
	failure, failed := errors.AsType[*component.Error](err)
	switch {
	case ignore && failed && failure.NothingToCancel():
		d = diagnostics.Ignored(failure, t)
	case failed:
		d = diagnostics.CancelFailed(failure, t)
	default:
		d = diagnostics.OutcomeWarning(o, t)
	}
	if d == nil {
		return ""
	}
	return d.Summary() + "\n" + d.Detail()
}

func factsOf(o component.Outcome, err error) component.Facts {
	if failure, ok := errors.AsType[*component.Error](err); ok {
		return failure.Facts
	}
	return o.Facts
}

// claim is what a sentence says of the world.
type claim struct {
	sentence string
	isTrue   func(about) bool
}

// about is what the sentences are about.
type about struct {
	component.Judge

	target awstypes.Component
	newer  *component.Newer
}

func (a about) accepted() bool {
	return a.Accepted(a.target) == component.Yes || a.Any() == component.Yes
}

func (a about) was(all ...awstypes.DeploymentStatus) bool {
	for _, s := range all {
		if a.Was(a.target, s) {
			return true
		}
	}
	return false
}

// claims has every sentence that says what happened. [component.Perhaps] is enough for no
// claim. A newer deployment that is vague could be any.
var claims = []claim{
	{"may have accepted the cancellation", func(a about) bool { return a.Any() != component.No }},
	{"Proton accepted the cancellation, but the deployment succeeded", func(a about) bool { return a.accepted() && a.was("SUCCEEDED") }},
	{"Proton accepted the cancellation, and the deployment then failed", func(a about) bool { return a.accepted() && a.was("FAILED") }},
	{"Before that, Proton had accepted", about.accepted},
	{"Proton continues the cancellation.", func(a about) bool { return a.accepted() && a.newer.Status == "" }},
	{"The cancellation did not complete", func(a about) bool { return a.accepted() && a.newer.Status == "" }},
	{"before the cancellation completed", func(a about) bool { return a.accepted() && a.newer.Status == "" }},
	{"Proton accepted its cancellation.", func(a about) bool { return a.Accepted(a.target) == component.Yes }},
	{"Proton accepted a cancellation, but its response did not name", func(a about) bool { return a.Any() == component.Yes }},
	{"Proton accepted a cancellation of the older deployment", func(a about) bool { return a.Accepted(a.target) == component.Yes }},
	{"Proton accepted the cancellation of a deployment that started after the first", func(a about) bool {
		return a.Any() == component.Yes && a.Later(a.target) != component.No
	}},
	{"Proton refused the cancellation", func(a about) bool { return a.Any() == component.No && a.Refused() }},
	{"Proton did not accept the cancellation within", func(a about) bool { return a.Any() == component.No }},
	{"before Proton accepted the cancellation.", func(a about) bool { return a.Any() == component.No }},
	{"No new cancellation was needed", func(a about) bool { return a.Any() == component.No && a.was("CANCELLED") }},
	{"was found to be cancelled", func(a about) bool { return a.was("CANCELLED") }},
	{"The older deployment was cancelled.", func(a about) bool { return a.was("CANCELLED") }},
	{"The older deployment succeeded.", func(a about) bool { return a.was("SUCCEEDED") }},
	{"The older deployment failed.", func(a about) bool { return a.was("FAILED") }},
	{"The deployment succeeded.", func(a about) bool { return a.was("SUCCEEDED") }},
	{"The deployment failed,", func(a about) bool { return a.was("FAILED") }},
	{"This run did not cancel it", func(a about) bool {
		return a.Vague(a.newer) || a.Any() == component.No || a.Ours(a.newer) == component.Yes
	}},
	{"was left alone", func(a about) bool {
		return a.Vague(a.newer) || a.Ours(a.newer) == component.No && a.Later(awstypes.Component{LastAttemptedDeploymentId: &a.newer.ID}) != component.No
	}},
	{"but not by this run", func(a about) bool { return a.Vague(a.newer) || a.Ours(a.newer) == component.No }},
	{"so Proton cancels it instead", func(a about) bool { return a.Vague(a.newer) || a.Ours(a.newer) == component.Yes }},
	{"reached it is not known", func(a about) bool { return a.Ours(a.newer) != component.No || a.Any() != component.No }},
	{"A deletion of the component started and failed", func(a about) bool { return a.was("DELETE_FAILED") }},
	{"The last request failed.", about.LastFailed},
	{"The last cancel request failed.", func(a about) bool { return a.Any() != component.No }},
}

// checkSentences returns an error if a text has a sentence that is not true.
func checkSentences(text string, facts component.Facts, judge component.Judge) error {
	a := about{Judge: judge, target: facts.Record(), newer: facts.Newer}
	if a.newer == nil {
		a.newer = &component.Newer{}
	}
	for _, c := range claims {
		if strings.Contains(text, c.sentence) && !c.isTrue(a) {
			return fmt.Errorf("it is not so that %q", c.sentence)
		}
	}
	return nil
}
