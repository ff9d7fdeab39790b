package framework

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// Deprecation is the deprecation message of the resource, the action and the data sources.
const Deprecation = diagnostics.EndOfProton + " Calls need a compatible endpoint, set by the provider's endpoints block or by " +
	"AWS_ENDPOINT_URL_PROTON. Cancellations that are already in the state need none."

// DeprecationWarning is a config validator that adds [Deprecation] once for each block of the configuration. A schema's
// DeprecationMessage would add it for each instance in each phase, and Terraform 1.16 again for each reference to a value.
type DeprecationWarning struct {
	// Configured reports whether the provider is configured. Terraform validates a whole configuration before that, and each
	// instance again after it.
	Configured bool
}

const deprecationDescription = "warns of the deprecation"

// Description is for tools that list validators.
func (DeprecationWarning) Description(context.Context) string { return deprecationDescription }

// MarkdownDescription is for tools that list validators.
func (DeprecationWarning) MarkdownDescription(context.Context) string { return deprecationDescription }

// ValidateResource adds the warning to a resource.
func (w DeprecationWarning) ValidateResource(_ context.Context, _ resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	w.add(&resp.Diagnostics)
}

// ValidateDataSource adds the warning to a data source.
func (w DeprecationWarning) ValidateDataSource(_ context.Context, _ datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	w.add(&resp.Diagnostics)
}

func (w DeprecationWarning) add(diags *diag.Diagnostics) {
	if !w.Configured {
		diags.AddWarning("Deprecated", Deprecation)
	}
}
