package emulator

import (
	"fmt"
	"slices"
	"strings"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// place is where a component is found: AWS keeps each region's components to itself.
type place struct{ region, name string }

// record is a component in the API's own form, with its course. What it points at is replaced, never changed: responses
// share it.
type record struct {
	awstypes.Component
	due  time.Time                 // when the status gives way to the next one, zero if it stays
	ends awstypes.DeploymentStatus // how a cancellation ends
}

var endMessages = map[awstypes.DeploymentStatus]string{awstypes.DeploymentStatusFailed: "The cancellation failed."}

// enter gives a component the status that it has from at on.
func (s *Server) enter(r *record, status awstypes.DeploymentStatus, message string, at time.Time) {
	r.DeploymentStatus, r.DeploymentStatusMessage, r.due = status, &message, time.Time{}
	if d, passes := s.lasts[status]; passes {
		r.due = at.Add(d)
	}
	if status == awstypes.DeploymentStatusSucceeded {
		r.LastSucceededDeploymentId, r.LastDeploymentSucceededAt = r.LastAttemptedDeploymentId, &at
	}
}

// settle applies the change of status that is due, and reports whether the component still exists.
func (t turn) settle(r *record) bool {
	if r.due.IsZero() || t.now.Before(r.due) {
		return true
	}
	switch r.DeploymentStatus {
	case awstypes.DeploymentStatusInProgress:
		t.enter(r, awstypes.DeploymentStatusSucceeded, "", r.due)
	case awstypes.DeploymentStatusCancelling:
		t.enter(r, r.ends, endMessages[r.ends], r.due)
	case awstypes.DeploymentStatusDeleteInProgress:
		delete(t.components, t.at(*r.Name))
		return false
	}
	return true
}

// deploy starts a new deployment, whatever the status of the one before.
func (t turn) deploy(r *record) {
	r.LastAttemptedDeploymentId = new(newUUID())
	r.LastDeploymentAttemptedAt, r.LastModifiedAt = &t.now, &t.now
	t.enter(r, awstypes.DeploymentStatusInProgress, "", t.now)
}

func (t turn) at(name string) place { return place{t.region, name} }

func (t turn) lookup(name string) (*record, error) {
	r, ok := t.components[t.at(name)]
	if !ok || !t.settle(r) {
		return nil, notFound("no component named %q exists in %s", name, t.region)
	}
	return r, nil
}

// idle reports whether a component can be updated or deleted. In a status that the API's model does not have it cannot.
func (r *record) idle() bool {
	return slices.Contains([]awstypes.DeploymentStatus{
		awstypes.DeploymentStatusSucceeded, awstypes.DeploymentStatusFailed,
		awstypes.DeploymentStatusCancelled, awstypes.DeploymentStatusDeleteFailed,
	}, r.DeploymentStatus)
}

func arn(region, id string) *string {
	var partition strings.Builder
	partition.WriteString("aws")
	for _, special := range []string{"cn", "us-gov"} {
		if strings.HasPrefix(region, special+"-") {
			partition.WriteString("-" + special)
		}
	}
	return new(fmt.Sprintf("arn:%s:proton:%s:123456789012:component/%s", partition.String(), region, id))
}
