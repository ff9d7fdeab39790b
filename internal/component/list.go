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

// The limits of a list. An account may have far fewer components. The limit of pages is for an endpoint with empty pages.
const (
	maxComponents = 100_000
	maxPages      = 10_000
)

// ErrEndless is the error of [List] if a page token occurs twice, or if the list exceeds the limits.
var ErrEndless = errors.New("the list of components does not end")

// List returns the components that the API's own filters select and that have the status, from all pages, sorted by name. Each has a
// name. An empty status selects all. Its errors are the API's own, that a response is not one of the API, or [ErrEndless].
func List(ctx context.Context, api proton.ListComponentsAPIClient, filters proton.ListComponentsInput, status awstypes.DeploymentStatus) ([]awstypes.ComponentSummary, error) {
	filters.MaxResults = aws.Int32(100)
	pages := proton.NewListComponentsPaginator(api, &filters)
	var all []awstypes.ComponentSummary
	tokens := map[[sha256.Size]byte]bool{} // by their hashes: an endpoint chooses their length
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		if page.Components == nil || slices.ContainsFunc(page.Components, func(c awstypes.ComponentSummary) bool { return c.Name == nil }) {
			return nil, malformed("the response has no list of components, or one without a name")
		}
		next := sha256.Sum256([]byte(aws.ToString(page.NextToken)))
		all = append(all, page.Components...)
		if tokens[next] || len(tokens) == maxPages || len(all) > maxComponents {
			return nil, ErrEndless // a partial list would look complete
		}
		tokens[next] = true
	}
	all = slices.DeleteFunc(all, func(c awstypes.ComponentSummary) bool { return status != "" && c.DeploymentStatus != status })
	slices.SortStableFunc(all, func(a, b awstypes.ComponentSummary) int {
		return strings.Compare(aws.ToString(a.Name), aws.ToString(b.Name))
	})
	return all, nil
}
