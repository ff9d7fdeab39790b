package component

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// end checks the end of a run. done is the context's error, "" if the context did not end it.
func (e *enumeration) end(n *node, done string) {
	failure := errorsAs(n.next.err)
	k := endKey{facts: n.next.outcome.Facts, notice: n.next.outcome.Notice, evidence: n.evidence, wait: n.m.wait}
	if failure != nil {
		k.facts, k.reason, k.operation = failure.Facts, failure.Reason, failure.Operation
		k.cause, k.cancelErr = failure.Cause, failure.CancelErr
	}
	if k.facts.Last != nil {
		k.last = *k.facts.Last
	}
	if k.facts.Newer != nil {
		k.newer = *k.facts.Newer
	}
	k.facts.Last, k.facts.Newer, k.facts.superseding, k.facts.Elapsed = nil, nil, nil, 0
	k.evidence.running, k.evidence.atLast, k.evidence.wasted, k.evidence.foreign = [4]uint8{}, 0, 0, 0
	if e.ends[k] {
		return
	}
	e.ends[k] = true
	for _, ignore := range []bool{false, true} {
		if ignore && (failure == nil || !failure.NothingToCancel()) {
			continue
		}
		text, err := e.word(n.next.outcome, n.next.err, ignore, n.evidence)
		if err != nil {
			err = fmt.Errorf("C: %w", err)
		} else {
			err = n.wrong(failure, text, done)
		}
		if err != nil {
			e.violation(n, fmt.Sprintf("%s\n%s", err, text))
		}
	}
}

// wrong returns which invariant an end violates.
func (n *node) wrong(failure *Error, text, done string) error {
	facts, v := n.next.outcome.Facts, n.evidence
	if failure != nil {
		facts = failure.Facts
	}
	record := facts.Record()
	id, status := aws.ToString(record.LastAttemptedDeploymentId), record.DeploymentStatus
	reason := map[string]Reason{context.DeadlineExceeded.Error(): TimedOut, context.Canceled.Error(): Interrupted}[done]
	switch {
	case !v.mayBeTarget(record):
		return fmt.Errorf("A: the record is of %s, which is not the target", id)
	case text == "" && n.m.wait && (status != awstypes.DeploymentStatusCancelled || !v.Was(record, status)):
		return fmt.Errorf("A: success, and the deployment is %s", status)
	case text == "" && v.Accepted(record) != Yes:
		return fmt.Errorf("A: success, and no cancellation of %s was accepted", id)
	case v.Any() != No && text != "" && !says(text, v.Accepted(record) == Yes):
		return fmt.Errorf("C: a cancel may have been accepted, and the message does not say so")
	case failure != nil && failure.NothingToCancel() && v.Any() != No && status == awstypes.DeploymentStatusFailed:
		return fmt.Errorf("C: a cancellation that may have failed can be ignored")
	case failure != nil && v.Any() == Yes && !facts.Accepted() && facts.Newer == nil:
		return fmt.Errorf("D: the result of an accepted cancellation says that it was not")
	case facts.Accepted() && facts.Newer == nil && facts.Last == nil:
		return fmt.Errorf("D: accepted, and there is no record")
	case failure != nil && failure.Reason == CallFailed && failure.Operation == opGet && v.contacted && attempt.KindOf(failure.Cause).IsTransient():
		return fmt.Errorf("E: a transient error ended the run: %w", failure.Cause)
	case failure != nil && (failure.Reason == TimedOut || failure.Reason == Interrupted || reason != "") && failure.Reason != reason:
		return fmt.Errorf("E: the reason is %s", failure.Reason)
	}
	return nil
}

// cut ends a run by its context: before the next call, and while a cancel is in progress. A read that ends shows nothing.
func (e *enumeration) cut(n *node, done error) {
	before := n.m
	e.end(&node{m: before, evidence: n.evidence, next: before.interrupt(done), letter: done.Error(), parent: n}, done.Error())
	if n.next.call != opCancel {
		return
	}
	for _, err := range []error{done, attempt.WithKind(done, attempt.NotSent)} {
		child := e.respond(n, letter{name: "ended by the context", about: hollow, err: err})
		child.next = child.m.interrupt(done)
		e.end(child, done.Error())
	}
}

// says reports whether a text says that Proton accepted a cancellation, or may have.
func says(text string, accepted bool) bool {
	if accepted && strings.Contains(text, "The older deployment was cancelled.") {
		return true
	}
	for _, phrase := range []string{
		"may have accepted", "accepted the cancellation", "accepted a cancellation", "Proton continues the cancellation", "accepted its cancellation",
		"Proton cancels it instead",
	} {
		if strings.Contains(text, phrase) {
			return true
		}
	}
	return false
}
