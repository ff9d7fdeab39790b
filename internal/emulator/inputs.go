package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
)

const maxPageSize = 100

// The members of the operations' inputs.
var (
	cancelMembers = map[string]shape{"componentName": required{resourceName}}
	nameMembers   = map[string]shape{"name": required{resourceName}}
	createMembers = map[string]shape{
		"name":                required{resourceName},
		"manifest":            required{manifest},
		"templateFile":        required{templateFile},
		"environmentName":     resourceName,
		"serviceName":         resourceName,
		"serviceInstanceName": resourceName,
		"serviceSpec":         serviceSpec,
		"description":         description,
		"tags":                tags{max: 50},
		"clientToken":         clientToken,
	}
	updateMembers = map[string]shape{
		"name":                required{resourceName},
		"deploymentType":      required{deploymentType},
		"serviceName":         resourceNameOrEmpty,
		"serviceInstanceName": resourceNameOrEmpty,
		"serviceSpec":         serviceSpec,
		"description":         description,
		"templateFile":        templateFile,
		"clientToken":         clientToken,
	}
	filterMembers = map[string]shape{
		"environmentName":     resourceName,
		"serviceName":         resourceName,
		"serviceInstanceName": resourceName,
	}
	listMembers = with(filterMembers, map[string]shape{"maxResults": integer{1, maxPageSize}, "nextToken": nextToken})
)

// with returns the members of both.
func with(members, more map[string]shape) map[string]shape {
	all := maps.Clone(members)
	maps.Copy(all, more)
	return all
}

// read reads an operation's input into the SDK's type. It ignores members that are not in the model, even if only the
// case of a letter differs, which encoding/json would accept.
func read[In any](body []byte, shapes map[string]shape) (in In, m mistakes, err error) {
	var values map[string]json.RawMessage
	if !utf8.Valid(body) || json.Unmarshal(body, &values) != nil || values == nil {
		return in, m, unreadable("the request's body is not a JSON object in UTF-8")
	}
	maps.DeleteFunc(values, func(member string, _ json.RawMessage) bool { return shapes[member] == nil })
	for _, member := range []string{"name", "componentName"} {
		_ = json.Unmarshal(values[member], &m.component)
	}
	m.check("", values, shapes)
	known, err := json.Marshal(values)
	_ = json.Unmarshal(known, &in) // members of the wrong type are in mistakes, and stay unset
	return in, m, err
}

// mistakes are the violations in an input, which the response lists.
type mistakes struct {
	component  string   // its name in the input
	mistyped   []string // members of the wrong JSON type
	violations []string // members that break a constraint
}

func (m *mistakes) check(prefix string, values map[string]json.RawMessage, shapes map[string]shape) {
	for _, member := range slices.Sorted(maps.Keys(shapes)) {
		raw := values[member]
		if _, isRequired := shapes[member].(required); raw != nil && !bytes.Equal(raw, []byte("null")) {
			shapes[member].check(m, prefix+member, raw)
		} else if isRequired {
			m.violate("%s%s is required", prefix, member)
		}
	}
}

func (m *mistakes) decode(member, kind string, raw json.RawMessage, into any) bool {
	err := json.Unmarshal(raw, into)
	if err != nil {
		m.mistyped = append(m.mistyped, fmt.Sprintf("%s must be %s", member, kind))
	}
	return err == nil
}

func (m *mistakes) violate(format string, args ...any) {
	m.violations = append(m.violations, fmt.Sprintf(format, args...))
}

func (m *mistakes) err() error {
	switch {
	case len(m.mistyped) > 0:
		return unreadable("%s", strings.Join(m.mistyped, "; "))
	case len(m.violations) > 0:
		return invalid("%s", strings.Join(m.violations, "; "))
	}
	return nil
}

// The check functions check the constraints between members.
func checkNothing[In any](In, *mistakes) {}

func checkCreate(in proton.CreateComponentInput, m *mistakes) {
	together(in.ServiceName, in.ServiceInstanceName, m)
	attached := in.ServiceName != nil || in.ServiceInstanceName != nil
	if in.EnvironmentName == nil && !attached {
		m.violate("environmentName is required unless serviceName and serviceInstanceName are given")
	}
	if in.ServiceSpec != nil && !attached {
		m.violate("serviceSpec needs serviceName and serviceInstanceName")
	}
}

