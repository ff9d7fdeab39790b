package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// MissingRegion is the error if neither a block's own argument nor the provider sets a region.
func MissingRegion() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("region"), "Missing AWS region",
		"No region is set in this block, in the provider block, in the environment (AWS_REGION or AWS_DEFAULT_REGION) or in "+
			"the profile. Set region in the provider block.")
}

// UnknownRegion is the error if an argument's value is not a region that the SDK supports.
func UnknownRegion(argument path.Path, region string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(argument, "Invalid AWS region",
		fmt.Sprintf("%q is not a region that the AWS SDK supports. Correct it. If it is a region of your own endpoint, set "+
			"skip_region_validation = true in the provider block.", region))
}
