package diagnostics

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

const (
	cancelOperation = "CancelComponentDeployment"

	unableToCancel = "Unable to cancel component deployment"
	notInProgress  = "No component deployment in progress"
	finishedFirst  = "Component deployment finished before its cancellation"

	// doubt is part of every message about a cancellation that Proton may have accepted.
	doubt = "Proton may have accepted the cancellation, because there was no clear response to a cancel request."

	finishedRemedy   = "Deploy the version that you want. " + ignoreRemedy
	acceptedTooLate  = "Proton accepted the cancellation, but the deployment succeeded before the cancellation took effect."
	acceptedUnnamed  = "Proton accepted a cancellation, but its response did not name the deployment."
	succeededInDoubt = "The deployment succeeded. " + doubt + " If so, the cancellation came too late."
	refusedNothing   = ", and the component has no deployment in progress."
	refusedOver      = ": any deployment that was in progress before had ended."
	ignoreRemedy     = "If this is acceptable, set ignore_not_in_progress = true to get a warning instead."
	ignored          = "This is a warning and not an error, because ignore_not_in_progress = true."
)

// CancelFailed returns the diagnostic for an error of [component.Cancel].
func CancelFailed(e *component.Error, t Target) diag.Diagnostic {
	return t.diagnostic(t.failed(e, false), string(e.Status()), errors.Join(e.Cause, e.CancelErr))
}

// Ignored returns the warning for an error of [component.Cancel] that ignore_not_in_progress makes acceptable.
func Ignored(e *component.Error, t Target) diag.Diagnostic {
	m := t.failed(e, true)
	return diag.NewWarningDiagnostic(m.summary, t.detail(m, string(e.Status()), nil))
}

func (t Target) failed(e *component.Error, isIgnored bool) message {
	m := t.ended(e, isIgnored)
	if e.Newer != nil {
		m.happened = sentences(m.happened, newerDeployment(e.Newer))
	}
	m.happened = sentences(m.happened, startedLate(e.Facts))
	if e.Reason == component.CancellationFailed {
		m.happened = sentences(m.happened, deploymentMessage(e)) // at the end: it is not one of our sentences
	}
	return m
}

func (t Target) ended(e *component.Error, isIgnored bool) message {
	switch e.Reason {
	case component.NotInProgress:
		return t.nothingToCancel(e, isIgnored)
	case component.FinishedFirst:
		m := message{summary: finishedFirst, happened: acceptedTooLate, remedy: finishedRemedy}
		switch {
		case e.Known == component.AcceptedUnnamed && e.Newer != nil:
			m.happened = "The deployment succeeded. " + acceptedUnnamed
		case !e.Accepted():
			m.happened = "The deployment succeeded before it was cancelled."
		}
		if isIgnored {
			m.remedy = ignored
		}
		return m
	case component.CancellationFailed:
		return cancellationFailed(e)
	case component.Gone:
		return gone(e)
	case component.TimedOut:
		return t.timedOut(e)
	case component.Interrupted:
		return t.interrupted(e)
	default:
		return t.callFailed(e)
	}
}

func (t Target) callFailed(e *component.Error) message {
	m := t.explain(e.Operation, e.Cause)
	switch {
	case m.summary != "":
	case attempt.KindOf(e.Cause) == attempt.NotSent:
		m = unreachable
	default:
		m.summary = unableToCancel
	}
	if e.Doubt() {
		m.happened = sentences(m.happened, doubt)
	}
	if continues := t.continues(e); continues != "" && !m.atArgument {
		m.remedy, m.retry = sentences(m.remedy, continues), false
	}
	return m
}

