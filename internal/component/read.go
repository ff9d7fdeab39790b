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
	errNoComponent  = errors.New("the response has no component")
	errNoDeployment = errors.New("the response does not name a deployment")
)

// Get reads one component. Its error is the API's own, or that the response has no component.
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

// read reads the component, and repeats that after a transient error and after a stale response.
func (c *cancellation) read(ctx context.Context) (*awstypes.Component, error) {
	for {
		seen, err := Get(ctx, c.api, c.name, c.observeCalls)
		switch {
		case err == nil:
			c.readErr = nil
			c.noteContact(nil)
			if c.remember(seen) {
				return seen, nil
			}
		case is[*awstypes.ResourceNotFoundException](err):
			return nil, c.failed(Gone, opGet, err)
		case ctx.Err() != nil:
			return nil, c.ended(ctx, opGet)
		case !isTransient(err), IsWrongServer(err) && !c.contacted:
			return nil, c.failed(CallFailed, opGet, errors.Join(err, c.cancelErr))
		default:
			c.readErr = err
			c.noteContact(err)
		}
		if err := c.pause(ctx); err != nil {
			return nil, err
		}
	}
}

// noteContact records that the API itself has responded, if err is nil or an error of the API.
func (c *cancellation) noteContact(err error) {
	if err == nil || errorCode(err) != "" && !isForeign(err) {
		c.contacted = true
	}
}

// remember records what a response shows, and returns false if it is stale or unclear.
func (c *cancellation) remember(seen *awstypes.Component) bool {
	id := aws.ToString(seen.LastAttemptedDeploymentId)
	switch c.relate(seen) {
	case older, unclear:
		return false
	case newer:
		c.Newer = &Newer{ID: id, Status: seen.DeploymentStatus}
		if c.effectUnknown && seen.DeploymentStatus != awstypes.DeploymentStatusInProgress {
			c.Newer.Effect = EffectUnknown
		}
		c.identity = awstypes.Component{
			Arn: seen.Arn, Name: seen.Name, EnvironmentName: seen.EnvironmentName, CreatedAt: seen.CreatedAt,
			ServiceName: seen.ServiceName, ServiceInstanceName: seen.ServiceInstanceName,
		}
	case same:
		c.Last = seen
		if id != "" {
			c.effectUnknown = false // the newest cancel can only have reached this deployment
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
	minInterval = 450 * time.Millisecond // half a second, minus the time that Terraform takes to exit
	maxInterval = 5 * time.Second
)

// interval returns the pause before the next call: a twelfth of the elapsed time, within bounds. The delay
// with which the end is noticed is then proportional to the duration. The jitter subtracts up to a tenth.
func (c *cancellation) interval() time.Duration {
	d := min(max(time.Since(c.start)/12, minInterval), maxInterval)
	return d - time.Duration(c.random.Int64N(int64(d/10)))
}
