// Package framework has the attributes of a component and the arguments of a cancellation, which the resource, the action
// and the data sources share.
package framework

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"
)

// RegionValidators refuse an empty region. Any other text may be a region of some endpoint.
func RegionValidators() []validator.String {
	return []validator.String{stringvalidator.LengthAtLeast(1)}
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
