package component

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// target is the deployment to cancel: the one that was in progress when the first cancel was sent.
type target struct {
	id      string    // "" until it is known
	started time.Time // zero if Proton's response has no time
}

func newTarget(seen *awstypes.Component) target {
	return target{id: aws.ToString(seen.LastAttemptedDeploymentId), started: aws.ToTime(seen.LastDeploymentAttemptedAt)}
}

// relation is how a component that was read relates to the target.
type relation int

const (
	same    relation = iota // it shows the target
	older                   // the read is stale: it shows an earlier deployment
	newer                   // a later deployment has replaced the target
	unclear                 // it shows the target or a later deployment: all responses were too slow to decide that
)

// relate compares a component with the target, which it sets if it is not known yet.
func (c *cancellation) relate(seen *awstypes.Component) relation {
	read := newTarget(seen)
	switch {
	case read.id != "" && read.id == c.target.id:
		return same
	case c.clock.isAfterSend(read.started):
		return newer
	case read.id == "":
		return same // nothing indicates another deployment
	case c.target.id == "" && c.clock.mayBeAfterSend(read.started):
		return unclear
	case c.target.id == "":
		c.target = read
		return same
	case !read.started.IsZero() && read.started.Before(c.target.started):
		return older
	default:
		return newer
	}
}

// dateTolerance is for Date headers, which have whole seconds, and for services of more than one machine.
const dateTolerance = 2 * time.Second

// serverClock compares times in Proton's responses with the time at which the first cancel was sent. It gets the service's
// clock from the Date headers of responses, because the local clock may be wrong.
type serverClock struct {
	sent      time.Time     // when the first cancel was sent, by the local clock
	started   bool          // sent is the time of the first attempt, not of the call
	low, high time.Duration // how far the service's clock is ahead of the local one, at least and at most
	known     bool          // whether there was a Date header; without one, the clocks are assumed to agree
}

// now returns the local time, by the clock as it was when the first cancel was sent: somebody can set it in between.
func (s *serverClock) now() time.Time { return s.sent.Add(time.Since(s.sent)) }

// read narrows the bounds by the Date header of a response. A fast response narrows them more.
func (s *serverClock) read(date string, sent, received time.Time) {
	server, err := http.ParseTime(date)
	if err != nil {
		return
	}
	low, high := server.Sub(received), server.Sub(sent)
	if s.known {
		low, high = max(low, s.low), min(high, s.high)
	}
	s.low, s.high, s.known = low, high, true
}

// isAfterSend reports whether t is certainly later than the first cancel.
func (s *serverClock) isAfterSend(t time.Time) bool {
	return t.After(s.sent.Add(s.high + dateTolerance))
}

// mayBeAfterSend reports whether t may be later than the first cancel. After slow responses, the service's clock is uncertain.
func (s *serverClock) mayBeAfterSend(t time.Time) bool {
	return t.After(s.sent.Add(s.low + dateTolerance))
}

// observeCalls records that a call is sent, and the Date headers of its responses.
func (c *cancellation) observeCalls(o *proton.Options) {
	c.sent = false // until the request reaches the transport
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("ObserveCall", c.observeCall), middleware.After)
	})
}

func (c *cancellation) observeCall(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	if !c.clock.started {
		c.clock.sent, c.clock.started = time.Now(), true // resolving credentials may have taken time
	}
	sent := c.clock.now()
	c.sent = true
	// A transport without connections of its own does not call these.
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { c.sent = false },
		GotConn: func(httptrace.GotConnInfo) { c.sent = true },
	})
	out, metadata, err := next.HandleDeserialize(ctx, in)
	if response, ok := out.RawResponse.(*smithyhttp.Response); ok {
		c.clock.read(response.Header.Get("Date"), sent, c.clock.now())
	}
	return out, metadata, err
}
