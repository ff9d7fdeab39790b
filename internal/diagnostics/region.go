package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// UnknownRegion is the error of an argument that names a region that the SDK does not know.
func UnknownRegion(argument path.Path, region string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(argument, "Invalid AWS region",
		fmt.Sprintf("%q is not a region that the AWS SDK knows. Correct it, or set skip_region_validation = true in the "+
			"provider block if it is one that an endpoint of your own serves.", region))
}
