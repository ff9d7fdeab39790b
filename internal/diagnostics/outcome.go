package diagnostics

import (
	"cmp"
	"fmt"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// OutcomeWarning makes the warning of an outcome of [component.Cancel], nil if there is nothing to warn of.
func OutcomeWarning(o component.Outcome, t Target) diag.Diagnostic {
	m := t.notice(o)
	if m.summary == "" {
		return nil
	}
	m.happened = sentences(m.happened, startedLate(o.Facts))
	status := string(o.Component.DeploymentStatus)
	return diag.NewWarningDiagnostic(m.summary, t.detail(m, status, nil))
}

const ignored = "ignore_not_in_progress = true allows that."

func (t Target) notice(o component.Outcome) message {
	switch o.Notice {
	case component.AlreadyCancelled:
		m := message{
			summary:  "Component deployment already cancelled",
			happened: "No new cancellation was needed, because the deployment was already cancelled.",
		}
		if o.Doubt {
			m.happened = "The deployment was found cancelled. " + doubt
		}
		return m
	case component.NothingToCancel:
		if o.Doubt {
			return message{summary: finishedFirst, happened: sentences("The deployment finished.", doubt, "If it did, that was too late.", ignored)}
		}
		m := message{summary: notInProgress, happened: sentences(refusedNothing, ignored)}
		if o.Newer != nil {
			m.happened = sentences(refusedOver, ignored, newerLeftAlone(o.Newer))
			m.remedy = t.cancelNewer()
		}
		return m
	case component.FinishedBeforeCancelled:
		return message{
			summary:  finishedFirst,
			happened: sentences("Proton accepted the cancellation, but the deployment succeeded before the cancellation took effect.", ignored),
		}
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

// superseded says what is known of a newer deployment and of the one that it replaced.
func (t Target) superseded(o component.Outcome) message {
	newer := cmp.Or(Clean(o.Newer.ID), "without an ID")
	switch o.Newer.Effect {
	case component.Cancelled:
		return message{
			summary: newerCancelled,
			happened: sentences(fmt.Sprintf("Deployment %s started right before the cancel request was sent again, so Proton cancels it "+
				"instead of the older deployment. The API cannot be told which deployment to cancel.", newer), fate(o)),
			remedy: deployAgain,
		}
	case component.EffectUnknown:
		return message{
			summary: newerStarted,
			happened: sentences(fmt.Sprintf("Deployment %s started after the cancellation was requested, and %s. It is not known whether "+
				"a cancel request of this provider reached it: the response to that request was lost or does not say.",
				newer, progress(o.Newer.Status)), fate(o)),
			remedy: deployAgain,
		}
	default:
		return message{summary: newerStarted, happened: sentences(newerLeftAlone(o.Newer), fate(o)), remedy: t.cancelNewer()}
	}
}

// newerLeftAlone names a newer deployment that no request reached.
func newerLeftAlone(n *component.Newer) string {
	text := fmt.Sprintf("Deployment %s started afterwards and was left alone.", cmp.Or(Clean(n.ID), "without an ID"))
	if n.Status == awstypes.DeploymentStatusCancelling || n.Status == awstypes.DeploymentStatusCancelled {
		text += fmt.Sprintf(" It %s, but not by this provider.", progress(n.Status))
	}
	return text
}

func progress(s awstypes.DeploymentStatus) string {
	switch s {
	case awstypes.DeploymentStatusCancelling:
		return "is being cancelled"
	case awstypes.DeploymentStatusCancelled:
		return "was cancelled"
	default:
		return "has the status " + Clean(cmp.Or(string(s), "unknown"))
	}
}

// fate says what is known of the deployment that a newer one replaced.
func fate(o component.Outcome) string {
	switch {
	case o.Accepted && o.Newer.Effect == component.EffectUnknown:
		return "The older deployment is over. Whether it was cancelled is not known."
	case o.Accepted:
		return "Proton accepted the cancellation of the older deployment, which is over. Whether it ended as CANCELLED is not known."
	case o.Doubt:
		return "The older deployment is over. Whether it was cancelled is not known. " + doubt
	default:
		return "The older deployment is over. This provider did not cancel it."
	}
}

// startedLate follows whatever is said of a cancellation that met a later deployment than the one that was in progress.
func startedLate(f component.Facts) string {
	if !f.StartedLate {
		return ""
	}
	return "The deployment that Proton cancels started after the first cancel request was sent. The deployment that was in progress " +
		"before is over."
}

func (t Target) cancelNewer() string {
	if t.Action {
		return "To cancel the newer deployment, invoke the action again."
	}
	return "To cancel the newer deployment, change triggers or invoke the action."
}
