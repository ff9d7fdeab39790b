package component

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// Filter says which components [List] is to give. Empty members let every component pass.
type Filter struct {
	EnvironmentName     string
	ServiceName         string
	ServiceInstanceName string // needs ServiceName

	// DeploymentStatus is compared here: the API has no such filter.
	DeploymentStatus types.DeploymentStatus
}

// List reads all pages of the components that the filter lets pass, sorted by name. Its errors are the API's own.
func List(ctx context.Context, api proton.ListComponentsAPIClient, filter Filter) ([]types.ComponentSummary, error) {
	pages := proton.NewListComponentsPaginator(api, &proton.ListComponentsInput{
		EnvironmentName:     optional(filter.EnvironmentName),
		ServiceName:         optional(filter.ServiceName),
		ServiceInstanceName: optional(filter.ServiceInstanceName),
		MaxResults:          aws.Int32(100),
	}, func(o *proton.ListComponentsPaginatorOptions) {
		// An endpoint that gives the same page again and again would keep us for ever.
		o.StopOnDuplicateToken = true
	})
	var all []types.ComponentSummary
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Components {
			if filter.DeploymentStatus == "" || c.DeploymentStatus == filter.DeploymentStatus {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b types.ComponentSummary) int {
		return strings.Compare(aws.ToString(a.Name), aws.ToString(b.Name))
	})
	return all, nil
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
