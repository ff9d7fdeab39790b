package component

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// Filter says which components [List] is to give. Empty members let every component pass.
type Filter struct {
	EnvironmentName     string
	ServiceName         string
	ServiceInstanceName string // needs ServiceName

	// DeploymentStatus is compared here: the API has no such filter.
	DeploymentStatus awstypes.DeploymentStatus
}

// An account may have far fewer components. The pages are bounded for an endpoint whose pages are empty.
const (
	mostComponents = 100_000
	mostPages      = 10_000
)

// ErrEndless is the error of [List] for pages that lead to themselves, or to more than there can be.
var ErrEndless = errors.New("the list of components does not end")

// List reads all pages of the components that the filter lets pass, sorted by name. Its errors are the API's own, or
// [ErrEndless].
func List(ctx context.Context, api proton.ListComponentsAPIClient, filter Filter) ([]awstypes.ComponentSummary, error) {
	pages := proton.NewListComponentsPaginator(api, &proton.ListComponentsInput{
		EnvironmentName:     optional(filter.EnvironmentName),
		ServiceName:         optional(filter.ServiceName),
		ServiceInstanceName: optional(filter.ServiceInstanceName),
		MaxResults:          aws.Int32(100),
	})
	var all []awstypes.ComponentSummary
	tokens, read := map[string]bool{}, 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		next := aws.ToString(page.NextToken)
		read += len(page.Components)
		if tokens[next] || len(tokens) == mostPages || read > mostComponents {
			return nil, ErrEndless // a part of the list would pass for all of it
		}
		tokens[next] = true
		for _, c := range page.Components {
			if filter.DeploymentStatus == "" || c.DeploymentStatus == filter.DeploymentStatus {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b awstypes.ComponentSummary) int {
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
