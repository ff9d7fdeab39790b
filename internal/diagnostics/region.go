package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// MissingRegion is the error of what needs a region when neither its own argument nor the provider has one.
func MissingRegion() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("region"), "Missing AWS region",
		"No region is set in this block, in the provider block, in the environment (AWS_REGION or AWS_DEFAULT_REGION) or in "+
			"the profile. Set region in the provider block.")
}

// UnknownRegion is the error of an argument whose value is not a region of the SDK.
func UnknownRegion(argument path.Path, region string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(argument, "Invalid AWS region",
		fmt.Sprintf("%q is not a region that the AWS SDK supports. Correct it. If it is a region of your own endpoint, set "+
			"skip_region_validation = true in the provider block.", region))
}
