// Package framework is what the resource, the action and the data sources share of terraform-plugin-framework: the
// attributes of a component and the arguments of a cancellation.
package framework

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// DefaultTimeout bounds a cancellation whose timeouts block sets nothing.
const DefaultTimeout = 30 * time.Minute

// What the arguments of the resource and of the action are said to do.
const (
	NameDescription    = "Name of the component whose deployment to cancel: up to 100 letters, digits, hyphens and underscores (ASCII), the first a letter or digit."
	WaitDescription    = "Whether to wait until the cancellation has settled. Defaults to `true`. With `false`, Proton's answer to the cancel call is the end of it, usually with the status `CANCELLING`."
	IgnoreDescription  = "Whether it is fine that there is nothing to cancel. Defaults to `false`. With `true`, a component without a deployment in progress, or whose deployment succeeds first, gives a warning instead of an error."
	TimeoutDescription = "How long the whole of it may take, the calls and the wait: a duration such as `90s` or `1h30m`. Defaults to `30m`."

	// Deprecation is shown whenever the resource, the action or a data source is used.
	Deprecation = diagnostics.EndOfProton + " Calls need a compatible endpoint, named by the provider's endpoints block or by " +
		"AWS_ENDPOINT_URL_PROTON. Recorded cancellations are planned and destroyed without any."
)

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
func CheckString(ctx context.Context, at path.Path, value types.String, validators []validator.String, diags *diag.Diagnostics) {
	for _, v := range validators {
		var resp validator.StringResponse
		v.ValidateString(ctx, validator.StringRequest{Path: at, ConfigValue: value}, &resp)
		diags.Append(resp.Diagnostics...)
	}
}

// CheckTimeout refuses a timeout that would be over before it began.
func CheckTimeout(timeout time.Duration, at path.Path, diags *diag.Diagnostics) {
	if timeout <= 0 {
		diags.AddAttributeError(at, "Invalid timeout", fmt.Sprintf("%s is no time at all: give a duration above zero.", timeout))
	}
}
