package component

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// Filter selects the components that [List] returns. An empty field selects all.
type Filter struct {
	EnvironmentName     string
	ServiceName         string
	ServiceInstanceName string // needs ServiceName

	// DeploymentStatus is applied by List: the API has no such filter.
	DeploymentStatus awstypes.DeploymentStatus
}

// The limits of a list. An account may have far fewer components. The limit of pages is for an endpoint with empty pages.
const (
	maxComponents = 100_000
	maxPages      = 10_000
)

// ErrEndless is the error of [List] if a page token occurs twice, or if the list exceeds the limits.
var ErrEndless = errors.New("the list of components does not end")

// List returns the components that the filter selects, from all pages, sorted by name. Its errors are the API's own, or
// [ErrEndless].
func List(ctx context.Context, api proton.ListComponentsAPIClient, filter Filter) ([]awstypes.ComponentSummary, error) {
	pages := proton.NewListComponentsPaginator(api, &proton.ListComponentsInput{
		EnvironmentName:     optional(filter.EnvironmentName),
		ServiceName:         optional(filter.ServiceName),
		ServiceInstanceName: optional(filter.ServiceInstanceName),
		MaxResults:          aws.Int32(100),
	})
	var all []awstypes.ComponentSummary
	tokens, read := map[[sha256.Size]byte]bool{}, 0 // by their hashes: an endpoint chooses their length
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		next := sha256.Sum256([]byte(aws.ToString(page.NextToken)))
		read += len(page.Components)
		if tokens[next] || len(tokens) == maxPages || read > maxComponents {
			return nil, ErrEndless // a partial list would look complete
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
