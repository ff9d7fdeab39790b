package datasources

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

const statusDescription = "must be a deployment status of the Proton API"

// statusValidator refuses a status that the API does not have. Such a filter matches nothing, so a configuration that
// cancels the matching components would cancel nothing, without an error.
type statusValidator struct{}

func (statusValidator) Description(context.Context) string         { return statusDescription }
func (statusValidator) MarkdownDescription(context.Context) string { return statusDescription }

func (statusValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	status, known := req.ConfigValue.ValueString(), statusesBySimilarity(req.ConfigValue.ValueString())
	if !slices.Contains(known, status) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid deployment status",
			fmt.Sprintf("%s must be one of %s, got %q.", req.Path, strings.Join(known, ", "), status))
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
