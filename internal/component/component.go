// Package component cancels the deployment of an AWS Proton component, waits until the cancellation completes and
// reports how it ended. It is the one implementation behind the resource and the action, and does not depend on Terraform.
package component

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// API is the part of the Proton API that a cancellation calls. *proton.Client implements it.
type API interface {
	CancelComponentDeployment(context.Context, *proton.CancelComponentDeploymentInput, ...func(*proton.Options)) (*proton.CancelComponentDeploymentOutput, error)
	Getter
}

// Getter is the part of the Proton API that reads one component. *proton.Client implements it.
type Getter interface {
	GetComponent(context.Context, *proton.GetComponentInput, ...func(*proton.Options)) (*proton.GetComponentOutput, error)
}

// Options are the options of [Cancel].
type Options struct {
	// Wait makes Cancel wait until the cancellation completes. Without it, Cancel returns as soon as Proton accepts.
	Wait bool

	// IgnoreNotInProgress returns an outcome with a [Notice] instead of an error if no deployment is in progress.
	IgnoreNotInProgress bool

	// Observe, if set, is called in the caller's goroutine when the cancellation is known to be accepted, and then
	// whenever the status changes.
	Observe func(Observation)
}

// Observation is the component as last read, while its deployment is being cancelled.
type Observation struct {
	Component awstypes.Component // its status is "" if Proton's response had none
	Elapsed   time.Duration      // since Cancel was called
}

// Outcome is the result of a run of [Cancel] without an error.
type Outcome struct {
	Facts

	// Component is what to store in a state. If the target itself was never read, only the members that do not depend on
	// a deployment are set.
	Component awstypes.Component
	Notice    Notice
}

// Facts are what a run of [Cancel] found out, whether it ended in an [Outcome] or in an [Error].
type Facts struct {
	// Accepted reports that Proton accepted a cancellation, or that the provider joined one that it found CANCELLING.
	Accepted bool

	// Doubt reports that Proton may have accepted a cancellation: the response to a request was lost, or was not one
	// of the API, and no later read has resolved the doubt.
	Doubt bool

	// StartedLate reports that the deployment which Proton's response named started after the first cancel was sent: before
	// that request was processed, or before the SDK sent it again because Proton had not processed it.
	StartedLate bool

	Last    *awstypes.Component // the target as last read; nil if it was never read
	Newer   *Newer              // the deployment that replaced the target; nil if none was seen
	Elapsed time.Duration       // since Cancel was called
}

// Newer is a deployment that started after the first cancel was sent.
type Newer struct {
	ID     string
	Status awstypes.DeploymentStatus
	Effect Effect // of our requests on it
}

// Effect is what the requests of a run did to a [Newer] deployment.
type Effect int

const (
	// LeftAlone means that no request reached it.
	LeftAlone Effect = iota
	// EffectUnknown means that a request may have reached it, since the response to that request did not name
	// the deployment.
	EffectUnknown
	// Cancelled means that Proton's response named it as the deployment that is being cancelled.
	Cancelled
)

// Notice is how an outcome differs from 'the deployment was in progress and is cancelled'.
type Notice int

const (
	// NoNotice means that it does not differ.
	NoNotice Notice = iota
	// AlreadyCancelled means that the deployment was found CANCELLED.
	AlreadyCancelled
	// NothingToCancel means that no deployment was in progress, or that it finished, and that
	// [Options].IgnoreNotInProgress is set.
	NothingToCancel
	// FinishedBeforeCancelled means that the deployment succeeded before the accepted cancellation took effect, and
	// that [Options].IgnoreNotInProgress is set.
	FinishedBeforeCancelled
	// Superseded means that a newer deployment replaced the target. [Facts].Newer describes it.
	Superseded
	// CancelledLate means that the cancelled deployment started after the first cancel was sent: see [Facts].StartedLate.
	CancelledLate
)
