package framework

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

const deprecation = diagnostics.EndOfProton + " Calls need a compatible endpoint, set by the provider's endpoints block or by " +
	"AWS_ENDPOINT_URL_PROTON. Cancellations that are already in the state need none."

// WarnDeprecated adds the deprecation warning once for each block of the configuration, if ValidateConfig calls it. Terraform validates
// a whole configuration before it configures the provider, and each instance again after it. A schema's DeprecationMessage
// would warn in each phase, and in Terraform 1.16 at each reference to a value. Its title says nothing, and -compact-warnings
// shows only the title.
func WarnDeprecated(configured bool, diags *diag.Diagnostics) {
	if !configured {
		diags.AddWarning("Deprecated since AWS ended Proton", deprecation)
	}
}
