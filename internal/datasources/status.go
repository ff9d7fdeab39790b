package datasources

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

// knownStatus refuses a status that the API does not have. Such a filter matches nothing, so a configuration that cancels the
// matching components would cancel nothing, without an error.
func knownStatus() validator.String {
	return framework.StringValidator{
		Summary:  "Invalid deployment status",
		Expected: "must be a deployment status of the Proton API",
		Problem: func(status string) string {
			known := statusesBySimilarity(status)
			if slices.Contains(known, status) {
				return ""
			}
			return fmt.Sprintf("must be one of %s, got %q.", strings.Join(known, ", "), status)
		},
	}
}

// statusesBySimilarity returns the statuses of the API, those most similar to s first.
func statusesBySimilarity(s string) []string {
	var all []string
	for _, status := range awstypes.DeploymentStatus("").Values() {
		all = append(all, string(status))
	}
	distance := func(status string) int { return levenshtein.Distance(strings.ToUpper(s), status, nil) }
	slices.SortStableFunc(all, func(a, b string) int { return distance(a) - distance(b) })
	return all
}
