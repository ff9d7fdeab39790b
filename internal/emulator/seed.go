package emulator

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// defaultEnvironment is the environment of a component for which none is named: the API always returns one.
const defaultEnvironment = "default"

// Component describes a component for [Server.Seed]. Only Name is required; responses leave out what has no default.
type Component struct {
	Name   string
	Region string // by default the server's own
	// Status is by default IN_PROGRESS. The server's options set how long IN_PROGRESS, CANCELLING and DELETE_IN_PROGRESS
	// last. Every other status stays, even one that the API does not have.
	Status awstypes.DeploymentStatus
	// Ends is how cancellations of the component end: CANCELLED by default, FAILED, or SUCCEEDED, if the deployment
	// completes first.
	Ends awstypes.DeploymentStatus

	StatusMessage, Description                    string
	ServiceName, ServiceInstanceName, ServiceSpec string
	LastClientRequestToken                        string

	EnvironmentName           string    // by default "default"
	ID                        string    // the last part of the ARN, by default a new UUID
	DeploymentID              string    // of the last attempted deployment, by default a new UUID
	LastSucceededDeploymentID string    // if the status is SUCCEEDED, always DeploymentID
	CreatedAt                 time.Time // by default now
	LastModifiedAt            time.Time // by default CreatedAt
	LastDeploymentAttemptedAt time.Time // by default CreatedAt
	LastDeploymentSucceededAt time.Time // if the status is SUCCEEDED, always now
}

