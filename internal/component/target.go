package component

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// target is the deployment that a run is for: the one that was in progress when the first cancel was sent.
type target struct {
	id      string    // "" until it is known
	started time.Time // zero if Proton did not say
	named   bool      // by the response to a cancel, not only by a read
}

// relation says how a component that was read relates to the target.
type relation int

const (
	same  relation = iota // it shows the target
	older                 // the read is stale: it shows an earlier deployment
	newer                 // a later deployment has replaced the target
)

// relate compares what was read with the target, which it sets if none is known yet.
func (c *cancellation) relate(seen *awstypes.Component) relation {
	id, started := aws.ToString(seen.LastAttemptedDeploymentId), aws.ToTime(seen.LastDeploymentAttemptedAt)
	switch {
	case id != "" && id == c.target.id:
		return same
	case c.clock.isAfterSend(started):
		return newer
	case id == "":
		return same // nothing says that it is another one
	case c.target.id == "":
		c.target = target{id: id, started: started}
		return same
	case started.IsZero() || c.target.started.IsZero():
		return newer
	case started.Before(c.target.started):
		return older
	case !c.target.named && c.clock.isBeforeSend(started):
		// It was in progress when the cancel was sent, so the read that the target was taken from was stale.
		c.target = target{id: id, started: started}
		return same
	default:
		return newer
	}
}

// dateTolerance covers that a Date header has whole seconds, and that a service is more than one machine.
const dateTolerance = 2 * time.Second

// serverClock compares times that Proton gives with the moment at which the first cancel was sent. It reads the
// service's clock from the Date headers of responses, since the local clock may be wrong.
type serverClock struct {
	sent      time.Time     // when the first cancel was sent, by the local clock
	low, high time.Duration // how far the service's clock is ahead of the local one, at least and at most
	started   bool          // sent is the time of the first attempt, not of the call
	known     bool          // without a Date header, the clocks are taken to agree
}

// read takes over the Date header of a response.
func (s *serverClock) read(date string, sent, received time.Time) {
	server, err := http.ParseTime(date)
	if err != nil {
		return
	}
	low, high := server.Sub(received), server.Sub(sent)
	if !s.known || low > s.low {
		s.low = low
	}
	if !s.known || high < s.high {
		s.high = high
	}
	s.known = true
}

// isAfterSend reports whether t, by the service's clock, is surely later than the first cancel.
func (s *serverClock) isAfterSend(t time.Time) bool {
	return !t.IsZero() && t.After(s.sent.Add(s.high+dateTolerance))
}

// isBeforeSend reports whether t, by the service's clock, is surely earlier than the first cancel.
func (s *serverClock) isBeforeSend(t time.Time) bool {
	return !t.IsZero() && t.Before(s.sent.Add(s.low-dateTolerance))
}

// observeCalls makes a call report when it is sent, and the Date headers of its responses.
func (c *cancellation) observeCalls(o *proton.Options) {
	c.sent = false // until the request reaches the transport
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("ObserveCall", c.observeCall), middleware.After)
	})
}

func (c *cancellation) observeCall(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	sent := time.Now()
	c.sent = true
	if !c.clock.started {
		c.clock.sent, c.clock.started = sent, true // credentials may have taken a while
	}
	out, metadata, err := next.HandleDeserialize(ctx, in)
	if response, ok := out.RawResponse.(*smithyhttp.Response); ok && response != nil && response.Response != nil {
		c.clock.read(response.Header.Get("Date"), sent, time.Now())
	}
	return out, metadata, err
}
