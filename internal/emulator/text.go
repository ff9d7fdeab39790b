package emulator

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// text says what the API's model asks of a string member.
type text struct {
	min, max int // in characters; no upper limit when max is 0
	pattern  *regexp.Regexp
	oneOf    []string
}

// The shapes of the API's model that the component operations use.
var (
	resourceName        = text{min: 1, max: 100, pattern: regexp.MustCompile(`^[0-9A-Za-z]+[0-9A-Za-z_\-]*$`)}
	resourceNameOrEmpty = text{max: 100, pattern: regexp.MustCompile(`(^$)|^[0-9A-Za-z]+[0-9A-Za-z_\-]*$`)}
	description         = text{max: 500}
	serviceSpec         = text{min: 1, max: 51200}
	manifest            = text{min: 1, max: 1024}
	templateFile        = text{min: 1, max: 51200}
	clientToken         = text{max: 64, pattern: regexp.MustCompile(`^[!-~]*$`)}
	nextToken           = text{pattern: regexp.MustCompile(`^[A-Za-z0-9+=/]+$`)}
	deploymentType      = text{oneOf: []string{deployNothing, deployCurrentVersion}}
	tagKey              = text{min: 1, max: 128}
	tagValue            = text{max: 256}
	deploymentID        = text{pattern: regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)}
)

// statusWord is wider than the model's enum: a test seeds what a later API
// might answer, and a slip such as "in progress" is still refused.
var statusWord = text{pattern: regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*$`)}

// violations returns a sentence for each constraint that value breaks. It
// leaves value itself out, since half of these members are sensitive.
func (t text) violations(member, value string) []string {
	var broken []string
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
