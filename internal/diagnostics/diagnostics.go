// Package diagnostics words what a user reads about a failure or an outcome: the errors of the domain and of API calls
// become one diagnostic each.
package diagnostics

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// Target is what a diagnostic is about: it tells where, and which arguments to point at.
type Target struct {
	Component string // its name, "" for a list
	Region    string
	Argument  path.Path // the argument that holds the component's name
	Timeout   string    // the argument that bounds the operation, such as timeouts.create; "" if none does
	Again     string    // how to do it again, such as 'invoke the action again'; "" is 'apply again'
}

func (t Target) again() string { return cmp.Or(t.Again, "apply again") }

// CancelFailed makes the one diagnostic of an error of [component.Cancel].
func CancelFailed(err error, t Target) diag.Diagnostic {
	var failure *component.Error
	if !errors.As(err, &failure) {
		return t.diagnostic(cause{summary: unableToCancel, happened: "The cancellation failed."}, "", err)
	}
	if failure.Reason == component.CallFailed {
		c := t.explain(failure.Operation, failure.Cause)
		if c.summary == "" {
			c.summary = unableToCancel
		}
		return t.diagnostic(c, string(failure.Status()), failure.Cause)
	}
	return t.diagnostic(reason(failure, t), string(failure.Status()), failure.Cause)
}

// CallFailed makes the one diagnostic of an error of an API operation that reads. summary is for the errors that have
// none of their own.
func CallFailed(summary, operation string, err error, t Target) diag.Diagnostic {
	c := t.explain(operation, err)
	if c.summary == "" {
		c.summary = summary
	}
	return t.diagnostic(c, "", err)
}

const unableToCancel = "Unable to cancel component deployment"

// reason is what to say of an error whose reason is not that a call failed.
func reason(e *component.Error, t Target) cause {
	waited := span(e.Waited)
	switch e.Reason {
	case component.NotInProgress:
		return cause{
			summary:  "No component deployment in progress",
			happened: "There is nothing to cancel: the component's last deployment is not in progress.",
			remedy:   "If that is fine here, set ignore_not_in_progress = true, which makes a warning of it.",
		}
	case component.FinishedFirst:
		return cause{
			summary: "Component deployment finished before its cancellation",
			happened: fmt.Sprintf("Proton accepted the cancellation, but the deployment succeeded before it took effect "+
				"(seen after %s). What it deployed is in place.", waited),
			remedy: "Deploy the version that you want instead. If a deployment that finishes first is fine here, set " +
				"ignore_not_in_progress = true.",
		}
	case component.CancellationFailed:
		return cause{
			summary:  "Component deployment cancellation failed",
			happened: fmt.Sprintf("Proton accepted the cancellation, which then failed (seen after %s).%s", waited, said(e)),
			remedy:   "Look at the component's provisioned resources, mend what the message names and deploy or cancel again.",
		}
	case component.Gone:
		return cause{
			summary:  "Component deleted or being deleted",
			happened: fmt.Sprintf("The component is being deleted, or is gone, so its deployment cannot be cancelled (seen after %s).", waited),
			remedy:   "Nothing is left to cancel: take what asks for it out of the configuration.",
		}
	case component.TimedOut:
		return timedOut(e, t, waited)
	default:
		return cause{
			summary: "Component deployment cancellation interrupted",
			happened: fmt.Sprintf("Terraform was interrupted after %s, before the cancellation was seen to settle. "+
				"No deadline had passed.%s", waited, underWay(e)),
			remedy: fmt.Sprintf("What Proton has accepted goes on by itself: %s to join it.", t.again()),
		}
	}
}

func timedOut(e *component.Error, t Target, waited time.Duration) cause {
	c := cause{summary: "Timeout while cancelling component deployment"}
	within := fmt.Sprintf("within %s, which is all the time that %s allows.%s", waited, t.Timeout, underWay(e))
	if e.Accepted {
		c.happened = "The cancellation was not seen to settle " + within
		c.remedy = fmt.Sprintf("It may still settle: %s to join it. To allow more time, raise %s; not to wait, set "+
			"wait_for_completion = false.", t.again(), t.Timeout)
	} else {
		c.happened = "The cancellation was not seen to be accepted " + within
		c.remedy = fmt.Sprintf("Look at the component, and %s. To allow more time, raise %s.", t.again(), t.Timeout)
	}
	return c
}

