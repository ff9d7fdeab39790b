package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// UnknownRegion is the error of an argument that names a region that the SDK does not support.
func UnknownRegion(argument path.Path, region string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(argument, "Invalid AWS region",
		fmt.Sprintf("%q is not a region that the AWS SDK supports. Correct it. If a compatible endpoint serves this region, "+
			"set skip_region_validation = true in the provider block.", region))
}
