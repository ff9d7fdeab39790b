package emulator

import (
	"fmt"
	"slices"
	"strings"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// componentKey identifies a component. Each region has its own components.
type componentKey struct{ region, name string }

// record is a stored component. Its pointers are replaced, and what they point at is never changed: responses share it.
type record struct {
	awstypes.Component
	since    time.Time                 // when the status began
	due      time.Time                 // when the status changes, zero if it does not
	ends     awstypes.DeploymentStatus // how a cancellation ends
	template *string                   // that is deployed
	history  []deployment              // the newest last
}

var endMessages = map[awstypes.DeploymentStatus]string{awstypes.DeploymentStatusFailed: "The cancellation failed."}

// enter sets the status that a component has from at on.
func (s *Server) enter(r *record, status awstypes.DeploymentStatus, message string, at time.Time) {
	r.DeploymentStatus, r.DeploymentStatusMessage, r.since, r.due = status, &message, at, time.Time{}
	if d, temporary := s.durations[status]; temporary {
		r.due = at.Add(d)
	}
	if status == awstypes.DeploymentStatusSucceeded {
		r.LastSucceededDeploymentId, r.LastDeploymentSucceededAt = r.LastAttemptedDeploymentId, &at
	}
	r.follow(at)
}

// advance applies a change of status that is due, and reports whether the component still exists.
func (t transaction) advance(r *record) bool {
	if r.due.IsZero() || t.began.Before(r.due) {
		return true
	}
	if r.DeploymentStatus == awstypes.DeploymentStatusDeleteInProgress {
		delete(t.components, t.at(*r.Name))
		return false
	}
	t.complete(r, r.due)
	return true
}

// complete ends a deployment that is in progress or being cancelled.
func (t transaction) complete(r *record, at time.Time) {
	ends := map[awstypes.DeploymentStatus]awstypes.DeploymentStatus{
		awstypes.DeploymentStatusInProgress: awstypes.DeploymentStatusSucceeded, awstypes.DeploymentStatusCancelling: r.ends,
	}
	if end, temporary := ends[r.DeploymentStatus]; temporary {
		t.enter(r, end, endMessages[end], at)
	}
}

// deploy starts a new deployment. It ends the previous one, because a component has one deployment at a time.
func (t transaction) deploy(r *record) {
	t.complete(r, t.began)
	r.LastAttemptedDeploymentId = new(newUUID())
	r.LastDeploymentAttemptedAt, r.LastModifiedAt = &t.began, &t.began
	t.record(r, r.LastAttemptedDeploymentId, &t.began)
	t.enter(r, awstypes.DeploymentStatusInProgress, "", t.began)
}

func (t transaction) at(name string) componentKey { return componentKey{t.region, name} }

func (t transaction) lookup(name string) (*record, error) {
	r, ok := t.components[t.at(name)]
	if !ok || !t.advance(r) {
		return nil, notFound("no component named %q exists in %s", name, t.region)
	}
	return r, nil
}

// idle reports whether a component can be updated or deleted: not in a status that the API's model does not have.
func (r *record) idle() bool {
	return slices.Contains([]awstypes.DeploymentStatus{
		awstypes.DeploymentStatusSucceeded, awstypes.DeploymentStatusFailed,
		awstypes.DeploymentStatusCancelled, awstypes.DeploymentStatusDeleteFailed,
	}, r.DeploymentStatus)
}

// arn returns the ARN of a component or of a deployment.
func arn(region, resource, id string) *string {
	partition := "aws"
	switch {
	case strings.HasPrefix(region, "cn-"):
		partition = "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		partition = "aws-us-gov"
	}
	return new(fmt.Sprintf("arn:%s:proton:%s:123456789012:%s/%s", partition, region, resource, id))
}
