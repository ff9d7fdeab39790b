package emulator

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

type listOutput struct {
	Components []awstypes.Component // without the members that a summary does not have
	NextToken  *string
}

// list returns one page, sorted by name. The next page begins after the last name of this one, even if components were
// added or removed since.
func (t transaction) list(in proton.ListComponentsInput) (listOutput, error) {
	after, err := t.position(in)
	if err != nil {
		return listOutput{}, err
	}
	var names []string
	for at, r := range t.components {
		if at.region == t.region && at.name > after && t.advance(r) && selects(in, r) {
			names = append(names, at.name)
		}
	}
	slices.Sort(names)

	out := listOutput{Components: []awstypes.Component{}}
	if size := int(cmp.Or(aws.ToInt32(in.MaxResults), maxPageSize)); len(names) > size {
		names = names[:size]
		out.NextToken = t.pageToken(in, names[size-1])
	}
	for _, name := range names {
		c := t.components[t.at(name)].Component
		c.Description, c.LastClientRequestToken, c.ServiceSpec = nil, nil, nil
		out.Components = append(out.Components, c)
	}
	return out, nil
}

func selects(in proton.ListComponentsInput, r *record) bool {
	matches := func(filter, value *string) bool { return filter == nil || *filter == aws.ToString(value) }
	return matches(in.EnvironmentName, r.EnvironmentName) && matches(in.ServiceName, r.ServiceName) &&
		matches(in.ServiceInstanceName, r.ServiceInstanceName)
}

// pageToken signs the last name of a page together with the region and the filters of the request, so that a token is
// valid only for the next page of the same list.
func (t transaction) pageToken(in proton.ListComponentsInput, last string) *string {
	return aws.String(base64.StdEncoding.EncodeToString(append(t.sign(in, last), last...)))
}

// position returns the name after which the requested page begins.
func (t transaction) position(in proton.ListComponentsInput) (string, error) {
	if in.NextToken == nil {
		return "", nil
	}
	token, err := base64.StdEncoding.Strict().DecodeString(*in.NextToken)
	if err != nil || len(token) < sha256.Size || !hmac.Equal(token[:sha256.Size], t.sign(in, string(token[sha256.Size:]))) {
		return "", invalid("nextToken is not a token of a list with these filters")
	}
	return string(token[sha256.Size:]), nil
}

func (t transaction) sign(in proton.ListComponentsInput, last string) []byte {
	mac := hmac.New(sha256.New, t.pageKey)
	// A list of strings as JSON is unambiguous, and encoding it cannot fail.
	_ = json.NewEncoder(mac).Encode([]string{
		t.region, aws.ToString(in.EnvironmentName), aws.ToString(in.ServiceName), aws.ToString(in.ServiceInstanceName), last,
	})
	return mac.Sum(nil)
}
