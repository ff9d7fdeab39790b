package component

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"time"
)

const (
	minInterval = 450 * time.Millisecond // half a second, minus the time that Terraform takes to exit
	maxInterval = 5 * time.Second

	// maxReadAge is how old a read may be when the cancel that it allows is handed to the HTTP client: new credentials can take
	// longer.
	maxReadAge = 2 * time.Second

	// patience limits how long an endpoint is polled that has not responded like the API, and how long GetDeployment may
	// fail without a result in between.
	patience = 2 * time.Minute
)

// newJitter returns the random numbers of a run. The cancellations of one apply start together: their names make them poll
// at different times.
func newJitter(name string, start time.Time) *rand.Rand {
	hash := fnv.New64()
	_, _ = hash.Write([]byte(name))                                      // never fails
	return rand.New(rand.NewPCG(hash.Sum64(), uint64(start.UnixNano()))) //nolint:gosec // only spreads the load
}

// pause waits before the next call: a twelfth of the elapsed time, within bounds. The delay with which the end is noticed is
// then proportional to the duration. The jitter subtracts up to a tenth. It returns the error of a ctx that ends before that.
func pause(ctx context.Context, elapsed time.Duration, jitter *rand.Rand) error {
	interval := min(max(elapsed/12, minInterval), maxInterval)
	timer := time.NewTimer(interval - time.Duration(jitter.Int64N(int64(interval/10))))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
