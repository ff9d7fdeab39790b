package datasources

import (
	"fmt"
	"slices"
	"strings"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

// knownStatus refuses a status that the API does not have. Such a filter matches nothing, so a configuration that cancels the
// matching components would cancel nothing, without an error.
func knownStatus() validator.String {
	return framework.StringValidator{
		Summary:  "Invalid deployment status",
		Expected: "must be a deployment status of the Proton API",
		Problem: func(status string) string {
			known := awstypes.DeploymentStatus("").Values()
			if slices.Contains(known, awstypes.DeploymentStatus(status)) {
				return ""
			}
			return fmt.Sprintf("must be %s, got %q.%s", strings.ReplaceAll(framework.Statuses, "`", ""), status, diagnostics.DidYouMean(status, known))
		},
	}
}
