package emulator

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// defaultEnvironment is the environment of a component for which none is named: the API always returns one.
const defaultEnvironment = "default"

// Component describes a component for [Server.Seed]. Only Name is required; responses leave out what has no default.
type Component struct {
	Name   string
	Region string // by default the server's own
	// Status is by default IN_PROGRESS. IN_PROGRESS, CANCELLING and DELETE_IN_PROGRESS last as long as the server's options
	// say; every other status stays, also one that the API does not have.
	Status types.DeploymentStatus
	// Ends is how cancellations of the component end: CANCELLED by default, FAILED, or SUCCEEDED, if the deployment
	// completes first.
	Ends types.DeploymentStatus

	StatusMessage, Description                    string
	ServiceName, ServiceInstanceName, ServiceSpec string
	LastClientRequestToken                        string

	EnvironmentName           string    // by default "default"
	ID                        string    // the last part of the ARN, by default a new UUID
	DeploymentID              string    // of the last attempted deployment, by default a new UUID
	LastSucceededDeploymentID string    // if the status is SUCCEEDED, by default DeploymentID
	CreatedAt                 time.Time // by default now
	LastModifiedAt            time.Time // by default CreatedAt
	LastDeploymentAttemptedAt time.Time // by default CreatedAt
	LastDeploymentSucceededAt time.Time // if the status is SUCCEEDED, by default LastDeploymentAttemptedAt
}

// The constraints on a seeded component that are not the model's. statusWord is wider than the model's enum: a test may seed
// what a later API returns, and a slip such as "in progress" is still refused.
var (
	statusWord      = text{pattern: regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*$`)}
	cancellationEnd = text{oneOf: []string{"CANCELLED", "FAILED", "SUCCEEDED"}}
	regionName      = text{pattern: regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9]+$`)}
)

// Seed adds a component without an API call. It returns an error if a field does not fit the API's model (a status need
// only have its form: upper-case words) or if the component already exists.
func (s *Server) Seed(c Component) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.begin(c.Region)
	c = c.withDefaults(t.now)
	if broken := c.violations(t.region); len(broken) > 0 {
		return fmt.Errorf("seeding component %q: %s", c.Name, strings.Join(broken, "; "))
	}
	if _, err := t.lookup(c.Name); err == nil {
		return fmt.Errorf("seeding component %q: it already exists in %s", c.Name, t.region)
	}
	r := &record{ends: c.Ends}
	t.enter(r, c.Status, c.StatusMessage, t.now)
	r.Component = c.model(t.region)
	t.components[t.at(c.Name)] = r
	return nil
}

func (c Component) withDefaults(now time.Time) Component {
	c.ID = cmp.Or(c.ID, newUUID())
	c.Status = cmp.Or(c.Status, types.DeploymentStatusInProgress)
	c.Ends = cmp.Or(c.Ends, types.DeploymentStatusCancelled)
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

// model returns the component in the API's own form.
func (c Component) model(region string) types.Component {
	m := types.Component{
		Arn: arn(region, c.ID), Name: &c.Name, EnvironmentName: &c.EnvironmentName, Description: given(c.Description),
		ServiceName: given(c.ServiceName), ServiceInstanceName: given(c.ServiceInstanceName), ServiceSpec: given(c.ServiceSpec),
		DeploymentStatus: c.Status, DeploymentStatusMessage: given(c.StatusMessage),
		LastAttemptedDeploymentId: &c.DeploymentID, LastSucceededDeploymentId: given(c.LastSucceededDeploymentID),
		LastClientRequestToken: given(c.LastClientRequestToken),
		CreatedAt:              &c.CreatedAt, LastModifiedAt: &c.LastModifiedAt, LastDeploymentAttemptedAt: &c.LastDeploymentAttemptedAt,
	}
	if !c.LastDeploymentSucceededAt.IsZero() {
		m.LastDeploymentSucceededAt = &c.LastDeploymentSucceededAt
	}
	return m
}
