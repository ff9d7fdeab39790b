package component

import (
	"cmp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// target is the deployment to cancel: the one that was in progress when the first cancel was sent. The zero value is one
// that is not known yet.
type target struct {
	id         string    // "" if no response had it
	started    time.Time // zero if no response had it
	atLeast    time.Time // it did not start before: a deployment that started then may be the target
	cancelling bool      // it was seen CANCELLING, so that somebody's cancellation of it was accepted
}

func newTarget(seen *awstypes.Component) target {
	return target{id: aws.ToString(seen.LastAttemptedDeploymentId), started: aws.ToTime(seen.LastDeploymentAttemptedAt)}
}

func (t target) isKnown() bool { return t.id != "" || !t.started.IsZero() }

// isNamed reports whether a response about read names the target: by its ID, or by its start if an ID is missing.
func (t target) isNamed(read target) bool {
	if t.id != "" && read.id != "" {
		return t.id == read.id
	}
	return !t.started.IsZero() && t.started.Equal(read.started)
}

// complete adds what was not known of the target, if read certainly shows it.
func (t target) complete(read target) target {
	if t.isKnown() && !t.isNamed(read) {
		return t
	}
	return target{id: cmp.Or(t.id, read.id), started: cmp.Or(t.started, read.started), cancelling: t.cancelling}
}

// relation is how a component that was read relates to the target.
type relation int

const (
	same    relation = iota // it shows the target, or nothing indicates another deployment
	found                   // it shows the target, which was not known, or was taken from a stale response
	older                   // it is stale: it shows an earlier deployment
	newer                   // a later deployment has replaced the target
	unclear                 // it shows the target or a later deployment: all responses were too slow to decide that
)

// relate compares a deployment with the target.
func (t target) relate(read target, clock serverClock) relation {
	bothTimed := !t.started.IsZero() && !read.started.IsZero()
	switch {
	case t.isNamed(read):
		return same
	case bothTimed && read.started.Before(t.started), !read.started.IsZero() && read.started.Before(t.atLeast):
		return older
	case clock.isAfterSend(read.started):
		return newer
	case !t.isKnown() && clock.isUnclear(read.started):
		return unclear
	case !t.isKnown():
		return found
	case !bothTimed && (t.id == "" || read.id == ""):
		return same
	case clock.isBeforeSend(read.started) && !bothTimed:
		return older
	case clock.isBeforeSend(read.started) && read.id != "":
		return found // of two that started before the request, the later one was in progress
	default:
		return newer
	}
}
