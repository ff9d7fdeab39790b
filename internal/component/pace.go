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

	// patience limits how long an endpoint is polled that has not responded like the API, and how long GetDeployment is
	// tried that only fails.
	patience = 2 * time.Minute
)

// pace makes the pauses between calls.
type pace struct {
	random *rand.Rand // for the jitter
}

// newPace returns a pace. The cancellations of one apply start together: their names make them poll at different times.
func newPace(name string, start time.Time) pace {
	hash := fnv.New64()
	_, _ = hash.Write([]byte(name))                                            // never fails
	return pace{rand.New(rand.NewPCG(hash.Sum64(), uint64(start.UnixNano())))} //nolint:gosec // only spreads the load
}

// interval returns the pause before the next call: a twelfth of the elapsed time, within bounds. The delay
// with which the end is noticed is then proportional to the duration. The jitter subtracts up to a tenth.
func (p pace) interval(elapsed time.Duration) time.Duration {
	d := min(max(elapsed/12, minInterval), maxInterval)
	return d - time.Duration(p.random.Int64N(int64(d/10)))
}

// pause waits before the next call. It returns the error of a ctx that ends before that.
func (p pace) pause(ctx context.Context, elapsed time.Duration) error {
	timer := time.NewTimer(p.interval(elapsed))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
