// Package component cancels the deployment of an AWS Proton component, waits until the cancellation completes and
// reports how it ended. It is the one implementation behind the resource and the action, and does not depend on Terraform.
//
// A machine decides what to do next and how a run ends; it makes no call and reads no clock. [Cancel] makes the calls and
// the pauses that the machine asks for.
package component

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// API is the part of the Proton API that a cancellation calls. *proton.Client implements it.
type API interface {
	CancelComponentDeployment(context.Context, *proton.CancelComponentDeploymentInput, ...func(*proton.Options)) (*proton.CancelComponentDeploymentOutput, error)
	proton.GetComponentAPIClient
	GetDeployment(context.Context, *proton.GetDeploymentInput, ...func(*proton.Options)) (*proton.GetDeploymentOutput, error)
}

// Get reads one component. Its error is the API's own, or that the response is not one of the API.
func Get(ctx context.Context, api proton.GetComponentAPIClient, name string, options ...func(*proton.Options)) (*awstypes.Component, error) {
	out, err := api.GetComponent(ctx, &proton.GetComponentInput{Name: &name}, options...)
	if err != nil {
		return nil, err
	}
	return checkComponent(out.Component, name)
}

// Options are the options of [Cancel].
type Options struct {
	// Wait makes Cancel wait until the cancellation completes. Without it, Cancel returns as soon as Proton accepts.
	Wait bool

	// Observe, if set, is called in the caller's goroutine when the cancellation is known to be accepted, and then
	// whenever the component's status changes, until a newer deployment replaces the target.
	Observe func(Facts)
}

// Cancel cancels the deployment that the named component has in progress. The deadline and the cancellation of ctx
// bound every call, pause and retry. Every error is an *[Error].
//
// The API takes only the component's name, so Cancel itself has to make sure that no other deployment is cancelled. It
// sends a cancel again only right after a read that shows the same deployment still in progress.
func Cancel(ctx context.Context, api API, name string, options Options) (Outcome, error) {
	d := &driver{api: api, observe: options.Observe, start: time.Now(), machine: machine{name: name, wait: options.Wait}}
	d.jitter = newJitter(name, d.start)
	next := step{call: opCancel}
	for next.call != "" {
		next = d.do(ctx, next)
	}
	return next.outcome, next.err
}

// Outcome is the result of a run of [Cancel] without an error.
type Outcome struct {
	Facts

	Notice Notice
}

// Facts are what a run of [Cancel] found out, whether it ended in an [Outcome] or in an [Error].
type Facts struct {
	Known Acceptance

	// StartedLate reports that the deployment which Proton's response named started after the first cancel was sent: before
	// Proton processed that request, or before the SDK sent it again because Proton had not processed it.
	StartedLate bool

	Last       *awstypes.Component // the target as last read; nil if it was never read
	Newer      *Newer              // the deployment that replaced the target; nil if none was seen
	HistoryErr error               // why GetDeployment did not show how a replaced target ended; nil if it did, or was not called
	Elapsed    time.Duration       // since Cancel was called

	superseding *awstypes.Component // the response that showed Newer
}

// Record returns what to store in a state. If the target itself was never read, only the members that do not depend on a
// deployment are set.
func (f Facts) Record() awstypes.Component {
	switch c := f.superseding; {
	case f.Last != nil:
		return *f.Last
	case c == nil:
		return awstypes.Component{}
	default:
		return awstypes.Component{
			Arn: c.Arn, Name: c.Name, EnvironmentName: c.EnvironmentName, CreatedAt: c.CreatedAt,
			ServiceName: c.ServiceName, ServiceInstanceName: c.ServiceInstanceName,
		}
	}
}

// Status returns the last known status of the target, "" if there is none.
func (f Facts) Status() awstypes.DeploymentStatus { return f.Record().DeploymentStatus }

// Doubt reports that Proton may have accepted the cancellation, and that no read has resolved this.
func (f Facts) Doubt() bool { return f.Known == PerhapsAccepted }

// Accepted reports that a cancellation was accepted, ours or one that was found CANCELLING.
func (f Facts) Accepted() bool { return f.Known >= AcceptedUnnamed }

// Acceptance is what Proton is known to have done with a cancellation of the target. The values are ordered: a higher one is
// closer to a cancelled target.
type Acceptance int

// What Proton is known to have done.
const (
	NotAccepted     Acceptance = iota // no request of the run can have been accepted
	PerhapsAccepted                   // doubt: the response to a request was lost, or was not one of the API
	AcceptedUnnamed                   // Proton accepted a request, and its response did not name the target
	Accepted                          // Proton's response named the target, or a read showed it CANCELLING
)

// Newer is a deployment that replaced the target.
type Newer struct {
	ID     string
	Status awstypes.DeploymentStatus
	Effect Effect // of our requests on it
}

// Effect is what the requests of a run did to a [Newer] deployment.
type Effect int

// The effects of requests.
const (
	LeftAlone     Effect = iota // no request reached it
	EffectUnknown               // a request may have reached it: the response to that request did not name the deployment
	Cancelled                   // Proton's response named it as the deployment that is being cancelled
)

// Notice is how an outcome differs from 'the deployment was in progress and is cancelled'.
type Notice int

// The notices of an outcome.
const (
	NoNotice         Notice = iota // it does not differ
	AlreadyCancelled               // the deployment was found CANCELLED
	Superseded                     // [Facts].Newer replaced the target, whose own end is the status of [Facts].Last, if it is final
	CancelledLate                  // the cancelled deployment started after the first cancel was sent: [Facts].StartedLate
)

// checkComponent returns c, or an error of the kind [attempt.Malformed] if c is not the API's response about the named component.
func checkComponent(c *awstypes.Component, name string) (*awstypes.Component, error) {
	switch {
	case c == nil:
		return nil, malformed("the response has no component")
	case c.Name == nil && c.DeploymentStatus == "":
		return nil, malformed("the component in the response has neither a name nor a status")
	case c.Name != nil && *c.Name != name:
		return nil, malformed("the response is about another component")
	default:
		return c, nil
	}
}

// malformed returns the error of a successful response that is not one of the API.
func malformed(text string) error { return attempt.WithKind(errors.New(text), attempt.Malformed) }
