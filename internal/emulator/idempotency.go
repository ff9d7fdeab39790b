package emulator

import (
	"crypto/sha256"
	"encoding/json"
	"maps"
	"time"
)

// tokenLife is how long a client token is remembered. It outlasts the
// component, so that a late repetition of a create does not bring it back.
const tokenLife = 24 * time.Hour

type tokenKey struct{ operation, token string }

// firstAnswer is what a call with a client token came to.
type firstAnswer struct {
	payload   [sha256.Size]byte
	component Component
	at        time.Time
}

// once does a change at most once for each client token: the same call again
// gets the first answer, another call with the token a conflict. A change that
// failed is not remembered and may be tried again with its token.
func (t turn) once(operation, token string, in any, change func() (*record, error)) (componentOutput, error) {
	payload, err := json.Marshal(in)
	if err != nil {
		return componentOutput{}, err
	}
	key, sum := tokenKey{operation, token}, sha256.Sum256(payload)
	maps.DeleteFunc(t.answers, func(_ tokenKey, a firstAnswer) bool { return t.now.Sub(a.at) >= tokenLife })
	if first, known := t.answers[key]; known {
		if first.payload != sum {
			return componentOutput{}, conflict("clientToken was used before, for another %s", operation)
		}
		return t.answer(first.component), nil
	}
	r, err := change()
	if err != nil {
		return componentOutput{}, err
	}
	if token != "" {
		t.answers[key] = firstAnswer{sum, r.Component, t.now}
	}
	return t.answer(r.Component), nil
}
