package emulator

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// query is the input of the operations with filters. Each uses only the members that it has in the API's model.
type query struct {
	ID, ComponentName, EnvironmentName, ServiceName, ServiceInstanceName *string

	NextToken  *string
	MaxResults *int32
}

func checkQuery(in query, m *mistakes) {
	if in.ServiceInstanceName != nil && in.ServiceName == nil {
		m.violate("serviceInstanceName needs serviceName")
	}
}

func (in query) selects(environment, service, instance *string) bool {
	matches := func(filter, value *string) bool { return filter == nil || *filter == aws.ToString(value) }
	return matches(in.EnvironmentName, environment) && matches(in.ServiceName, service) && matches(in.ServiceInstanceName, instance)
}

type listOutput struct {
	Components []awstypes.Component // without the members that a summary does not have
	NextToken  *string
}

func (t transaction) list(in query) (listOutput, error) {
	found := map[string]awstypes.Component{}
	for at, r := range t.components {
		if at.region == t.region && t.advance(r) && in.selects(r.EnvironmentName, r.ServiceName, r.ServiceInstanceName) {
			found[at.name] = r.Component
		}
	}
	page, next, err := nextPage(t, "ListComponents", in, found)
	for i := range page {
		page[i].Description, page[i].LastClientRequestToken, page[i].ServiceSpec = nil, nil, nil
	}
	return listOutput{page, next}, err
}

// nextPage returns one page of what was found, sorted by position. The next page begins after the last position of this one,
// even if elements were added or removed since.
func nextPage[T any](t transaction, operation string, in query, found map[string]T) ([]T, *string, error) {
	after := ""
	if in.NextToken != nil {
		token, err := base64.StdEncoding.Strict().DecodeString(*in.NextToken)
		if err != nil || len(token) < sha256.Size || !hmac.Equal(token[:sha256.Size], t.sign(operation, in, string(token[sha256.Size:]))) {
			return nil, nil, invalid("nextToken is not a token of a list with these filters")
		}
		after = string(token[sha256.Size:])
	}
	maps.DeleteFunc(found, func(position string, _ T) bool { return position <= after })
	positions := slices.Sorted(maps.Keys(found))
	var next *string
	if size := int(cmp.Or(aws.ToInt32(in.MaxResults), maxPageSize)); len(positions) > size {
		positions = positions[:size]
		next = new(base64.StdEncoding.EncodeToString(append(t.sign(operation, in, positions[size-1]), positions[size-1]...)))
	}
	page := make([]T, 0, len(positions))
	for _, position := range positions {
		page = append(page, found[position])
	}
	return page, next, nil
}

// sign signs the last position of a page together with the region, the operation and the filters of the request, so that a
// token is valid only for the next page of the same list.
func (t transaction) sign(operation string, in query, last string) []byte {
	mac := hmac.New(sha256.New, t.pageKey)
	in.NextToken, in.MaxResults = nil, nil
	// JSON is unambiguous, and encoding strings cannot fail.
	_ = json.NewEncoder(mac).Encode([]any{t.region, operation, in, last})
	return mac.Sum(nil)
}
