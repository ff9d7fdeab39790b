// Package component cancels the deployment of an AWS Proton component, waits for the cancellation to settle and
// says what became of it. It is the one implementation behind the resource and the action, and knows nothing of
// Terraform.
package component

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/aws/aws-sdk-go-v2/service/proton/types"
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

// Options are the choices that a caller of [Cancel] has.
type Options struct {
	// Wait asks to wait until the cancellation has settled. Without it Cancel returns as soon as it is accepted.
	Wait bool

	// IgnoreNotInProgress makes an outcome with a [Notice], instead of an error, of finding nothing to cancel.
	IgnoreNotInProgress bool

	// Observe, if set, is called in the caller's goroutine when the cancellation is accepted, which may tell nothing of
	// the component, and then whenever the status changes.
	Observe func(Observation)
}

// Observation is one look at a component whose deployment is being cancelled.
type Observation struct {
	Component types.Component
	Elapsed   time.Duration // since Cancel was called
}

// Outcome is how a cancellation ended well.
type Outcome struct {
	Component types.Component // the last that was seen of the deployment
	Notice    Notice          // what the user should know about the way it ended
	Elapsed   time.Duration   // since Cancel was called

	// NewerDeployment is the id of the deployment that took over. It is set with [Superseded] and [NewerCancelled].
	NewerDeployment string
}

// Notice says in which way an outcome differs from 'the deployment was in progress and we cancelled it'.
type Notice int

const (
	// NoNotice means that it does not differ.
	NoNotice Notice = iota
	// AlreadyCancelled means that the deployment was found cancelled, perhaps by a request of ours whose answer was lost.
	AlreadyCancelled
	// NothingToCancel means that no deployment was in progress, and that Options said to ignore it.
	NothingToCancel
	// FinishedBeforeCancelled means that the deployment succeeded before the accepted cancellation took effect, and
	// that Options said to ignore it.
	FinishedBeforeCancelled
	// Superseded means that a newer deployment has started, which was left alone.
	Superseded
	// NewerCancelled means that a newer deployment started between the last look and the cancel that was tried again,
	// which therefore met the newer one, by all that can be told. Proton's API cannot be told which one to cancel.
	NewerCancelled
)

// settled are the statuses from which a deployment does not move by itself.
func settled(s types.DeploymentStatus) bool {
	switch s {
	case types.DeploymentStatusCancelled, types.DeploymentStatusSucceeded, types.DeploymentStatusFailed:
		return true
	default:
		return leaving(s)
	}
}

// cancelled are the statuses that a cancellation leads to.
func cancelled(s types.DeploymentStatus) bool {
	return s == types.DeploymentStatusCancelling || s == types.DeploymentStatusCancelled
}

// leaving are the statuses of a component that is being deleted, or was.
func leaving(s types.DeploymentStatus) bool {
	switch s {
	case types.DeploymentStatusDeleteInProgress, types.DeploymentStatusDeleteFailed, types.DeploymentStatusDeleteComplete:
		return true
	default:
		return false
	}
}
