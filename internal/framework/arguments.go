// Package framework has the attributes of a component and the arguments of a cancellation, which the resource, the action
// and the data sources share.
package framework

import (
	"context"
	"fmt"

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

// RegionValidators refuse an empty region. Any other text may be a region of some endpoint.
func RegionValidators() []validator.String {
	return []validator.String{StringValidator{Summary: "Invalid region", Expected: "must not be empty", Problem: func(region string) string {
		if region == "" {
			return "must not be empty. Remove it, or set it to null, to use the provider's region."
		}
		return ""
	}}}
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
