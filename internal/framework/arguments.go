// Package framework is what the resource, the action and the data sources share of terraform-plugin-framework: the
// attributes of a component and the arguments of a cancellation.
package framework

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// DefaultTimeout bounds a cancellation whose timeouts block sets nothing.
const DefaultTimeout = 30 * time.Minute

// Descriptions of the arguments that the resource and the action share.
const (
	NameDescription    = "Name of the component whose deployment is cancelled: 1 to 100 ASCII letters, digits, hyphens and underscores, starting with a letter or digit."
	WaitDescription    = "Whether to wait until the cancellation completes. Defaults to `true`. With `false`, the status is the one in Proton's response to the cancel request, usually `CANCELLING`."
	IgnoreDescription  = "Whether to warn instead of failing when no deployment is in progress, or when it succeeds before it is cancelled. Defaults to `false`."
	TimeoutDescription = "Maximum time for the operation, including retries and waiting: a duration such as `90s` or `1h30m`. Defaults to `30m`."
)

// RegionValidators refuse what is not a region at any endpoint.
func RegionValidators() []validator.String {
	return []validator.String{stringvalidator.LengthAtLeast(1)}
}

// CheckString runs the validators of an argument on a value that was unknown during validation. Terraform validates a
// resource again when it applies it, but not an action.
func CheckString(ctx context.Context, at path.Path, value types.String, validators []validator.String, diags *diag.Diagnostics) {
	for _, v := range validators {
		var resp validator.StringResponse
		v.ValidateString(ctx, validator.StringRequest{Path: at, ConfigValue: value}, &resp)
		diags.Append(resp.Diagnostics...)
	}
}

// CheckTimeout refuses a timeout that is not a positive duration.
func CheckTimeout(timeout time.Duration, at path.Path, diags *diag.Diagnostics) {
	if timeout <= 0 {
		diags.AddAttributeError(at, "Invalid timeout", fmt.Sprintf("The timeout must be greater than zero, got %s.", timeout))
	}
}