func cancellationFailed(e *component.Error) message {
	m := message{
		summary:  "Component deployment cancellation failed",
		happened: "Proton accepted the cancellation, and the deployment then failed.",
		remedy:   "Check the component's provisioned resources, fix the reported problem, and deploy again.",
	}
	switch {
	case e.Doubt():
		m.happened = "The deployment failed, perhaps because its cancellation failed. " + doubt
		if e.Newer == nil {
			m.happened = sentences(m.happened, read(e.Last))
		}
	case e.Known == component.AcceptedUnnamed && e.Newer != nil:
		m.happened = "The deployment failed. " + acceptedUnnamed
	case !e.Accepted():
		m.happened = "The deployment failed before it was cancelled."
	}
	return m
}

func gone(e *component.Error) message {
	m := message{
		summary:  "Component deleted or being deleted",
		happened: "The component is being deleted or no longer exists.",
		remedy:   "Remove the cancellation of this component's deployment from the configuration.",
	}
	if e.Status() == awstypes.DeploymentStatusDeleteFailed {
		m.summary, m.happened = "Component deletion failed", "A deletion of the component started and failed."
		m.remedy = "Delete the component again, or deploy it again."
	}
	switch {
	case e.Accepted():
		m.happened += " Before that, Proton had accepted the cancellation."
	case e.Doubt():
		m.happened += " " + doubt
	}
	return m
}

func (t Target) timedOut(e *component.Error) message {
	limit := fmt.Sprintf("within %s, the limit set by %s.", span(t.Limit), t.Timeout)
	m := message{summary: "Timeout while cancelling component deployment", happened: "Proton did not accept the cancellation " + limit}
	switch {
	case e.Newer != nil:
		m.happened = sentences("GetDeployment did not show how the older deployment ended "+limit, known(e.Facts))
	case e.Accepted():
		m.happened = "The cancellation did not complete " + limit
	case e.Doubt():
		m.happened = "Proton did not confirm the cancellation " + limit + " " + doubt
	}
	failed, transient := "", message{}
	switch {
	case e.Cause != nil:
		transient = t.explain(e.Operation, e.Cause)
		if !attempt.Is[*CredentialsError](e.Cause) { // without credentials, it was not sent
			failed = "The last request failed."
		}
	case e.CancelErr != nil && e.Doubt() && e.Newer == nil:
		failed, transient = "The last cancel request failed.", t.explain(cancelOperation, e.CancelErr)
	}
	m.happened = sentences(m.happened, failed, transient.happened)
	m.remedy, m.connection = transient.remedy, transient.connection
	m.remedy = sentences(m.remedy, t.continues(e), "To allow more time, raise "+t.Timeout+".")
	if e.Status() == awstypes.DeploymentStatusCancelling && e.Newer == nil { // without waiting, that would be the end
		m.remedy += " To not wait, set wait_for_completion = false."
	}
	return m
}

func (t Target) interrupted(e *component.Error) message {
	before := "Proton accepted the cancellation."
	switch {
	case e.Newer != nil:
		before = sentences("GetDeployment showed how the older deployment ended.", known(e.Facts))
	case e.Accepted():
		before = "the cancellation completed."
	case e.Doubt():
		before = "Proton confirmed the cancellation. " + doubt
	}
	return message{
		summary:  "Component deployment cancellation interrupted",
		happened: fmt.Sprintf("Terraform was interrupted after %s, before %s", span(e.Elapsed), before),
		remedy:   t.continues(e),
	}
}

// known returns what Proton is known to have done with a cancellation of the older deployment.
func known(f component.Facts) string {
	switch {
	case f.Known == component.AcceptedUnnamed:
		return acceptedUnnamed
	case f.Accepted():
		return "Proton accepted its cancellation."
	case f.Doubt():
		return doubt
	default:
		return ""
	}
}

// continues returns what happens next to a cancellation that was not seen to complete.
func (t Target) continues(e *component.Error) string {
	switch {
	case e.Newer != nil:
		return fmt.Sprintf("If the newer deployment is in progress, %s cancels it.", t.next())
	case e.Accepted():
		return fmt.Sprintf("Proton continues the cancellation. %s to continue waiting.", sentence(t.again()))
	case e.Doubt():
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
