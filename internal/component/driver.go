package component

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// driver makes the calls and pauses of one run of [Cancel].
type driver struct {
	machine  machine
	api      API
	start    time.Time
	jitter   *rand.Rand
	readAt   time.Time // when the newest read ended
	observe  func(Facts)
	observed bool // an observation was made
	status   awstypes.DeploymentStatus
}

// do does what a step says, and returns the next one.
func (d *driver) do(ctx context.Context, s step) step {
	m, before := &d.machine, d.machine
	if s.paused {
		if err := pause(ctx, d.elapsed(), d.jitter); err != nil {
			m.Elapsed = d.elapsed()
			return m.interrupt(err)
		}
	}
	next, err := d.call(ctx, s.call)
	switch {
	case err == nil || ctx.Err() == nil:
		d.report()
		return next
	case s.call != opCancel:
		*m, m.Elapsed = before, d.elapsed() // a read that ctx ended shows nothing; a cancel may be processed
	}
	return m.interrupt(ctx.Err())
}

// call makes a call and hands the response to the machine. It returns the error of the call, too.
func (d *driver) call(ctx context.Context, call string) (step, error) {
	m := &d.machine
	o := &attempt.Observer{Now: d.now, Latest: d.latest, Resend: call == opCancel && m.sends == 0}
	switch call {
	case opCancel:
		if m.sends > 0 {
			o.Expires = d.readAt.Add(maxReadAge)
		}
		seen, err := d.cancel(ctx, o)
		err = d.finish(o, err)
		return m.afterCancel(seen, err), err
	case opGet:
		seen, err := d.get(ctx, o)
		err, d.readAt = d.finish(o, err), d.latest()
		return m.afterRead(seen, err), err
	default:
		seen, err := d.history(ctx, o)
		err = d.finish(o, err)
		return m.afterHistory(seen, err), err
	}
}

// finish hands to the machine what a call showed beside its response, and returns the error of the call.
func (d *driver) finish(o *attempt.Observer, err error) error {
	m := &d.machine
	err, m.Elapsed = o.Result(err), d.elapsed()
	m.maxAttempts, m.contacted = o.MaxAttempts, m.contacted || o.Contacted
	m.clock.observe(o)
	return err
}

func (d *driver) cancel(ctx context.Context, o *attempt.Observer) (*awstypes.Component, error) {
	name := d.machine.name
	out, err := d.api.CancelComponentDeployment(ctx, &proton.CancelComponentDeploymentInput{ComponentName: &name}, o.Options)
	if err != nil {
		return nil, err
	}
	return checkComponent(out.Component, name)
}

func (d *driver) get(ctx context.Context, o *attempt.Observer) (*awstypes.Component, error) {
	if m := &d.machine; !m.contacted {
		limited, stop := context.WithTimeout(ctx, m.since+patience-d.elapsed())
		defer stop()
		ctx = limited
	}
	return Get(ctx, d.api, d.machine.name, o.Options)
}

func (d *driver) history(ctx context.Context, o *attempt.Observer) (*awstypes.Deployment, error) {
	m := &d.machine
	out, err := d.api.GetDeployment(ctx, &proton.GetDeploymentInput{Id: &m.target.id, ComponentName: &m.name}, o.Options)
	switch {
	case err != nil:
		return nil, err
	case out.Deployment == nil || aws.ToString(out.Deployment.Id) != m.target.id:
		return nil, malformed("the response is not about the deployment")
	case out.Deployment.DeploymentStatus == "":
		return nil, malformed("the deployment in the response has no status")
	default:
		return out.Deployment, nil
	}
}

// report calls the observer if a cancellation is accepted and the status is another one than before.
func (d *driver) report() {
	m := &d.machine
	if d.observe == nil || !m.isAccepted() || m.Newer != nil || d.observed && d.status == m.Status() {
		return
	}
	d.observed, d.status = true, m.Status()
	d.observe(m.facts())
}

func (d *driver) elapsed() time.Duration { return time.Since(d.start) }

// now returns the local time, by the clock as it was at the start: somebody can set it in between.
func (d *driver) now() time.Time { return d.start.Add(d.elapsed()) }

// latest is now, or the time to which the clock was set in between. While a machine is suspended, its monotonic clock stands still.
func (d *driver) latest() time.Time {
	return d.start.Add(max(d.elapsed(), time.Now().Round(0).Sub(d.start.Round(0))))
}
