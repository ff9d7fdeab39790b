package emulator

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// maxHistory is how many deployments of a component are kept, so that a server that runs for days stays small.
const maxHistory = 200

// The members of the inputs.
var (
	getDeploymentMembers = map[string]shape{
		"id":                  required{deploymentID},
		"componentName":       resourceName,
		"environmentName":     resourceName,
		"serviceName":         resourceName,
		"serviceInstanceName": resourceName,
	}
	listDeploymentsMembers = map[string]shape{
		"componentName":       resourceName,
		"environmentName":     resourceName,
		"serviceName":         resourceName,
		"serviceInstanceName": resourceName,
		"maxResults":          integer{1, maxPageSize},
		"nextToken":           nextToken,
	}
)

func checkGetDeployment(in proton.GetDeploymentInput, m *mistakes) {
	checkInstance(in.ServiceName, in.ServiceInstanceName, m)
}

func checkListDeployments(in proton.ListDeploymentsInput, m *mistakes) {
	checkInstance(in.ServiceName, in.ServiceInstanceName, m)
}

// deployment is an element of a component's history.
type deployment struct {
	awstypes.Deployment
	position string // in a list: the newest first
}

type deploymentOutput struct{ Deployment awstypes.Deployment }

type deploymentsOutput struct {
	Deployments []awstypes.Deployment // without the members that a summary does not have
	NextToken   *string
}

// record adds a deployment to the component's history. Its status is set by enter.
func (t transaction) record(r *record, id *string, createdAt *time.Time) {
	t.deployed++
	var before awstypes.DeploymentState
	if n := len(r.history); n > 0 {
		before = r.history[n-1].TargetState
	}
	r.history = append(r.history, deployment{awstypes.Deployment{
		Arn: arn(t.region, "deployment", *id), Id: id, CreatedAt: createdAt, EnvironmentName: r.EnvironmentName,
		ComponentName: r.Name, ServiceName: r.ServiceName, ServiceInstanceName: r.ServiceInstanceName,
		TargetArn: r.Arn, TargetResourceCreatedAt: r.CreatedAt, TargetResourceType: awstypes.DeploymentTargetResourceTypeComponent,
		InitialState: before,
		TargetState: &awstypes.DeploymentStateMemberComponent{Value: awstypes.ComponentState{
			ServiceName: r.ServiceName, ServiceInstanceName: r.ServiceInstanceName, ServiceSpec: r.ServiceSpec, TemplateFile: r.template,
		}},
	}, fmt.Sprintf("%020d%020d", int64(1<<62)-createdAt.UnixMilli(), 1<<62-t.deployed)})
	if len(r.history) > maxHistory {
		r.history = slices.Delete(r.history, 0, len(r.history)-maxHistory)
	}
}

// follow sets the status of the newest deployment to that of its component. The deletion of the component does not change
// how a deployment ended.
func (r *record) follow(at time.Time) {
	d := &r.history[len(r.history)-1]
	deletes := strings.HasPrefix(string(r.DeploymentStatus), "DELETE_")
	if deletes && d.CompletedAt != nil {
		return
	}
	d.DeploymentStatus, d.DeploymentStatusMessage = r.DeploymentStatus, r.DeploymentStatusMessage
	d.LastModifiedAt, d.CompletedAt = &at, nil
	if r.idle() || r.DeploymentStatus == awstypes.DeploymentStatusDeleteComplete {
		d.CompletedAt = &at
	}
}

func (t transaction) getDeployment(in proton.GetDeploymentInput) (deploymentOutput, error) {
	found, err := t.deployments(proton.ListDeploymentsInput{
		ComponentName: in.ComponentName, EnvironmentName: in.EnvironmentName,
		ServiceName: in.ServiceName, ServiceInstanceName: in.ServiceInstanceName,
	})
	if err != nil {
		return deploymentOutput{}, err
	}
	for _, d := range found {
		if *d.Id == *in.Id {
			return deploymentOutput{d}, nil
		}
	}
	return deploymentOutput{}, notFound("no such deployment with the ID %s exists in %s", *in.Id, t.region)
}

func (t transaction) listDeployments(in proton.ListDeploymentsInput) (deploymentsOutput, error) {
	found, err := t.deployments(in)
	if err != nil {
		return deploymentsOutput{}, err
	}
	page, next, err := nextPage(t, "ListDeployments", in, found)
	for i := range page {
		page[i].DeploymentStatusMessage, page[i].InitialState, page[i].TargetState = nil, nil, nil
	}
	return deploymentsOutput{page, next}, err
}

// deployments returns the deployments that the filters select, by their position.
func (t transaction) deployments(in proton.ListDeploymentsInput) (map[string]awstypes.Deployment, error) {
	if in.ComponentName != nil {
		if _, err := t.lookup(*in.ComponentName); err != nil {
			return nil, err
		}
	}
	found := map[string]awstypes.Deployment{}
	for at, r := range t.components {
		if at.region != t.region || at.name != aws.ToString(cmp.Or(in.ComponentName, &at.name)) || !t.advance(r) {
			continue
		}
		for _, d := range r.history {
			if selects(in, d.EnvironmentName, d.ServiceName, d.ServiceInstanceName) {
				d.LastAttemptedDeploymentId, d.LastSucceededDeploymentId = r.LastAttemptedDeploymentId, r.LastSucceededDeploymentId
				found[d.position] = d.Deployment
			}
		}
	}
	return found, nil
}
