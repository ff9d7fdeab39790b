package emulator

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// maxHistory is how many deployments of a component are kept, so that a server that runs for days stays small.
const maxHistory = 200

// The members of the inputs.
var (
	getDeploymentMembers   = with(filterMembers, map[string]shape{"componentName": resourceName, "id": required{deploymentID}})
	listDeploymentsMembers = with(listMembers, map[string]shape{"componentName": resourceName})
)

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
	r.history = r.history[max(0, len(r.history)-maxHistory):]
}

// follow sets the status of the newest deployment to that of its component. The deletion of the component does not change
// how a deployment ended.
func (r *record) follow(at time.Time) {
	d := &r.history[len(r.history)-1]
	if d.CompletedAt != nil && strings.HasPrefix(string(r.DeploymentStatus), "DELETE_") {
		return
	}
	d.DeploymentStatus, d.DeploymentStatusMessage = r.DeploymentStatus, r.DeploymentStatusMessage
	d.LastModifiedAt, d.CompletedAt = &at, nil
	if r.idle() || r.DeploymentStatus == awstypes.DeploymentStatusDeleteComplete {
		d.CompletedAt = &at
	}
}

func (t transaction) getDeployment(in query) (deploymentOutput, error) {
	found, err := t.deployments(in)
	for _, d := range found {
		return deploymentOutput{d}, nil
	}
	return deploymentOutput{}, cmp.Or(err, error(notFound("no such deployment with the ID %s exists in %s", *in.ID, t.region)))
}

func (t transaction) listDeployments(in query) (deploymentsOutput, error) {
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

// deployments returns the deployments that the query selects, by their position.
func (t transaction) deployments(in query) (map[string]awstypes.Deployment, error) {
	if in.ComponentName != nil {
		if _, err := t.lookup(*in.ComponentName); err != nil {
			return nil, err
		}
	}
	found := map[string]awstypes.Deployment{}
	for at, r := range t.components {
		if at.region != t.region || at.name != *cmp.Or(in.ComponentName, &at.name) || !t.advance(r) {
			continue
		}
		for _, d := range r.history {
			if *d.Id == *cmp.Or(in.ID, d.Id) && in.selects(d.EnvironmentName, d.ServiceName, d.ServiceInstanceName) {
				d.LastAttemptedDeploymentId, d.LastSucceededDeploymentId = r.LastAttemptedDeploymentId, r.LastSucceededDeploymentId
				found[d.position] = d.Deployment
			}
		}
	}
	return found, nil
}
