package diagnostics

import (
	"fmt"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// OutcomeWarning returns the warning for an outcome of [component.Cancel], nil if it needs none.
func OutcomeWarning(o component.Outcome, t Target) diag.Diagnostic {
	m := t.notice(o)
	if m.summary == "" {
		return nil
	}
	m.happened = sentences(m.happened, startedLate(o.Facts))
	status := string(o.Component.DeploymentStatus)
	return diag.NewWarningDiagnostic(m.summary, t.detail(m, status, nil))
}

const ignored = "This is a warning and not an error, because ignore_not_in_progress = true."

func (t Target) notice(o component.Outcome) message {
	switch o.Notice {
	case component.AlreadyCancelled:
		m := message{
			summary:  "Component deployment already cancelled",
			happened: "No new cancellation was needed, because the deployment was already cancelled.",
		}
		if o.Doubt {
			m.happened = "The deployment was found to be cancelled. " + doubt
		}
		return m
	case component.NothingToCancel:
		return nothingToCancel(o.Facts, ignored, t.cancelAgain())
	case component.FinishedBeforeCancelled:
		return message{summary: finishedFirst, happened: acceptedTooLate, remedy: ignored}
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
	newer := deployment(o.Newer)
	switch o.Newer.Effect {
	case component.Cancelled:
		return message{
			summary: newerCancelled,
			happened: sentences(fmt.Sprintf("%s started right before the cancel request was sent again, so Proton cancels it "+
				"instead of the older deployment. A cancel request names a component, not a deployment.", newer), older(o)),
			remedy: deployAgain,
		}
	case component.EffectUnknown:
		return message{
			summary: newerStarted,
			happened: sentences(fmt.Sprintf("%s started after the cancellation was requested, and %s. Whether a cancel request of "+
				"this provider reached it is not known.", newer, progress(o.Newer.Status)), older(o)),
			remedy: deployAgain,
		}
	default:
		return message{
			summary:  newerStarted,
			happened: sentences(newerLeftAlone(o.Newer), older(o)),
			remedy:   cancelNewer(o.Newer, t.cancelAgain()),
		}
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
		return text + " It " + progress(n.Status) + ", but not by this provider."
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
func older(o component.Outcome) string {
	switch {
	case o.Accepted && o.Newer.Effect == component.EffectUnknown:
		return "The older deployment has ended. Proton accepted a cancellation, but its response did not name the deployment."
	case o.Accepted:
		return "Proton accepted the cancellation of the older deployment, which has ended. Whether it ended as CANCELLED is not known."
	case o.Doubt:
		return "The older deployment has ended. Whether it was cancelled is not known. " + doubt
	default:
		return "The older deployment has ended. This provider did not cancel it."
	}
}

// startedLate returns what to add if the cancelled deployment started after the first cancel request was sent.
func startedLate(f component.Facts) string {
	if !f.StartedLate {
		return ""
	}
	return "The deployment whose cancellation Proton accepted started after the first cancel request was sent. The " +
		"deployment that was in progress at that time has ended."
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
