package emulator

// What UpdateComponent can do about a deployment.
const (
	deployNothing        = "NONE"
	deployCurrentVersion = "CURRENT_VERSION"
)

const (
	maxTags     = 50
	maxPageSize = 100
)

type createInput struct {
	Name, Manifest, TemplateFile                   string
	Environment, Service, Instance, Spec, Describe *string
	Tags                                           []string
	Token                                          *string
}

func readCreate(m *members) createInput {
	in := createInput{
		Name:         m.componentName("name"),
		Manifest:     m.required("manifest", manifest),
		TemplateFile: m.required("templateFile", templateFile),
		Environment:  m.optional("environmentName", resourceName),
		Service:      m.optional("serviceName", resourceName),
		Instance:     m.optional("serviceInstanceName", resourceName),
		Spec:         m.optional("serviceSpec", serviceSpec),
		Describe:     m.optional("description", description),
		Tags:         m.tags("tags", maxTags),
		Token:        m.optional("clientToken", clientToken),
	}
	m.together(in.Service, in.Instance)
	if in.Environment == nil && in.Service == nil && in.Instance == nil {
		m.violate("environmentName is required unless serviceName and serviceInstanceName are given")
	}
	if in.Spec != nil && in.Service == nil && in.Instance == nil {
		m.violate("serviceSpec needs serviceName and serviceInstanceName")
	}
	return in
}

type updateInput struct {
	Name, DeploymentType                        string
	Service, Instance, Spec, Describe, Template *string
	Token                                       *string
}

func readUpdate(m *members) updateInput {
	in := updateInput{
		Name:           m.componentName("name"),
		DeploymentType: m.required("deploymentType", deploymentType),
		Service:        m.optional("serviceName", resourceNameOrEmpty),
		Instance:       m.optional("serviceInstanceName", resourceNameOrEmpty),
		Spec:           m.optional("serviceSpec", serviceSpec),
		Describe:       m.optional("description", description),
		Template:       m.optional("templateFile", templateFile),
		Token:          m.optional("clientToken", clientToken),
	}
	m.together(in.Service, in.Instance)
	if in.DeploymentType == deployNothing {
		m.absent("serviceName", in.Service)
		m.absent("serviceInstanceName", in.Instance)
		m.absent("serviceSpec", in.Spec)
		m.absent("templateFile", in.Template)
	}
	return in
}

// absent notes a member that takes a deployment to have an effect.
func (m *members) absent(member string, given *string) {
	if given != nil {
		m.violate("%s needs the deploymentType %s", member, deployCurrentVersion)
	}
}

// detaches tells whether the component is to be attached to nothing any more.
func (in updateInput) detaches() bool {
	return (in.Service != nil || in.Instance != nil) && deref(in.Service) == ""
}

// attaches tells whether a service instance is named.
func (in updateInput) attaches() bool { return deref(in.Instance) != "" }

// together notes a service without its instance, and the other way round.
func (m *members) together(service, instance *string) {
	if (deref(service) == "") != (deref(instance) == "") {
		m.violate("serviceName and serviceInstanceName must be given together")
	}
}

type listInput struct {
	Environment, Service, Instance string
	MaxResults                     int
	Token                          string
}

func readList(m *members) listInput {
	in := listInput{
		Environment: deref(m.optional("environmentName", resourceName)),
		Service:     deref(m.optional("serviceName", resourceName)),
		Instance:    deref(m.optional("serviceInstanceName", resourceName)),
		MaxResults:  m.integer("maxResults", 1, maxPageSize),
		Token:       deref(m.optional("nextToken", nextToken)),
	}
	if in.Instance != "" && in.Service == "" {
		m.violate("serviceInstanceName needs serviceName")
	}
	return in
}

// readName reads the input of an operation that takes nothing but a
// component's name.
func readName(member string) func(*members) string {
	return func(m *members) string { return m.componentName(member) }
}

// value returns what p points at, "" for nil.
func deref(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
