package emulator

import (
	"cmp"

	"github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// operations returns what the server answers, by the API's own names.
func operations() map[string]operation {
	return map[string]operation{
		"CancelComponentDeployment": handle(readName("componentName"), turn.cancel),
		"CreateComponent":           handle(readCreate, turn.create),
		"DeleteComponent":           handle(readName("name"), turn.remove),
		"GetComponent":              handle(readName("name"), turn.get),
		"ListComponents":            handle(readList, turn.list),
		"UpdateComponent":           handle(readUpdate, turn.update),
	}
}

func (t turn) get(name string) (componentOutput, error) {
	r, err := t.lookup(name)
	if err != nil {
		return componentOutput{}, err
	}
	return t.answer(r.Component), nil
}

func (t turn) cancel(name string) (componentOutput, error) {
	r, err := t.lookup(name)
	if err != nil {
		return componentOutput{}, err
	}
	if r.Status != types.DeploymentStatusInProgress {
		return componentOutput{}, conflict("component %q has no deployment in progress, its status is %s", name, r.Status)
	}
	t.enter(r, types.DeploymentStatusCancelling, "", t.now)
	return t.answer(r.Component), nil
}

func (t turn) create(in createInput) (componentOutput, error) {
	return t.once("CreateComponent", deref(in.Token), in, func() (*record, error) {
		if _, exists := t.components[in.Name]; exists {
			return nil, conflict("a component named %q exists already", in.Name)
		}
		r := &record{Component: Component{
			Name:                   in.Name,
			ID:                     newUUID(),
			EnvironmentName:        cmp.Or(deref(in.Environment), defaultEnvironment),
			ServiceName:            deref(in.Service),
			ServiceInstanceName:    deref(in.Instance),
			ServiceSpec:            deref(in.Spec),
			Description:            deref(in.Describe),
			LastClientRequestToken: deref(in.Token),
			CreatedAt:              t.now,
		}}
		t.deploy(r, t.now)
		t.components[in.Name] = r
		return r, nil
	})
}

func (t turn) update(in updateInput) (componentOutput, error) {
	return t.once("UpdateComponent", deref(in.Token), in, func() (*record, error) {
		r, err := t.lookup(in.Name)
		if err != nil {
			return nil, err
		}
		if !r.idle() {
			return nil, conflict("component %q cannot be updated while its status is %s", in.Name, r.Status)
		}
		if err := r.attach(in); err != nil {
			return nil, err
		}
		if in.Describe != nil {
			r.Description = *in.Describe
		}
		r.LastClientRequestToken = cmp.Or(deref(in.Token), r.LastClientRequestToken)
		r.LastModifiedAt = t.now
		if in.DeploymentType == deployCurrentVersion {
			t.deploy(r, t.now)
		}
		return r, nil
	})
}

// attach takes an update's service members over, or changes nothing. A
// component moves from one service instance to another by way of none.
func (r *record) attach(in updateInput) error {
	elsewhere := deref(in.Service) != r.ServiceName || deref(in.Instance) != r.ServiceInstanceName
	switch {
	case in.attaches() && r.attached() && elsewhere:
		return conflict("component %q is attached to a service instance, detach it first", r.Name)
	case in.Spec != nil && !in.attaches() && (in.detaches() || !r.attached()):
		return invalid("serviceSpec needs a component that is attached to a service instance")
	case in.detaches():
		r.ServiceName, r.ServiceInstanceName, r.ServiceSpec = "", "", ""
	case in.attaches():
		r.ServiceName, r.ServiceInstanceName = *in.Service, *in.Instance
	}
	if in.Spec != nil {
		r.ServiceSpec = *in.Spec
	}
	return nil
}

// remove answers a repeated delete like the first, for the API's model calls
// the operation idempotent.
func (t turn) remove(name string) (componentOutput, error) {
	r, err := t.lookup(name)
	switch {
	case err != nil:
		return componentOutput{}, err
	case r.Status == types.DeploymentStatusDeleteInProgress:
		return t.answer(r.Component), nil
	case !r.idle():
		return componentOutput{}, conflict("component %q cannot be deleted while its status is %s", name, r.Status)
	case r.attached():
		return componentOutput{}, conflict("component %q is attached to a service instance, detach it first", name)
	}
	t.enter(r, types.DeploymentStatusDeleteInProgress, "", t.now)
	return t.answer(r.Component), nil
}
