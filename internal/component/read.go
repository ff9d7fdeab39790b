package component

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

var (
	errNoComponent  = errors.New("the response holds no component")
	errNoDeployment = errors.New("the response does not say which deployment it is about")
)

// Get reads one component. Its error is the API's own, or says that the response held no component.
func Get(ctx context.Context, api Getter, name string, options ...func(*proton.Options)) (*awstypes.Component, error) {
	out, err := api.GetComponent(ctx, &proton.GetComponentInput{Name: &name}, options...)
	if err != nil {
		return nil, err
	}
	if out == nil || out.Component == nil {
		return nil, errNoComponent
	}
	return out.Component, nil
}

// read reads the component, again after transient errors and stale reads.
func (c *cancellation) read(ctx context.Context) (*awstypes.Component, error) {
	for {
		seen, err := Get(ctx, c.api, c.name, c.observeCalls)
		switch {
		case err == nil:
			c.transient = nil
			c.noteContact(nil)
			if c.remember(seen) {
				return seen, nil
			}
		case is[*awstypes.ResourceNotFoundException](err):
			return nil, c.failed(Gone, opGet, err)
		case ctx.Err() != nil:
			return nil, c.ended(ctx, opGet)
		case !isTransient(err), isWrongServer(err) && !c.contacted:
			return nil, c.failed(CallFailed, opGet, errors.Join(err, c.refusal))
		default:
			c.transient = err
			c.noteContact(err)
		}
		if err := c.pause(ctx); err != nil {
			return nil, err
		}
	}
}

// noteContact notes that a call was answered by the API, with err or without an error.
func (c *cancellation) noteContact(err error) {
	if err == nil || errorCode(err) != "" && !isForeign(err) {
		c.contacted = true
	}
}

// remember keeps what a response shows, and reports whether it is of use: a stale one is not.
func (c *cancellation) remember(seen *awstypes.Component) bool {
	id := aws.ToString(seen.LastAttemptedDeploymentId)
	switch c.relate(seen) {
	case older, unclear:
		return false
	case newer:
		c.Newer = &Newer{ID: id, Status: seen.DeploymentStatus}
		if c.exposed && seen.DeploymentStatus != awstypes.DeploymentStatusInProgress {
			c.Newer.Effect = EffectUnknown
		}
		c.remains = awstypes.Component{
			Arn: seen.Arn, Name: seen.Name, EnvironmentName: seen.EnvironmentName, CreatedAt: seen.CreatedAt,
			ServiceName: seen.ServiceName, ServiceInstanceName: seen.ServiceInstanceName,
		}
	case same:
		c.Last = seen
		if id != "" {
			c.exposed = false // the newest cancel can have met no deployment but this one
		}
	}
	return true
}

// pause waits before the next call.
func (c *cancellation) pause(ctx context.Context) error {
	timer := time.NewTimer(c.interval())
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return c.ended(ctx, "")
	}
}

const (
	minInterval = 450 * time.Millisecond // half a second, less what Terraform takes to end
	maxInterval = 5 * time.Second
)

// interval is the pause before the next call: a twelfth of the time that has passed, within bounds, so that the delay
// with which the end is noticed is in proportion to the length. Up to a tenth is taken off at random.
func (c *cancellation) interval() time.Duration {
	d := min(max(time.Since(c.start)/12, minInterval), maxInterval)
	return d - time.Duration(c.random.Int64N(int64(d/10)))
}
