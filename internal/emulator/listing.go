package emulator

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
)

type listOutput struct {
	Components []wireSummary `json:"components"`
	NextToken  string        `json:"nextToken,omitempty"`
}

// list answers one page, sorted by name. The next page begins behind the last
// name of this one, whatever has come or gone by then.
func (t turn) list(in listInput) (listOutput, error) {
	after, err := t.position(in)
	if err != nil {
		return listOutput{}, err
	}
	var names []string
	for name, r := range t.components {
		if name > after && in.selects(r) {
			names = append(names, name)
		}
	}
	slices.Sort(names)

	out := listOutput{Components: []wireSummary{}}
	if size := cmp.Or(in.MaxResults, maxPageSize); len(names) > size {
		names = names[:size]
		out.NextToken = t.pageToken(in, names[size-1])
	}
	for _, name := range names {
		out.Components = append(out.Components, summarize(t.components[name].Component, t.region))
	}
	return out, nil
}

func (in listInput) selects(r *record) bool {
	return (in.Environment == "" || in.Environment == r.EnvironmentName) &&
		(in.Service == "" || in.Service == r.ServiceName) &&
		(in.Instance == "" || in.Instance == r.ServiceInstanceName)
}

// pageToken signs the last name of a page together with the filters it was
// asked for with, so that a token is good for nothing but to go on there.
func (s *store) pageToken(in listInput, last string) string {
	return base64.StdEncoding.EncodeToString(append(s.sign(in, last), last...))
}

// position returns the name behind which the page asked for begins.
func (s *store) position(in listInput) (string, error) {
	if in.Token == "" {
		return "", nil
	}
	token, err := base64.StdEncoding.Strict().DecodeString(in.Token)
	if err != nil || len(token) < sha256.Size {
		return "", invalid("nextToken is not one that this service gave out")
	}
	signature, last := token[:sha256.Size], string(token[sha256.Size:])
	if !hmac.Equal(signature, s.sign(in, last)) {
		return "", invalid("nextToken was not given out for a list with these filters")
	}
	return last, nil
}

func (s *store) sign(in listInput, last string) []byte {
	mac := hmac.New(sha256.New, s.pageKey)
	// A list of strings as JSON is unambiguous, and encoding it cannot fail.
	_ = json.NewEncoder(mac).Encode([]string{in.Environment, in.Service, in.Instance, last})
	return mac.Sum(nil)
}
