package framework

import (
	"context"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

const (
	maxNameLength   = 100
	nameDescription = "must be a Proton resource name"
)

var namePattern = regexp.MustCompile(`^[0-9A-Za-z]+[0-9A-Za-z_\-]*$`)

// NameValidators are the API model's constraints on a resource name.
func NameValidators() []validator.String {
	return []validator.String{nameValidator{}}
}

// nameValidator reports one error for a name, whichever constraints it violates.
type nameValidator struct{}

func (nameValidator) Description(context.Context) string         { return nameDescription }
func (nameValidator) MarkdownDescription(context.Context) string { return nameDescription }

func (nameValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var problem string
	name := req.ConfigValue.ValueString()
	switch length := utf8.RuneCountInString(name); {
	case length == 0:
		problem = "must not be empty."
	case length > maxNameLength:
		problem = fmt.Sprintf("must have at most %d characters, got %d.", maxNameLength, length)
	case !namePattern.MatchString(name):
		problem = fmt.Sprintf("must contain only ASCII letters, digits, hyphens and underscores, and start with a letter or "+
			"digit, got %q.", name)
	default:
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid name", fmt.Sprintf("%s %s", req.Path, problem))
}
