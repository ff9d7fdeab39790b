package component_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
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

// simulate runs an apply in a new world, and up to two more after a failure.
func simulate(t *testing.T, seed uint64, doubts, again, runs *atomic.Int64) {
	random := rand.New(rand.NewPCG(seed, 0))
	w := newWorld(random)
	n := &network{
		world: w, random: random, faulty: pick(random, 0, 20, 50, 80),
		ahead:  pick(random, 0, 700*time.Millisecond, 10*time.Minute, -10*time.Minute),
		lag:    pick(random, 0, 0, time.Second, 10*time.Second),
		noTime: random.IntN(20) == 0,
		slow:   random.IntN(10) == 0,
	}
	if n.noDate = random.IntN(20) == 0; n.noDate {
		n.ahead = 0 // only the local clock can be used
	}
	for applies := 1; ; applies++ {
		r := apply(t, w, n)
		runs.Add(1)
		if r.facts().Doubt() {
			doubts.Add(1)
		}
		if all := r.violations(); len(all) > 0 {
			t.Fatalf("seed %d, apply %d violates\n  %s\n%s", seed, applies, strings.Join(all, "\n  "), r.trace())
		}
		if r.failure == nil || applies == 3 {
			return
		}
		again.Add(1)
		*n = network{world: w, random: random, faulty: n.faulty / 2, ahead: n.ahead, lag: n.lag, noDate: n.noDate, noTime: n.noTime}
		w.accepted = nil
		for _, d := range w.deployments {
			d.ours = false
		}
	}
}

// apply runs Cancel once.
func apply(t *testing.T, w *world, n *network) *trial {
	random := n.random
	r := &trial{world: w, network: n, start: time.Now()}
	r.options = component.Options{Wait: random.IntN(4) > 0}
	r.ignore = random.IntN(3) == 0
	r.deadline = r.start.Add(pick(random, 2*time.Second, 30*time.Second, 5*time.Minute, 30*time.Minute))
	ctx, stop := context.WithDeadline(t.Context(), r.deadline)
	defer stop()
	if random.IntN(8) == 0 { // Ctrl-C, or a killed process: the next apply follows
		interrupted, interrupt := context.WithCancel(ctx)
		r.interrupted = r.start.Add(time.Duration(random.Int64N(int64(time.Minute))))
		timer := time.AfterFunc(time.Until(r.interrupted), interrupt)
		defer timer.Stop()
		ctx = interrupted
	}
	client := proton.New(proton.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String("http://proton.test"),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
		HTTPClient:   n,
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
				return time.Duration(attempt) * time.Second, nil // the SDK's own is random, without a seed
			})
		}),
	})
	r.outcome, r.err = component.Cancel(ctx, client, name, r.options)
	r.end = time.Now()
	w.advance(r.end)
	if n.target == nil { // the deadline came before the first attempt
		n.sent, n.target = r.end, w.now()
	}
	r.diagnose()
	return r
}

// trace describes the run, for a developer.
func (r *trial) trace() string {
	var b strings.Builder
	since := func(at time.Time) string { return fmt.Sprintf("%8.2fs", at.Sub(r.start).Seconds()) }
	fmt.Fprintf(&b, "wait %t, ignore %t, deadline %s, clock ahead %s, lag %s, target %.8s\n", r.options.Wait,
		r.ignore, r.deadline.Sub(r.start), r.network.ahead, r.network.lag, r.network.target.id)
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
