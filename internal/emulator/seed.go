package emulator

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// defaultEnvironment is where a component lives whose environment nobody
// named: the API always answers one, and services are not emulated.
const defaultEnvironment = "default"

// Component is what the server knows of a component, and what [Server.Seed]
// puts in. Only Name is required; each other field says what its zero value
// stands for. Absent means that the API's answers leave the member out.
type Component struct {
	// Name is the component's name, in the form the API's model asks for.
	Name string
	// ID is the last part of the component's ARN; by default a fresh UUID.
	ID string
	// Status is the deployment status, IN_PROGRESS by default. IN_PROGRESS,
	// CANCELLING and DELETE_IN_PROGRESS take their course from the moment of
	// seeding; every other status stays, one unknown to the API included.
	Status types.DeploymentStatus
	// StatusMessage, Description, ServiceName, ServiceInstanceName,
	// ServiceSpec and LastClientRequestToken are absent by default.
	StatusMessage, Description                    string
	ServiceName, ServiceInstanceName, ServiceSpec string
	LastClientRequestToken                        string
	// EnvironmentName is "default" by default.
	EnvironmentName string
	// DeploymentID is the last attempted deployment's, by default a fresh UUID.
	DeploymentID string
	// LastSucceededDeploymentID is by default DeploymentID for a component
	// that is SUCCEEDED, and absent for any other.
	LastSucceededDeploymentID string
	// CreatedAt is the present moment by default; LastModifiedAt and
	// LastDeploymentAttemptedAt are CreatedAt by default.
	CreatedAt, LastModifiedAt, LastDeploymentAttemptedAt time.Time
	// LastDeploymentSucceededAt is by default LastDeploymentAttemptedAt for a
	// component that is SUCCEEDED, and absent for any other.
	LastDeploymentSucceededAt time.Time
}

// Seed puts a component in, with no call in the journal. It returns an error
// when a field does not fit the API's model (a status need only look like one:
// upper-case words) or when there is a component of that name already.
func (s *Server) Seed(c Component) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.begin("")
	c = c.withDefaults(t.now)
	if broken := c.violations(); len(broken) > 0 {
		return fmt.Errorf("seeding component %q: %s", c.Name, strings.Join(broken, "; "))
	}
	if _, ok := t.components[c.Name]; ok {
		return fmt.Errorf("seeding component %q: it exists already", c.Name)
	}
	r := &record{Component: c}
	t.enter(r, c.Status, c.StatusMessage, t.now)
	r.LastSucceededDeploymentID = c.LastSucceededDeploymentID
	r.LastDeploymentSucceededAt = c.LastDeploymentSucceededAt
	t.components[c.Name] = r
	return nil
}

func (c Component) withDefaults(now time.Time) Component {
	c.ID = cmp.Or(c.ID, newUUID())
	c.Status = cmp.Or(c.Status, types.DeploymentStatusInProgress)
	c.EnvironmentName = cmp.Or(c.EnvironmentName, defaultEnvironment)
	c.DeploymentID = cmp.Or(c.DeploymentID, newUUID())
	c.CreatedAt = cmp.Or(c.CreatedAt, now)
	c.LastModifiedAt = cmp.Or(c.LastModifiedAt, c.CreatedAt)
	c.LastDeploymentAttemptedAt = cmp.Or(c.LastDeploymentAttemptedAt, c.CreatedAt)
	if c.Status == types.DeploymentStatusSucceeded {
		c.LastSucceededDeploymentID = cmp.Or(c.LastSucceededDeploymentID, c.DeploymentID)
		c.LastDeploymentSucceededAt = cmp.Or(c.LastDeploymentSucceededAt, c.LastDeploymentAttemptedAt)
	}
	return c
}

func (c Component) violations() []string {
	var broken []string
	for _, f := range []struct {
		field, value string
		shape        text
	}{
		{"Name", c.Name, resourceName},
		{"ID", c.ID, resourceName},
		{"Status", string(c.Status), statusWord},
		{"Description", c.Description, description},
		{"EnvironmentName", c.EnvironmentName, resourceName},
		{"ServiceName", c.ServiceName, resourceNameOrEmpty},
		{"ServiceInstanceName", c.ServiceInstanceName, resourceNameOrEmpty},
		{"ServiceSpec", c.ServiceSpec, text{max: serviceSpec.max}},
		{"DeploymentID", c.DeploymentID, deploymentID},
		{"LastSucceededDeploymentID", cmp.Or(c.LastSucceededDeploymentID, c.DeploymentID), deploymentID},
	} {
		broken = append(broken, f.shape.violations(f.field, f.value)...)
	}
	return broken
}

// Deploy starts a newer deployment of a component, as somebody else's update
// would, even while one is in progress or being cancelled. It returns the new
// deployment's id, or an error when there is no such component.
func (s *Server) Deploy(name string) (deploymentID string, err error) {
	err = s.steer(name, func(t turn, r *record) error {
		t.deploy(r, t.now)
		deploymentID = r.DeploymentID
		return nil
	})
	return deploymentID, err
}

// Finish gives a component's current deployment the status and the message it
// has from now on. SUCCEEDED is noted as the last success; a status that does
// not last, such as DELETE_IN_PROGRESS, takes its course. It returns an error
// when there is no such component or when status does not look like one.
func (s *Server) Finish(name string, status types.DeploymentStatus, message string) error {
	return s.steer(name, func(t turn, r *record) error {
		if broken := statusWord.violations("status", string(status)); len(broken) > 0 {
			return fmt.Errorf("finishing the deployment of %q: %s", name, strings.Join(broken, "; "))
		}
		t.enter(r, status, message, t.now)
		return nil
	})
}

// Remove makes a component be gone at once. It returns an error when there is
// no such component.
func (s *Server) Remove(name string) error {
	return s.steer(name, func(t turn, _ *record) error {
		delete(t.components, name)
		return nil
	})
}

func (s *Server) steer(name string, do func(turn, *record) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.begin("")
	r, err := t.lookup(name)
	if err != nil {
		return err
	}
	return do(t, r)
}
