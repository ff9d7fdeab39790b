package diagnostics

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

const (
	unableToCancel = "Unable to cancel component deployment"
	notInProgress  = "No component deployment in progress"
	finishedFirst  = "Component deployment finished before its cancellation"

	// doubt is part of every message about a cancellation that Proton may have accepted.
	doubt = "Proton may have accepted the cancellation, because there was no clear response to a cancel request."

	finishedRemedy   = "Deploy the version that you want. " + ignoreRemedy
	acceptedTooLate  = "Proton accepted the cancellation, but the deployment succeeded before the cancellation took effect."
	succeededInDoubt = "The deployment succeeded. " + doubt + " If so, the cancellation came too late."
	refusedNothing   = "Proton refused the cancellation, and the component has no deployment in progress."
	refusedOver      = "Proton refused the cancellation, and no deployment that started before the request is in progress."
	ignoreRemedy     = "If this is acceptable, set ignore_not_in_progress = true to get a warning instead."
)

// CancelFailed returns the diagnostic for an error of [component.Cancel].
func CancelFailed(err error, t Target) diag.Diagnostic {
	failure, ok := errors.AsType[*component.Error](err)
	if !ok {
		return t.diagnostic(message{summary: unableToCancel, happened: "The cancellation failed."}, "", err)
	}
	m := t.failed(failure)
	m.happened = sentences(m.happened, startedLate(failure.Facts))
	return t.diagnostic(m, string(failure.Status()), failure.Cause)
}

func (t Target) failed(e *component.Error) message {
	switch e.Reason {
	case component.NotInProgress:
		return nothingToCancel(e.Facts, ignoreRemedy, t.again())
	case component.FinishedFirst:
		return message{summary: finishedFirst, happened: acceptedTooLate, remedy: finishedRemedy}
	case component.CancellationFailed:
		m := message{
			summary:  "Component deployment cancellation failed",
			happened: "Proton accepted the cancellation, and the deployment then failed.",
			remedy:   "Check the component's provisioned resources, fix the reported problem, and deploy again.",
		}
		if e.Doubt {
			m.happened = "The deployment failed, perhaps because its cancellation failed. " + doubt
		}
		m.happened = sentences(m.happened, deploymentMessage(e))
		return m
	case component.Gone:
		return gone(e)
	case component.TimedOut:
		return t.timedOut(e)
	case component.Interrupted:
		return t.interrupted(e)
	default:
		m := t.explain(e.Operation, e.Cause)
		switch {
		case m.summary != "":
		case e.Unsent && is[*smithyhttp.RequestSendError](e.Cause):
			m = unreachable
		default:
			m.summary = unableToCancel
		}
		if e.Doubt {
			m.happened = sentences(m.happened, doubt)
		}
		if continues := t.continues(e); continues != "" {
			m.remedy, m.retry = sentences(m.remedy, continues), false
		}
		return m
	}
}

func gone(e *component.Error) message {
	m := message{
		summary:  "Component deleted or being deleted",
		happened: "The component is being deleted or no longer exists.",
		remedy:   "Remove the cancellation of this component's deployment from the configuration.",
	}
	if e.Status() == awstypes.DeploymentStatusDeleteFailed {
		m.happened = "A deletion of the component started and failed."
	}
	switch {
	case e.Accepted:
		m.happened += " Before that, Proton had accepted the cancellation."
	case e.Doubt:
		m.happened += " " + doubt
	}
	return m
}

// nothingToCancel returns the message of an error or of a warning. again is how to cancel a newer deployment.
func nothingToCancel(f component.Facts, remedy, again string) message {
	switch {
	case f.Doubt:
		return message{summary: finishedFirst, happened: succeededInDoubt, remedy: remedy}
	case f.Newer == nil:
		return message{summary: notInProgress, happened: refusedNothing, remedy: remedy}
	default:
		return message{
			summary:  notInProgress,
			happened: sentences(refusedOver, newerLeftAlone(f.Newer)),
			remedy:   sentences(remedy, cancelNewer(f.Newer, again)),
		}
	}
}

func (t Target) timedOut(e *component.Error) message {
	limit := fmt.Sprintf("within %s, the limit set by %s.", span(t.Limit), t.Timeout)
	m := message{summary: "Timeout while cancelling component deployment", happened: "Proton did not accept the cancellation " + limit}
	switch {
	case e.Accepted:
		m.happened = "The cancellation did not complete " + limit
	case e.Doubt:
		m.happened = "Proton did not confirm the cancellation " + limit + " " + doubt
	}
	if e.Transient != nil {
		transient := t.explain(e.Operation, e.Transient)
		m.happened = sentences(m.happened, "The last request failed.", transient.happened)
		m.remedy = transient.remedy
	}
	m.remedy = sentences(m.remedy, t.continues(e), "To allow more time, raise "+t.Timeout+".")
	if e.Accepted {
		m.remedy += " To not wait, set wait_for_completion = false."
	}
	return m
}

func (t Target) interrupted(e *component.Error) message {
	before := "Proton accepted the cancellation."
	switch {
	case e.Accepted:
		before = "the cancellation completed."
	case e.Doubt:
		before = "Proton confirmed the cancellation. " + doubt
	}
	return message{
		summary:  "Component deployment cancellation interrupted",
		happened: fmt.Sprintf("Terraform was interrupted after %s, before %s", span(e.Elapsed), before),
		remedy:   t.continues(e),
	}
}

// continues returns what happens next to a cancellation that was not seen to complete.
func (t Target) continues(e *component.Error) string {
	switch {
	case e.Accepted:
		return fmt.Sprintf("Proton continues the cancellation. %s to continue waiting.", sentence(t.again()))
	case e.Doubt:
		return fmt.Sprintf("If Proton accepted the cancellation, %s continues to wait for it.", t.next())
	case e.Reason != component.CallFailed:
		return fmt.Sprintf("%s to cancel.", sentence(t.again()))
	default:
		return ""
	}
}

// deploymentMessage returns the deployment's own message. The API marks it as sensitive, but it has the reason for the failure.
func deploymentMessage(e *component.Error) string {
	if e.Last == nil || aws.ToString(e.Last.DeploymentStatusMessage) == "" {
		return ""
	}
	return "The deployment's message: " + CleanText(*e.Last.DeploymentStatusMessage)
}
