package component_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/proton"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

var (
	worlds = flag.Int("worlds", 4000, "how many worlds TestSimulation runs")
	seed   = flag.Uint64("seed", 1, "the seed of the first world; the others follow")
)

// TestSimulation runs cancellations in random worlds with faults, and checks the invariants. A violation prints the seed of
// its world and the calls: -seed=N -worlds=1 repeats it.
func TestSimulation(t *testing.T) {
	t.Parallel()
	const batches = 4
	var doubts, again, runs atomic.Int64
	for batch := range batches {
		t.Run(fmt.Sprint(batch), func(t *testing.T) {
			t.Parallel()
			for i := batch; i < *worlds && !t.Failed(); i += batches {
				synctest.Test(t, func(t *testing.T) { simulate(t, *seed+uint64(i), &doubts, &again, &runs) })
			}
		})
	}
	t.Cleanup(func() {
		t.Logf("%d worlds, %d runs: %.1f %% ended in doubt, %d were followed by another apply",
			*worlds, runs.Load(), 100*float64(doubts.Load())/float64(max(runs.Load(), 1)), again.Load())
	})
}

// simulate runs an apply in a new world, and up to two more after a failure. Sometimes another provider cancels at the same
// time.
func simulate(t *testing.T, seed uint64, doubts, again, runs *atomic.Int64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	w := newWorld(random)
	h, faulty, slow := newHabits(random), pick(random, 0, 20, 50, 80), random.IntN(10) == 0
	for applies := 1; ; applies++ {
		all := []*trial{newTrial(w, h, random, faulty, slow)}
		if random.IntN(8) == 0 {
			all = append(all, newTrial(w, h, random, faulty, slow))
		}
		var group sync.WaitGroup
		for i, r := range all {
			group.Go(func() {
				time.Sleep(time.Duration(i) * 1234567 * time.Nanosecond) // two at the same instant have no order
				r.apply(t.Context())
			})
		}
		group.Wait()
		failed := false
		for _, r := range all {
			runs.Add(1)
			failed = failed || r.failure != nil
			if r.facts().Doubt() {
				doubts.Add(1)
			}
			if wrong := r.violations(); len(wrong) > 0 && !r.killed {
				t.Fatalf("seed %d, apply %d violates\n  %s\n%s", seed, applies, strings.Join(wrong, "\n  "), r.trace())
			}
		}
		if !failed || applies == 3 {
			return
		}
		again.Add(1)
		faulty /= 2
	}
}

// newTrial returns a run with a network and options of its own.
func newTrial(w *world, h habits, random *rand.Rand, faulty int, slow bool) *trial {
	now := time.Now()
	n := &network{world: w, habits: h, random: rand.New(rand.NewPCG(random.Uint64(), 0)), faulty: faulty, slow: slow, windows: windows(random, now)}
	n.renews = n.random.IntN(5) == 0
	if h.foreign != nil {
		n.faulty, n.slow, n.windows = 0, false, nil
	}
	r := &trial{world: w, network: n, start: now, options: component.Options{Wait: random.IntN(4) > 0}, ignore: random.IntN(3) == 0}
	r.deadline = now.Add(pick(random, 2*time.Second, 30*time.Second, 5*time.Minute, 30*time.Minute))
	if random.IntN(8) == 0 { // Ctrl-C, or a killed process: the next apply follows
		r.interrupted = now.Add(time.Duration(random.Int64N(int64(time.Minute))))
		r.killed = random.IntN(3) == 0
		n.killed = r.killed
	}
	return r
}

// apply runs Cancel once.
func (r *trial) apply(ctx context.Context) {
	n := r.network
	r.start = time.Now()
	ctx, stop := context.WithDeadline(ctx, r.deadline)
	defer stop()
	if !r.interrupted.IsZero() {
		interrupted, interrupt := context.WithCancel(ctx)
		timer := time.AfterFunc(time.Until(r.interrupted), interrupt)
		defer timer.Stop()
		ctx = interrupted
	}
	client := proton.New(proton.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String("http://proton.test"),
		Credentials:  aws.CredentialsProviderFunc(n.credentials),
		HTTPClient:   n,
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
				return time.Duration(attempt) * time.Second, nil // the SDK's own is random, without a seed
			})
		}),
	})
	r.outcome, r.err = component.Cancel(ctx, client, name, r.options)
	r.end = time.Now()
	r.world.mu.Lock()
	defer r.world.mu.Unlock()
	r.world.advance(r.end)
	if n.target == nil { // the deadline came before the first attempt
		n.sent, n.target = r.end, r.world.now()
	}
	r.diagnose()
}

// trace describes the run, for a developer.
func (r *trial) trace() string {
	var b strings.Builder
	since := func(at time.Time) string { return fmt.Sprintf("%8.2fs", at.Sub(r.start).Seconds()) }
	fmt.Fprintf(&b, "wait %t, ignore %t, deadline %s, target %.8s, killed %t\n%+v\n", r.options.Wait,
		r.ignore, r.deadline.Sub(r.start), r.network.target.id, r.killed, r.network.habits)
	for _, c := range r.network.calls {
		fmt.Fprintf(&b, "%s  %-26s %-24s %s", since(c.at), c.operation, c.fault, c.result)
		if c.processed.After(c.at) {
			fmt.Fprintf(&b, " (processed at %s)", strings.TrimSpace(since(c.processed)))
		}
		b.WriteString("\n")
	}
	b.WriteString("the world:\n")
	for _, v := range r.world.history {
		fmt.Fprintf(&b, "%s  %.8s %s\n", since(v.from), v.id, v.status)
	}
	fmt.Fprintf(&b, "ended after %s: notice %d, error %v\n%s\n", r.end.Sub(r.start), r.outcome.Notice, r.err, r.text)
	return b.String()
}
