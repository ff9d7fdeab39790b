package framework

import (
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

const maxNameLength = 100

var namePattern = regexp.MustCompile(`^[0-9A-Za-z]+[0-9A-Za-z_\-]*$`)

// NameValidators are the API model's constraints on a resource name.
func NameValidators() []validator.String {
	return []validator.String{StringValidator{Summary: "Invalid name", Expected: "must be a Proton resource name", Problem: nameProblem}}
}

func nameProblem(name string) string {
	switch length := utf8.RuneCountInString(name); {
	case length == 0:
		return "must not be empty."
	case length > maxNameLength:
		return fmt.Sprintf("must have at most %d characters, got %d.", maxNameLength, length)
	case !namePattern.MatchString(name):
		return fmt.Sprintf("must contain only ASCII letters, digits, hyphens and underscores, and start with a letter or digit, got %q.", name)
	}
	return ""
}
