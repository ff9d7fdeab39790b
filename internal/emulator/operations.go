package emulator

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// operations are the operations that the server supports, by name.
var operations = map[string]operation{
	"CancelComponentDeployment": handle(cancelMembers, checkNothing, transaction.cancel),
	"CreateComponent":           handle(createMembers, checkCreate, transaction.create),
	"DeleteComponent":           handle(nameMembers, checkNothing, transaction.remove),
	"GetComponent":              handle(nameMembers, checkNothing, transaction.get),
	"GetDeployment":             handle(getDeploymentMembers, checkQuery, transaction.getDeployment),
	"ListComponents":            handle(listMembers, checkQuery, transaction.list),
	"ListDeployments":           handle(listDeploymentsMembers, checkQuery, transaction.listDeployments),
	"UpdateComponent":           handle(updateMembers, checkUpdate, transaction.update),
}

// Operations returns the names of the API operations that a [Server] supports, sorted.
func Operations() []string { return slices.Sorted(maps.Keys(operations)) }

// componentOutput is the output of the operations on one component.
type componentOutput struct{ Component awstypes.Component }

func (t transaction) get(in proton.GetComponentInput) (componentOutput, error) {
	r, err := t.lookup(*in.Name)
	if err != nil {
		return componentOutput{}, err
	}
	return componentOutput{r.Component}, nil
}

func (t transaction) cancel(in proton.CancelComponentDeploymentInput) (componentOutput, error) {
	r, err := t.lookup(*in.ComponentName)
	if err != nil {
		return componentOutput{}, err
	}
	if r.DeploymentStatus != awstypes.DeploymentStatusInProgress {
		return componentOutput{}, conflict("component %q has no deployment in progress, its status is %s", *r.Name, r.DeploymentStatus)
	}
	t.enter(r, awstypes.DeploymentStatusCancelling, "", t.began)
	return componentOutput{r.Component}, nil
}

func (t transaction) create(in proton.CreateComponentInput) (componentOutput, error) {
	return t.once("CreateComponent", in.ClientToken, in, func() (*record, error) {
		if _, err := t.lookup(*in.Name); err == nil {
			return nil, conflict("a component named %q already exists", *in.Name)
		}
		r := &record{ends: awstypes.DeploymentStatusCancelled, template: in.TemplateFile, Component: awstypes.Component{
			Arn:                    arn(t.region, "component", newUUID()),
			Name:                   in.Name,
			EnvironmentName:        cmp.Or(in.EnvironmentName, new(defaultEnvironment)),
			ServiceName:            in.ServiceName,
			ServiceInstanceName:    in.ServiceInstanceName,
			ServiceSpec:            in.ServiceSpec,
			Description:            in.Description,
			LastClientRequestToken: in.ClientToken,
			CreatedAt:              &t.began,
		}}
		t.deploy(r)
		t.components[t.at(*in.Name)] = r
		return r, nil
	})
}

func (t transaction) update(in proton.UpdateComponentInput) (componentOutput, error) {
	return t.once("UpdateComponent", in.ClientToken, in, func() (*record, error) {
		r, err := t.lookup(*in.Name)
		if err != nil {
			return nil, err
		}
		if !r.idle() {
			return nil, conflict("component %q cannot be updated while its status is %s", *in.Name, r.DeploymentStatus)
		}
		if err := r.attach(in); err != nil {
			return nil, err
		}
		r.Description = cmp.Or(in.Description, r.Description)
		r.LastClientRequestToken = cmp.Or(in.ClientToken, r.LastClientRequestToken)
		r.LastModifiedAt = &t.began
		r.template = cmp.Or(in.TemplateFile, r.template)
		if in.DeploymentType == awstypes.ComponentDeploymentUpdateTypeCurrentVersion {
			t.deploy(r)
		}
		return r, nil
	})
}

// attach applies an update's service members, or changes nothing. A component must be detached from one service instance
// before it is attached to another.
func (r *record) attach(in proton.UpdateComponentInput) error {
	attaches := aws.ToString(in.ServiceInstanceName) != ""
	detaches := !attaches && (in.ServiceName != nil || in.ServiceInstanceName != nil)
	attached := aws.ToString(r.ServiceInstanceName) != ""
	moves := aws.ToString(in.ServiceName) != aws.ToString(r.ServiceName) || aws.ToString(in.ServiceInstanceName) != aws.ToString(r.ServiceInstanceName)
	switch {
	case attaches && attached && moves:
		return conflict("component %q is attached to a service instance, detach it first", *r.Name)
	case in.ServiceSpec != nil && !attaches && (detaches || !attached):
		return invalid("serviceSpec needs a component that is attached to a service instance")
	case detaches:
		r.ServiceName, r.ServiceInstanceName, r.ServiceSpec = nil, nil, nil
	case attaches:
		r.ServiceName, r.ServiceInstanceName = in.ServiceName, in.ServiceInstanceName
	}
	r.ServiceSpec = cmp.Or(in.ServiceSpec, r.ServiceSpec)
	return nil
}

// remove returns the same response to a repeated delete, because the operation is idempotent in the API's model.
func (t transaction) remove(in proton.DeleteComponentInput) (componentOutput, error) {
	r, err := t.lookup(*in.Name)
	switch {
	case err != nil:
		return componentOutput{}, err
	case r.DeploymentStatus == awstypes.DeploymentStatusDeleteInProgress:
		return componentOutput{r.Component}, nil
	case !r.idle():
		return componentOutput{}, conflict("component %q cannot be deleted while its status is %s", *r.Name, r.DeploymentStatus)
	case aws.ToString(r.ServiceInstanceName) != "":
		return componentOutput{}, conflict("component %q is attached to a service instance, detach it first", *r.Name)
	}
	t.enter(r, awstypes.DeploymentStatusDeleteInProgress, "", t.began)
	return componentOutput{r.Component}, nil
}

// tokenLife is long, so that a late retry of a create does not create a component again that was deleted since.
const tokenLife = 24 * time.Hour

type tokenKey struct{ region, operation, token string }

// firstCall is the first call with a client token.
type firstCall struct {
	payload   [sha256.Size]byte
	component awstypes.Component
	at        time.Time
}

// once applies a change at most once for each client token. The same call again returns the first response, another call
// with the token a conflict. A failed change is not stored, so that its token can be used again.
func (t transaction) once(operation string, token *string, in any, change func() (*record, error)) (componentOutput, error) {
	payload, err := json.Marshal(in)
	if err != nil {
		return componentOutput{}, err
	}
	key, sum := tokenKey{t.region, operation, aws.ToString(token)}, sha256.Sum256(payload)
	maps.DeleteFunc(t.tokens, func(_ tokenKey, first firstCall) bool { return t.began.Sub(first.at) >= tokenLife })
	if first, known := t.tokens[key]; known {
		if first.payload != sum {
			return componentOutput{}, conflict("clientToken was used before, for another %s", operation)
		}
		return componentOutput{first.component}, nil
	}
	r, err := change()
	if err != nil {
		return componentOutput{}, err
	}
	if key.token != "" {
		t.tokens[key] = firstCall{sum, r.Component, t.began}
	}
	return componentOutput{r.Component}, nil
}
