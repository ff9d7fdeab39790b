package diagnostics

import (
	"fmt"
	"strings"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// OutcomeWarning returns the warning for an outcome of [component.Cancel], nil if it needs none.
func OutcomeWarning(o component.Outcome, t Target) diag.Diagnostic {
	m := t.notice(o)
	if m.summary == "" {
		return nil
	}
	m.happened = sentences(m.happened, startedLate(o.Facts))
	return diag.NewWarningDiagnostic(m.summary, t.detail(m, string(o.Status()), nil))
}

func (t Target) notice(o component.Outcome) message {
	switch o.Notice {
	case component.AlreadyCancelled:
		m := message{
			summary:  "Component deployment already cancelled",
			happened: "No new cancellation was needed, because the deployment was already cancelled.",
		}
		if o.Doubt() {
			m.happened = "The deployment was found to be cancelled. " + doubt
		}
		return m
	case component.Superseded:
		return t.superseded(o)
	case component.CancelledLate:
		return message{summary: newerCancelled, remedy: deployAgain}
	default:
		return message{}
	}
}

const (
	newerStarted   = "Newer component deployment started"
	newerCancelled = "Newer component deployment cancelled"
	deployAgain    = "If the newer deployment was wanted, deploy again."
)

// superseded returns the message about a newer deployment and the older one that it replaced.
func (t Target) superseded(o component.Outcome) message {
	m := message{summary: newerStarted, happened: sentences(newerDeployment(o.Newer), older(o.Facts)), remedy: deployAgain}
	switch o.Newer.Effect {
	case component.Cancelled:
		m.summary = newerCancelled
	case component.EffectUnknown:
		if s := o.Newer.Status; s == awstypes.DeploymentStatusSucceeded || strings.HasPrefix(string(s), "DELETE_") {
			m.remedy = "" // no request of ours ended it
		}
	case component.LeftAlone:
		m.remedy = cancelNewer(o.Newer, t.cancelAgain())
	}
	return m
}

// newerDeployment returns the sentences about a newer deployment.
func newerDeployment(n *component.Newer) string {
	switch n.Effect {
	case component.Cancelled:
		return deployment(n) + " started right before the cancel request was sent again, so Proton cancels it instead of the " +
			"older deployment. A cancel request names a component, not a deployment."
	case component.EffectUnknown:
		return fmt.Sprintf("%s started after the cancellation was requested, and %s. Whether a cancel request of this provider "+
			"reached it is not known.", deployment(n), progress(n.Status))
	default:
		return newerLeftAlone(n)
	}
}

func deployment(n *component.Newer) string {
	if n.ID == "" {
		return "A deployment without an ID"
	}
	return "Deployment " + Clean(n.ID)
}

// newerLeftAlone returns the sentences about a newer deployment that no request reached.
func newerLeftAlone(n *component.Newer) string {
	text := deployment(n) + " started afterwards and was left alone."
	switch n.Status {
	case awstypes.DeploymentStatusInProgress:
		return text
	case awstypes.DeploymentStatusCancelling, awstypes.DeploymentStatusCancelled:
		return text + " It " + progress(n.Status) + ", but not by this run."
	default:
		return text + " It " + progress(n.Status) + "."
	}
}

func progress(s awstypes.DeploymentStatus) string {
	switch s {
	case awstypes.DeploymentStatusCancelling:
		return "is being cancelled"
	case awstypes.DeploymentStatusCancelled:
		return "was cancelled"
	case "":
		return "has no status"
	default:
		return "has the status " + Clean(string(s))
	}
}

// older returns the sentences about the deployment that a newer one replaced.
func older(f component.Facts) string {
	switch {
	case f.Status() == awstypes.DeploymentStatusCancelled && f.Doubt():
		return "The older deployment was cancelled. " + doubt
	case f.Status() == awstypes.DeploymentStatusCancelled:
		return "The older deployment was cancelled."
	case f.Status() == awstypes.DeploymentStatusSucceeded && !f.Accepted():
		return "The older deployment succeeded."
	case f.Status() == awstypes.DeploymentStatusFailed && !f.Accepted():
		return "The older deployment failed."
	case f.Known == component.AcceptedUnnamed:
		return "The older deployment has ended. " + acceptedUnnamed
	case f.Accepted():
		return sentences("Proton accepted a cancellation of the older deployment. Whether it ended as CANCELLED is not known.", history(f))
	case f.Doubt():
		return sentences("The older deployment has ended. Whether it was cancelled is not known. "+doubt, history(f))
	default:
		return sentences("The older deployment has ended. This run did not cancel it.", history(f))
	}
}

// history returns why it is not known how the older deployment ended.
func history(f component.Facts) string {
	switch {
	case f.HistoryErr == nil:
		return ""
	case attempt.KindOf(f.HistoryErr) == attempt.Denied:
		return "To see how it ended, allow the IAM action proton:GetDeployment."
	default:
		return "GetDeployment did not show how it ended."
	}
}

// startedLate returns what to add if the cancelled deployment started after the first cancel request was sent.
func startedLate(f component.Facts) string {
	if !f.StartedLate {
		return ""
	}
	return "Proton accepted the cancellation of a deployment that started after the first cancel request. Any deployment that " +
		"was in progress before has ended."
}

// cancelNewer returns how to cancel a newer deployment that is in progress.
func cancelNewer(n *component.Newer, how string) string {
	if n.Status != awstypes.DeploymentStatusInProgress {
		return ""
	}
	return "To cancel the newer deployment, " + how + "."
}

// cancelAgain returns how to cancel again after a success.
func (t Target) cancelAgain() string {
	if t.Action {
		return t.again()
	}
	return "change triggers or invoke the action"
}
