// Package framework is what the resource, the action and the data sources share of terraform-plugin-framework: the
// attributes of a component and the arguments of a cancellation.
package framework

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// Deprecation is shown whenever the resource, the action or a data source is used.
const Deprecation = diagnostics.EndOfProton + " Calls need a compatible endpoint, set by the provider's endpoints block or by " +
	"AWS_ENDPOINT_URL_PROTON. Cancellations in the state are planned and destroyed without an endpoint."

var namePattern = regexp.MustCompile(`^[0-9A-Za-z]+[0-9A-Za-z_\-]*$`)

// NameValidators are the API model's constraints on a resource name.
func NameValidators() []validator.String {
	return []validator.String{
		stringvalidator.UTF8LengthBetween(1, 100),
		stringvalidator.RegexMatches(namePattern, "must begin with a letter or digit and have only letters, digits, underscores and hyphens (ASCII)"),
	}
}

// RegionValidators refuse what cannot be a region, whatever the endpoint.
func RegionValidators() []validator.String {
	return []validator.String{stringvalidator.LengthAtLeast(1)}
}

// CheckString runs the validators of an argument on a value that was not known when Terraform validated. Terraform
// validates a resource once more when it is applied, an action not.
func CheckString(ctx context.Context, at path.Path, value fwtypes.String, validators []validator.String, diags *diag.Diagnostics) {
	for _, v := range validators {
		var resp validator.StringResponse
		v.ValidateString(ctx, validator.StringRequest{Path: at, ConfigValue: value}, &resp)
		diags.Append(resp.Diagnostics...)
	}
}
