package emulator

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// shape is the constraints of the API's model on a member. check is given what a request has for it, which is not null.
type shape interface {
	check(m *mistakes, member string, raw json.RawMessage)
}

// required is a member that a request must have.
type required struct{ text }

// text is a string.
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

// violations returns a sentence for each constraint that value breaks. It leaves out value itself, because the API marks
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

// integer is a number between two others.
type integer struct{ min, max int32 }

func (i integer) check(m *mistakes, member string, raw json.RawMessage) {
	var value int32
	if m.decode(member, "an integer", raw, &value) && (value < i.min || value > i.max) {
		m.violate("%s must be between %d and %d", member, i.min, i.max)
	}
}

// tags is a list of tags: the API accepts them with a component, and returns them by an operation that is not emulated.
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
