// Package framework has the attributes of a component and the arguments of a cancellation, which the resource, the action
// and the data sources share.
package framework

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"
)

// StringValidator adds at most one error for the value of an argument.
type StringValidator struct {
	Summary  string
	Expected string                    // describes a valid value, for the schema
	Problem  func(value string) string // the end of the sentence that begins with the argument, "" if the value is valid
}

// Description returns what a valid value is.
func (v StringValidator) Description(context.Context) string { return v.Expected }

// MarkdownDescription returns what a valid value is.
func (v StringValidator) MarkdownDescription(context.Context) string { return v.Expected }

// ValidateString validates a value that is known.
func (v StringValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem := v.Problem(req.ConfigValue.ValueString()); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, v.Summary, fmt.Sprintf("%s %s", req.Path, problem))
	}
}

const maxNameLength = 100

var namePattern = regexp.MustCompile(`^[0-9A-Za-z]+[0-9A-Za-z_\-]*$`)

// NameValidators are the API model's constraints on a resource name.
func NameValidators() []validator.String {
	return []validator.String{StringValidator{"Invalid name", "must be a Proton resource name", func(name string) string {
		switch length := utf8.RuneCountInString(name); {
		case length == 0:
			return "must not be empty."
		case length > maxNameLength:
			return fmt.Sprintf("must have at most %d characters, got %d.", maxNameLength, length)
		case !namePattern.MatchString(name):
			return fmt.Sprintf("must contain only ASCII letters, digits, hyphens and underscores, and start with a letter or digit, got %q.", name)
		}
		return ""
	}}}
}

// RegionValidators refuse an empty region. Any other text may be a region of some endpoint.
func RegionValidators() []validator.String {
	return []validator.String{StringValidator{"Invalid region", "must not be empty", func(region string) string {
		if region == "" {
			return "must not be empty. Remove it, or set it to null, to use the provider's region."
		}
		return ""
	}}}
}

// DefaultTimeout is the timeout of a cancellation whose timeouts block does not set one.
const DefaultTimeout = 30 * time.Minute

// TimeoutDescription describes the only argument of a timeouts block.
var TimeoutDescription = fmt.Sprintf("Maximum time for the operation, including retries and waiting: a duration such as `90s` or `1h30m`. Defaults to `%s`.",
	strings.TrimSuffix(DefaultTimeout.String(), "0s"))

// TimeoutValidators refuse what is not a duration greater than zero.
func TimeoutValidators() []validator.String {
	return []validator.String{StringValidator{"Invalid timeout", "must be a duration greater than zero", func(timeout string) string {
		if d, err := time.ParseDuration(timeout); err != nil {
			return fmt.Sprintf(`must be a duration in hours, minutes and seconds, such as "90s", "5m" or "1h30m", got %q.`, timeout)
		} else if d <= 0 {
			return fmt.Sprintf("must be greater than zero, got %q.", timeout)
		}
		return ""
	}}}
}

// Timeout returns the value of an argument of the timeouts block, by default [DefaultTimeout]. It validates the value again.
func Timeout(ctx context.Context, block fwtypes.Object, argument string, diags *diag.Diagnostics) time.Duration {
	value, _ := block.Attributes()[argument].(fwtypes.String)
	CheckString(ctx, path.Root("timeouts").AtName(argument), value, TimeoutValidators(), diags)
	if timeout, err := time.ParseDuration(value.ValueString()); err == nil {
		return timeout
	}
	return DefaultTimeout
}

// CheckString runs the validators of an argument on a value that was unknown during validation. Terraform validates a
// resource again when it applies it, but not an action.
func CheckString(ctx context.Context, at path.Path, value fwtypes.String, validators []validator.String, diags *diag.Diagnostics) {
	for _, v := range validators {
		var resp validator.StringResponse
		v.ValidateString(ctx, validator.StringRequest{Path: at, ConfigValue: value}, &resp)
		diags.Append(resp.Diagnostics...)
	}
}
