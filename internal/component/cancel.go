package component

import (
	"context"
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// Cancel cancels the deployment that the named component has in progress. The deadline and the cancellation of ctx
// bound every call, pause and retry. Every error is an *[Error].
//
// The API takes only the component's name, so Cancel itself has to make sure that no other deployment is cancelled. It
// sends a cancel again only right after a read that shows the same deployment still in progress.
func Cancel(ctx context.Context, api API, name string, options Options) (Outcome, error) {
	c := newCancellation(api, name, options)
	for first := true; ; first = false {
		accepted, err := c.send(ctx, first)
		if err == nil {
			return c.wait(ctx, accepted)
		}
		reply := c.classify(err)
		switch {
		case ctx.Err() != nil:
			return Outcome{}, c.ended(ctx, opCancel)
		case reply == rejected, reply == unprocessed && (first || !c.Doubt && c.unprocessed == c.maxAttempts):
			return Outcome{}, c.failed(CallFailed, opCancel, err) // only doubt is pursued until the deadline
		}
		if !first {
			if err := c.pause(ctx); err != nil {
				return Outcome{}, err
			}
		}
		outcome, err := c.resolve(ctx)
		if !errors.Is(err, errSendAgain) {
			return outcome, err
		}
	}
}

const (
	opCancel = "CancelComponentDeployment"
	opGet    = "GetComponent"
)

// cancellation is one run of Cancel.
type cancellation struct {
	Facts

	api     API
	name    string
	options Options
	start   time.Time
	random  *rand.Rand // for the jitter of the pauses

	target target
	clock  serverClock

	sent          bool  // the newest attempt got a connection
	maxAttempts   int   // of the client; 0 is no limit
	unprocessed   int   // how many cancels Proton did not process
	contacted     bool  // the API has responded
	success       bool  // a cancel had a successful response without a component
	effectUnknown bool  // the newest cancel may have reached a deployment that is not known
	cancelErr     error // of the newest cancel; nil once one is accepted
	readErr       error // of the newest read; nil once one succeeds

	identity awstypes.Component // without the members of a deployment, once a newer deployment is seen
}

func newCancellation(api API, name string, options Options) *cancellation {
	start := time.Now()
	hash := fnv.New64()
	_, _ = hash.Write([]byte(name)) // never fails
	return &cancellation{
		api: api, name: name, options: options, start: start,
		// The cancellations of one apply start together. Their names make them poll at different times.
		random: rand.New(rand.NewPCG(hash.Sum64(), uint64(start.UnixNano()))), //nolint:gosec // only spreads the load
	}
}

// reply is the kind of error that a CancelComponentDeployment returned.
type reply int

const (
	refused     reply = iota // a read has to show why: the API documents no exception for 'no deployment in progress'
	rejected                 // Proton clearly rejected the request
	unprocessed              // Proton cannot have processed the request
	doubtful                 // Proton may have accepted the cancellation
)

// classify returns the kind of a cancel's error, and records what follows from it.
func (c *cancellation) classify(err error) reply {
	switch {
	case is[*awstypes.ConflictException](err), is[*awstypes.ValidationException](err):
		return refused
	case !c.sent, IsThrottled(err), isUnsent(err):
		c.unprocessed++
		return unprocessed
	case isRejected(err):
		return rejected
	default:
		c.Doubt, c.effectUnknown = true, true
		return doubtful
	}
}

// send sends one cancel. Its error is nil if Proton accepted the cancellation.
func (c *cancellation) send(ctx context.Context, first bool) (*awstypes.Component, error) {
	c.sent = true // observeCalls resets it, if the client calls it
	if first {
		c.clock.sent = time.Now()
	}
	var attemptErr error // of the newest attempt: the deadline can pass between two
	out, err := c.api.CancelComponentDeployment(ctx, &proton.CancelComponentDeploymentInput{ComponentName: &c.name},
		c.observeCalls, func(o *proton.Options) {
			c.maxAttempts = o.Retryer.MaxAttempts()
			retryer, ok := o.Retryer.(aws.RetryerV2)
			if ok {
				o.Retryer = unprocessedOnly{retryer, &c.sent, &attemptErr}
			}
			if !first || !ok {
				o.RetryMaxAttempts = 1 // the SDK would send it again without a read in between
			}
		})
	switch {
	case err != nil && !errors.Is(err, attemptErr):
		err = errors.Join(err, attemptErr)
	case err != nil:
	case out == nil || out.Component == nil:
		err, c.success = errNoComponent, true
	case !c.accept(out.Component, first):
		err = errNoDeployment
	}
	c.noteContact(err)
	if err != nil {
		c.cancelErr = err
		return nil, err
	}
	return out.Component, nil
}

// accept records the component in the response to an accepted cancel, unless the response does not tell which deployment
// is cancelled. The response to the first cancel needs no ID, because there is no other deployment to confuse it with.
func (c *cancellation) accept(accepted *awstypes.Component, first bool) bool {
	switch named := aws.ToString(accepted.LastAttemptedDeploymentId) != ""; {
	case !named && !first:
		return false
	case c.target.id == "":
		c.Last, c.target, c.effectUnknown = accepted, newTarget(accepted), !named
	case !c.remember(accepted):
		return false // it is stale
	case c.Newer != nil:
		c.Newer.Effect = Cancelled
	}
	return true
}
