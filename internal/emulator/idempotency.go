package emulator

import (
	"crypto/sha256"
	"encoding/json"
	"maps"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// tokenLife is how long a client token is remembered. It outlasts the component, so that a late repetition of a create
// does not create it again.
const tokenLife = 24 * time.Hour

type tokenKey struct{ region, operation, token string }

// firstCall is the first call with a client token.
type firstCall struct {
	payload   [sha256.Size]byte
	component types.Component
	at        time.Time
}

// once makes a change at most once for each client token: the same call again gets the first response, another call with
// the token a conflict. A change that failed is not remembered and may be tried again with its token.
func (t turn) once(operation string, token *string, in any, change func() (*record, error)) (componentOutput, error) {
	payload, err := json.Marshal(in)
	if err != nil {
		return componentOutput{}, err
	}
	key, sum := tokenKey{t.region, operation, aws.ToString(token)}, sha256.Sum256(payload)
	maps.DeleteFunc(t.tokens, func(_ tokenKey, first firstCall) bool { return t.now.Sub(first.at) >= tokenLife })
	if first, known := t.tokens[key]; known {
		if first.payload != sum {
			return componentOutput{}, conflict("clientToken was used before, for another %s", operation)
		}
		return componentOutput{first.component}, nil
	}
	r, err := change()
	if err != nil {
		return componentOutput{}, err
	}
	if key.token != "" {
		t.tokens[key] = firstCall{sum, r.Component, t.now}
	}
	return componentOutput{r.Component}, nil
}