// span is a time as exact as it interests.
func span(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(100 * time.Millisecond)
}

// said is the deployment's own message. The API calls it sensitive, but it is the reason of the failure.
func said(e *component.Error) string {
	if e.Last == nil || aws.ToString(e.Last.DeploymentStatusMessage) == "" {
		return ""
	}
	return " Its message: " + CleanText(*e.Last.DeploymentStatusMessage)
}

func underWay(e *component.Error) string {
	switch {
	case e.Operation == "":
		return ""
	case !e.Accepted:
		return fmt.Sprintf(" %s had not been answered, so it is not known whether Proton accepted it.", e.Operation)
	default:
		return fmt.Sprintf(" %s had not been answered.", e.Operation)
	}
}

// AddNotice adds the warning of an outcome that is not the plain one.
func AddNotice(diags *diag.Diagnostics, o component.Outcome, t Target) {
	var c cause
	switch o.Notice {
	case component.AlreadyCancelled:
		c = cause{
			summary: "Component deployment already cancelled",
			happened: "No new cancellation was needed: the deployment was found cancelled, perhaps by an earlier request " +
				"of this provider whose answer was lost.",
		}
	case component.NothingToCancel:
		c = cause{
			summary:  "No component deployment in progress",
			happened: "There was nothing to cancel, which is fine here: ignore_not_in_progress = true says so.",
		}
	case component.FinishedBeforeCancelled:
		c = cause{
			summary: "Component deployment finished before its cancellation",
			happened: "Proton accepted the cancellation, but the deployment succeeded before it took effect. That is fine " +
				"here: ignore_not_in_progress = true says so.",
		}
	case component.Superseded:
		c = cause{
			summary: "Newer component deployment started",
			happened: fmt.Sprintf("Deployment %s has started since, which ends the one that was to be cancelled. The newer "+
				"one was left alone; the status is the last that was seen of the older one.", Clean(o.NewerDeployment)),
			remedy: "To cancel the newer one too, " + cmp.Or(t.Again, "change triggers, or invoke the action") + ".",
		}
	case component.NewerCancelled:
		c = cause{
			summary: "Newer component deployment cancelled",
			happened: fmt.Sprintf("Proton refused the first cancel with a conflict. Deployment %s started right before the "+
				"cancel was tried again, so that by all that can be told this one is cancelled instead of the one that was "+
				"meant, which is over. Proton's API cannot be told which deployment to cancel.", Clean(o.NewerDeployment)),
			remedy: "If the newer one was wanted, deploy again.",
		}
	default:
		return
	}
	diags.AddWarning(c.summary, t.detail(c, string(o.Component.DeploymentStatus), nil))
}

func (t Target) diagnostic(c cause, status string, err error) diag.Diagnostic {
	detail := t.detail(c, status, err)
	if c.atArgument && !t.Argument.Equal(path.Empty()) {
		return diag.NewAttributeErrorDiagnostic(t.Argument, c.summary, detail)
	}
	return diag.NewErrorDiagnostic(c.summary, detail)
}

// detail has what happened, to what, what to do, and last the API's own words with the request id.
func (t Target) detail(c cause, status string, err error) string {
	var b strings.Builder
	b.WriteString(c.happened + "\n")
	for _, fact := range []struct{ label, value string }{
		{"Component", t.Component}, {"Region", t.Region}, {"Last status seen", status},
	} {
		if fact.value != "" {
			fmt.Fprintf(&b, "\n%s: %s", fact.label, Clean(fact.value))
		}
	}
	if c.remedy != "" {
		b.WriteString("\n\n" + c.remedy)
	}
	if err != nil {
		b.WriteString("\n\nCause: " + CleanText(err.Error()))
	}
	return b.String()
}

// Clean makes what an endpoint said fit to be shown in a line: no control characters that a terminal would obey, and not
// without end.
func Clean(s string) string { return strings.ReplaceAll(CleanText(s), "\n", " ") }

// CleanText is [Clean] for what may have lines.
func CleanText(s string) string {
	const most = 2000
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		default:
			return -1
		}
	}, s)
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
