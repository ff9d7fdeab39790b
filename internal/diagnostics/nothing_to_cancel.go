package diagnostics

import (
	"fmt"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

func (t Target) nothingToCancel(e *component.Error, isIgnored bool) message {
	m := message{summary: notInProgress, happened: sentences(refused(e)+refusedNothing, read(e.Last)), remedy: ignoreRemedy}
	again := t.again()
	if isIgnored {
		m.remedy, again = ignored, t.cancelAgain()
	}
	switch {
	case e.Doubt() && e.Newer != nil:
		m.summary, m.happened = finishedFirst, succeededInDoubt
	case e.Doubt():
		m.summary, m.happened = finishedFirst, sentences(succeededInDoubt, read(e.Last))
	case e.Newer != nil && e.Last != nil:
		m.happened = fmt.Sprintf("%s, and the deployment has reached the status %s.", refused(e), Clean(string(e.Status())))
	case e.Newer != nil:
		m.happened = refused(e) + refusedOver
	}
	if e.Newer != nil && !e.Doubt() {
		m.remedy = sentences(m.remedy, cancelNewer(e.Newer, again))
	}
	return m
}

// refused returns that Proton refused the cancellation, or never received the newest request.
func refused(e *component.Error) string {
	switch attempt.KindOf(e.CancelErr) {
	case attempt.NotSent, attempt.Throttled, attempt.Skewed, attempt.Redirected:
		return "Proton did not process the newest cancel request"
	default:
		return "Proton refused the cancellation"
	}
}

// read returns which deployment was read and since when it has its status: a response can be out of date.
func read(c *awstypes.Component) string {
	if c == nil || c.LastAttemptedDeploymentId == nil {
		return ""
	}
	text := "The newest deployment is " + Clean(*c.LastAttemptedDeploymentId)
	if c.LastDeploymentAttemptedAt != nil {
		text += ", started at " + instant(*c.LastDeploymentAttemptedAt)
	}
	if c.DeploymentStatus == awstypes.DeploymentStatusSucceeded && c.LastDeploymentSucceededAt != nil {
		text += ", succeeded at " + instant(*c.LastDeploymentSucceededAt)
	}
	return text + "."
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }
