package emulator

import (
	"crypto/rand"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// store is what the emulated service knows. The Server's lock guards it.
type store struct {
	deployTime, cancelTime, deleteTime time.Duration

	components map[string]*record
	answers    map[tokenKey]firstAnswer
	pageKey    []byte
}

// record is a component and the moment its status gives way to the next one.
type record struct {
	Component
	due time.Time // zero when the status stays
}

// enter gives a component the status it has from at on, and sets its course.
func (s *store) enter(r *record, status types.DeploymentStatus, message string, at time.Time) {
	r.Status, r.StatusMessage, r.due = status, message, time.Time{}
	switch status {
	case types.DeploymentStatusInProgress:
		r.due = at.Add(s.deployTime)
	case types.DeploymentStatusCancelling:
		r.due = at.Add(s.cancelTime)
	case types.DeploymentStatusDeleteInProgress:
		r.due = at.Add(s.deleteTime)
	case types.DeploymentStatusSucceeded:
		r.LastSucceededDeploymentID = r.DeploymentID
		r.LastDeploymentSucceededAt = at
	}
}

// settle lets everything happen that is due by now.
func (s *store) settle(now time.Time) {
	for name, r := range s.components {
		if r.due.IsZero() || now.Before(r.due) {
			continue
		}
		switch r.Status {
		case types.DeploymentStatusInProgress:
			s.enter(r, types.DeploymentStatusSucceeded, "", r.due)
		case types.DeploymentStatusCancelling:
			s.enter(r, types.DeploymentStatusCancelled, "", r.due)
		case types.DeploymentStatusDeleteInProgress:
			delete(s.components, name)
		}
	}
}

// deploy starts a new deployment, whatever became of the one before.
func (s *store) deploy(r *record, now time.Time) {
	r.DeploymentID = newUUID()
	r.LastDeploymentAttemptedAt = now
	r.LastModifiedAt = now
	s.enter(r, types.DeploymentStatusInProgress, "", now)
}

func (s *store) lookup(name string) (*record, error) {
	r, ok := s.components[name]
	if !ok {
		return nil, notFound("no component is named %q", name)
	}
	return r, nil
}

// idle tells whether nothing is going on with a component, so that it can be
// updated or deleted. A status the API's model does not have never counts.
func (r *record) idle() bool {
	switch r.Status {
	case types.DeploymentStatusSucceeded, types.DeploymentStatusFailed,
		types.DeploymentStatusCancelled, types.DeploymentStatusDeleteFailed:
		return true
	}
	return false
}

func (r *record) attached() bool { return r.ServiceInstanceName != "" }

// newUUID returns a random UUID in the lower-case form the API's model asks for.
func newUUID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
