package component_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// The trial is the judge of its own message: the world knows the truth.
var _ component.Judge = (*trial)(nil)

// find returns the deployment that a response showed, nil if responses have gaps: two of them can then not be compared.
func (r *trial) find(c awstypes.Component) *deployment {
	if r.network.noID > 0 || r.network.noTime > 0 {
		return nil
	}
	return r.world.find(aws.ToString(c.LastAttemptedDeploymentId))
}

// Accepted implements [component.Judge].
func (r *trial) Accepted(c awstypes.Component) component.Truth {
	if d := r.find(c); d != nil && d.accepted {
		return component.Yes
	} else if d == nil && slices.ContainsFunc(r.world.deployments, func(d *deployment) bool { return d.accepted }) {
		return component.Yes
	}
	return min(r.Any(), component.Perhaps)
}

// Ours implements [component.Judge].
func (r *trial) Ours(n *component.Newer) component.Truth {
	d := r.world.find(n.ID)
	if slices.ContainsFunc(r.world.acceptedOf(r.network), func(a acceptance) bool { return a.deployment == d && !r.network.isUnseen(a) }) {
		return component.Yes
	}
	return component.No
}

// isUnseen reports whether a lost cancel took effect after the last read, or so shortly before it that the read can be older: nothing
// can show that to its run.
func (n *network) isUnseen(a acceptance) bool {
	return a.late && !n.lastRead(time.Now()).Add(-n.lag).After(a.at)
}

// Any implements [component.Judge].
func (r *trial) Any() component.Truth {
	switch {
	case len(r.world.acceptedOf(r.network)) > 0:
		return component.Yes
	case slices.ContainsFunc(r.network.calls, func(c simCall) bool { return c.operation == cancelCall && c.doubtful }):
		return component.Perhaps
	default:
		return component.No
	}
}

// Refused implements [component.Judge].
func (r *trial) Refused() bool {
	return slices.ContainsFunc(r.network.calls, func(c simCall) bool {
		return c.operation == cancelCall && (c.result == "ConflictException" || c.result == "ValidationException")
	})
}

// Was implements [component.Judge].
func (r *trial) Was(c awstypes.Component, s awstypes.DeploymentStatus) bool {
	return r.world.was(r.find(c), s)
}

// Later implements [component.Judge].
func (r *trial) Later(c awstypes.Component) component.Truth {
	switch d := r.find(c); {
	case d == nil, r.network.isVague():
		return component.Perhaps
	case d.started.After(r.network.sent):
		return component.Yes
	default:
		return component.No
	}
}

// Vague implements [component.Judge].
func (r *trial) Vague(n *component.Newer) bool {
	return n.ID == "" || r.network.noID > 0 || r.network.noTime > 0
}

// LastFailed implements [component.Judge].
func (r *trial) LastFailed() bool {
	for _, c := range slices.Backward(r.network.calls) {
		if c.failed {
			return true
		}
		if !c.ended {
			return false
		}
	}
	return len(r.network.calls) == 0
}

// surelyAfterSend reports whether a deployment started so long after the first cancel was sent that the Date headers show
// it. They have whole seconds, the API's machines differ a little, and the time that a request took adds to the uncertainty.
func (n *network) surelyAfterSend(d *deployment, calls []simCall) bool {
	return d.started.After(n.sent.Add(3*time.Second + fastest(calls)))
}

// fastest returns the minimum time between sending a request and its Date header.
func fastest(calls []simCall) time.Duration {
	shortest := time.Hour
	for _, c := range calls {
		switch {
		case !c.dated:
		case c.processed.IsZero():
			shortest = 0
		default:
			shortest = min(shortest, c.processed.Sub(c.at))
		}
	}
	return shortest
}

// lastRead returns when the last read before a time was processed.
func (n *network) lastRead(before time.Time) (at time.Time) {
	for _, c := range n.calls {
		if c.operation == "GetComponent" && !c.processed.IsZero() && !c.processed.After(before) {
			at = c.processed
		}
	}
	return at
}

// outdated returns an error if a cancel was sent long after the read that allows it.
func (n *network) outdated() error {
	var read time.Time
	for i, c := range n.calls {
		switch {
		case c.operation == "GetComponent":
			read = c.until
		case c.operation == cancelCall && !read.IsZero() && c.at.Sub(read) > 2*time.Second:
			return fmt.Errorf("call %d, a cancel, comes %s after the read", i, c.at.Sub(read))
		}
	}
	return nil
}

// isClean reports whether the network injected no fault, and no credentials were slow.
func (n *network) isClean() bool {
	return n.foreign == nil && !n.renews && !slices.ContainsFunc(n.calls, func(c simCall) bool { return c.fault != noFault })
}

// isContacted reports whether the API itself has responded.
func (n *network) isContacted() bool {
	return slices.ContainsFunc(n.calls, func(c simCall) bool {
		return c.delivered && (!c.failed || strings.HasSuffix(c.result, "Exception") && c.fault != corrupted && c.fault != cut)
	})
}