// The constraints on a seeded component that are not the model's. statusWord allows more than the model's enum: a test may
// seed a status of a later API. A typo such as "in progress" is still an error.
var (
	statusWord      = text{pattern: regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*$`)}
	cancellationEnd = text{oneOf: []string{"CANCELLED", "FAILED", "SUCCEEDED"}}
	regionName      = text{pattern: regexp.MustCompile(`^[^/,\s]+$`)}
)

// CheckRegion returns an error unless name can be a region: each name that a signature can have is a region of its own, not only
// those of AWS.
func CheckRegion(name string) error {
	if broken := regionName.violations("region", name); len(broken) > 0 {
		return fmt.Errorf("%q: %s", name, broken[0])
	}
	return nil
}

// Seed adds a component without an API call. It returns an error if a field violates the API's model (a status only
// needs its form: upper-case words) or if the component already exists.
func (s *Server) Seed(c Component) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.add(c)
	if err == nil {
		s.seeds = append(s.seeds, c)
	}
	return err
}

// Reset returns the server to its state after [Server.Seed]: the seeded components with new deployments, no other components, no
// journal, no client tokens and no faults.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.components)
	clear(s.tokens)
	clear(s.faults)
	s.journal = nil
	for _, c := range s.seeds {
		_ = s.add(c) // it could be added before
	}
}

func (s *Server) add(c Component) error {
	t := s.begin(c.Region)
	c = c.withDefaults(t.began)
	if broken := c.violations(t.region); len(broken) > 0 {
		return fmt.Errorf("seeding component %q: %s", c.Name, strings.Join(broken, "; "))
	}
	if _, err := t.lookup(c.Name); err == nil {
		return fmt.Errorf("seeding component %q: it already exists in %s", c.Name, t.region)
	}
	r := &record{ends: c.Ends, Component: c.model(t.region)}
	if id := c.LastSucceededDeploymentID; id != "" && id != c.DeploymentID {
		r.DeploymentStatus, r.DeploymentStatusMessage = awstypes.DeploymentStatusSucceeded, nil
		t.record(r, &id, &c.CreatedAt)
		r.follow(cmp.Or(c.LastDeploymentSucceededAt, c.CreatedAt))
	}
	t.record(r, r.LastAttemptedDeploymentId, r.LastDeploymentAttemptedAt)
	t.enter(r, c.Status, c.StatusMessage, t.began)
	t.components[t.at(c.Name)] = r
	return nil
}

func (c Component) withDefaults(now time.Time) Component {
	c.ID = cmp.Or(c.ID, newUUID())
	c.Status = cmp.Or(c.Status, awstypes.DeploymentStatusInProgress)
	c.Ends = cmp.Or(c.Ends, awstypes.DeploymentStatusCancelled)
	c.EnvironmentName = cmp.Or(c.EnvironmentName, defaultEnvironment)
	c.DeploymentID = cmp.Or(c.DeploymentID, newUUID())
	c.CreatedAt = cmp.Or(c.CreatedAt, now)
	c.LastModifiedAt = cmp.Or(c.LastModifiedAt, c.CreatedAt)
	c.LastDeploymentAttemptedAt = cmp.Or(c.LastDeploymentAttemptedAt, c.CreatedAt)
	return c
}

func (c Component) violations(region string) []string {
	broken := slices.Concat(
		resourceName.violations("name", c.Name),
		regionName.violations("region", region),
		statusWord.violations("status", string(c.Status)),
		cancellationEnd.violations("ends", string(c.Ends)),
		description.violations("description", c.Description),
		resourceName.violations("environment", c.EnvironmentName),
		resourceNameOrEmpty.violations("service", c.ServiceName),
		resourceNameOrEmpty.violations("instance", c.ServiceInstanceName),
		text{max: serviceSpec.max}.violations("service spec", c.ServiceSpec),
		resourceName.violations("ID", c.ID),
		deploymentID.violations("deployment ID", c.DeploymentID),
		deploymentID.violations("last succeeded deployment ID", cmp.Or(c.LastSucceededDeploymentID, c.DeploymentID)),
	)
	if (c.ServiceName == "") != (c.ServiceInstanceName == "") {
		broken = append(broken, "service and instance must be given together")
	}
	return broken
}

// model returns the component as the API's type.
func (c Component) model(region string) awstypes.Component {
	return awstypes.Component{
		Arn: arn(region, "component", c.ID), Name: &c.Name, EnvironmentName: &c.EnvironmentName, Description: &c.Description,
		ServiceName: &c.ServiceName, ServiceInstanceName: &c.ServiceInstanceName, ServiceSpec: &c.ServiceSpec,
		DeploymentStatus: c.Status, DeploymentStatusMessage: &c.StatusMessage, LastClientRequestToken: &c.LastClientRequestToken,
		LastAttemptedDeploymentId: &c.DeploymentID, LastSucceededDeploymentId: &c.LastSucceededDeploymentID,
		CreatedAt: &c.CreatedAt, LastModifiedAt: &c.LastModifiedAt,
		LastDeploymentAttemptedAt: &c.LastDeploymentAttemptedAt, LastDeploymentSucceededAt: &c.LastDeploymentSucceededAt,
	}
}

// Region is an AWS region of a [Server]. Its methods change components as other users do, but without the API's validation.
type Region struct {
	server *Server
	name   string
}

// In returns a region of the server.
func (s *Server) In(region string) Region { return Region{s, region} }

// Deploy starts a newer deployment of a component and returns its ID. If one is in progress or being cancelled, that one is
// complete from then on. It returns an error if the component does not exist.
func (r Region) Deploy(name string) (deploymentID string, err error) {
	err = r.change(name, func(t transaction, r *record) {
		t.deploy(r)
		deploymentID = *r.LastAttemptedDeploymentId
	})
	return deploymentID, err
}

// Finish sets the status and the message of a component's current deployment, as [Server.Seed] does. It returns an error if the
// component does not exist or if the status is not one or more upper-case words.
func (r Region) Finish(name string, status awstypes.DeploymentStatus, message string) error {
	if broken := statusWord.violations("status", string(status)); len(broken) > 0 {
		return fmt.Errorf("finishing the deployment of %q: %s", name, strings.Join(broken, "; "))
	}
	return r.change(name, func(t transaction, r *record) { t.enter(r, status, message, t.began) })
}

// Remove removes a component at once. It returns an error if the component does not exist.
func (r Region) Remove(name string) error {
	return r.change(name, func(t transaction, _ *record) { delete(t.components, t.at(name)) })
}

func (r Region) change(name string, do func(transaction, *record)) error {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	t := r.server.begin(r.name)
	found, err := t.lookup(name)
	if err != nil {
		return err
	}
	do(t, found)
	return nil
}