func checkUpdate(in proton.UpdateComponentInput, m *mistakes) {
	together(in.ServiceName, in.ServiceInstanceName, m)
	deployed := in.ServiceName != nil || in.ServiceInstanceName != nil || in.ServiceSpec != nil || in.TemplateFile != nil
	if in.DeploymentType == "NONE" && deployed {
		m.violate("serviceName, serviceInstanceName, serviceSpec and templateFile need the deploymentType CURRENT_VERSION")
	}
}

// together reports a service without its instance, and an instance without its service.
func together(service, instance *string, m *mistakes) {
	if (aws.ToString(service) == "") != (aws.ToString(instance) == "") {
		m.violate("serviceName and serviceInstanceName must be given together")
	}
}

// shape has the constraints of the API's model on a member. The value that check gets is not null.
type shape interface {
	check(m *mistakes, member string, raw json.RawMessage)
}

// required has the constraints on a member that a request must have.
type required struct{ text }

// text has the constraints on a string.
type text struct {
	min, max int // in characters; no upper limit if max is 0
	pattern  *regexp.Regexp
	oneOf    []string
}

// The strings of the API's model.
var (
	resourceName        = text{min: 1, max: 100, pattern: regexp.MustCompile(`^[0-9A-Za-z]+[0-9A-Za-z_\-]*$`)}
	resourceNameOrEmpty = text{max: 100, pattern: regexp.MustCompile(`(^$)|^[0-9A-Za-z]+[0-9A-Za-z_\-]*$`)}
	description         = text{max: 500}
	serviceSpec         = text{min: 1, max: 51200}
	manifest            = text{min: 1, max: 1024}
	templateFile        = text{min: 1, max: 51200}
	clientToken         = text{max: 64, pattern: regexp.MustCompile(`^[!-~]*$`)}
	nextToken           = text{pattern: regexp.MustCompile(`^[A-Za-z0-9+=/]+$`)}
	deploymentType      = text{oneOf: []string{"NONE", "CURRENT_VERSION"}}
	tagKey              = text{min: 1, max: 128}
	tagValue            = text{max: 256}
	deploymentID        = text{pattern: regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)}
)

func (t text) check(m *mistakes, member string, raw json.RawMessage) {
	var value string
	if m.decode(member, "a string", raw, &value) {
		m.violations = append(m.violations, t.violations(member, value)...)
	}
}

// violations returns a sentence for each constraint that value violates. It leaves out value itself, because the API marks
// half of these members as sensitive.
func (t text) violations(member, value string) (broken []string) {
	length := utf8.RuneCountInString(value)
	if length < t.min {
		broken = append(broken, fmt.Sprintf("%s must have %d or more characters", member, t.min))
	}
	if t.max > 0 && length > t.max {
		broken = append(broken, fmt.Sprintf("%s must have %d or fewer characters, it has %d", member, t.max, length))
	}
	if t.pattern != nil && !t.pattern.MatchString(value) {
		broken = append(broken, fmt.Sprintf("%s must match the pattern %s", member, t.pattern))
	}
	if t.oneOf != nil && !slices.Contains(t.oneOf, value) {
		broken = append(broken, fmt.Sprintf("%s must be one of %s", member, strings.Join(t.oneOf, ", ")))
	}
	return broken
}

// integer has the limits of a number.
type integer struct{ min, max int32 }

func (i integer) check(m *mistakes, member string, raw json.RawMessage) {
	var value int32
	if m.decode(member, "an integer", raw, &value) && (value < i.min || value > i.max) {
		m.violate("%s must be between %d and %d", member, i.min, i.max)
	}
}

// tags has the limit of a list of tags. Only an operation that is not emulated would return them.
type tags struct{ max int }

func (t tags) check(m *mistakes, member string, raw json.RawMessage) {
	var list []map[string]json.RawMessage
	if m.decode(member, "a list of structures", raw, &list) && len(list) > t.max {
		m.violate("%s must have %d or fewer members, it has %d", member, t.max, len(list))
	}
	for i, tag := range list {
		if tag == nil {
			m.mistyped = append(m.mistyped, fmt.Sprintf("%s[%d] must be a structure", member, i))
			continue
		}
		m.check(fmt.Sprintf("%s[%d].", member, i), tag, map[string]shape{"key": required{tagKey}, "value": required{tagValue}})
	}
}
