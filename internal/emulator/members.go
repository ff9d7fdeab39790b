package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// members reads an operation's input one member at a time. It goes on after a
// member that is not as the model wants it, so that the answer names them all.
// Reading by exact name is the reason not to unmarshal into a struct: that
// would take a member in any mixture of upper and lower case.
type members struct {
	values     map[string]json.RawMessage
	component  string   // the component the call is about, as it was asked for
	mistyped   []string // members of the wrong JSON type
	violations []string // members that break a constraint
}

func parse(body []byte) (*members, error) {
	if !utf8.Valid(body) {
		return nil, unreadable("the request's body is not valid UTF-8")
	}
	m := new(members)
	if err := json.Unmarshal(body, &m.values); err != nil || m.values == nil {
		return nil, unreadable("the request's body is not a JSON object")
	}
	return m, nil
}

// err returns what is wrong with the input as a whole, nil if nothing is.
func (m *members) err() error {
	switch {
	case len(m.mistyped) > 0:
		return unreadable(m.mistyped...)
	case len(m.violations) > 0:
		return invalid(m.violations...)
	}
	return nil
}

// componentName reads the required member that names the call's component.
func (m *members) componentName(member string) string {
	m.component = m.required(member, resourceName)
	return m.component
}

func (m *members) required(member string, shape text) string {
	value := m.optional(member, shape)
	if value == nil {
		m.requireGiven(member)
		return ""
	}
	return *value
}

// optional returns nil for a member that is left out or null.
func (m *members) optional(member string, shape text) *string {
	var value *string
	if !m.decode(member, "a string", &value) || value == nil {
		return nil
	}
	m.violations = append(m.violations, shape.violations(member, *value)...)
	return value
}

// integer returns 0 for a member that is left out or null.
func (m *members) integer(member string, lowest, highest int) int {
	var value *int
	if !m.decode(member, "an integer", &value) || value == nil {
		return 0
	}
	if *value < lowest || *value > highest {
		m.violate("%s must be between %d and %d", member, lowest, highest)
	}
	return *value
}

// tags reads a list of tags: the API takes them with a component, and answers
// them by an operation that is not emulated.
func (m *members) tags(member string, most int) []string {
	var list []json.RawMessage
	if !m.decode(member, "a list", &list) {
		return nil
	}
	if len(list) > most {
		m.violate("%s must have %d or fewer members, it has %d", member, most, len(list))
	}
	read := make([]string, 0, 2*len(list))
	for i, raw := range list {
		key, value := m.tag(fmt.Sprintf("%s[%d]", member, i), raw)
		read = append(read, key, value)
	}
	return read
}

func (m *members) tag(place string, raw json.RawMessage) (key, value string) {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(raw, &values); err != nil || values == nil {
		m.mistyped = append(m.mistyped, place+" must be a structure")
		return "", ""
	}
	one := &members{values: map[string]json.RawMessage{
		place + ".key":   values["key"],
		place + ".value": values["value"],
	}}
	key, value = one.required(place+".key", tagKey), one.required(place+".value", tagValue)
	m.mistyped = append(m.mistyped, one.mistyped...)
	m.violations = append(m.violations, one.violations...)
	return key, value
}

func (m *members) violate(format string, args ...any) {
	m.violations = append(m.violations, fmt.Sprintf(format, args...))
}

// requireGiven notes a member that is left out, unless it was noted already
// that what is there cannot be read.
func (m *members) requireGiven(member string) {
	raw := bytes.TrimSpace(m.values[member])
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		m.violate("%s is required", member)
	}
}

func (m *members) decode(member, kind string, into any) bool {
	raw, given := m.values[member]
	if !given || len(raw) == 0 {
		return true
	}
	if err := json.Unmarshal(raw, into); err != nil {
		m.mistyped = append(m.mistyped, fmt.Sprintf("%s must be %s", member, kind))
		return false
	}
	return true
}
