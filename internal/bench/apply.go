package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// measureApply takes the time of applies and of plans without changes. The subjects take turns, so that what else the
// machine does befalls all of them.
func (b *bench) measureApply(ctx context.Context) error {
	subjects := append(slices.Clone(b.subjects), noPlugin())
	if b.haveAWS(b.aws(ctx)) {
		subjects = append(subjects, localExec())
	}
	for _, s := range subjects {
		// What is read from the disk is read once before it is measured.
		if _, err := b.applyAndPlan(ctx, s, 1); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	for _, n := range b.sizes {
		for range b.runs {
			for _, s := range subjects {
				if s.most > 0 && n > s.most {
					continue
				}
				seen, err := b.applyAndPlan(ctx, s, n)
				if err != nil {
					return fmt.Errorf("%s, N = %d: %w", s.name, n, err)
				}
				b.say("N = %d, %s: apply %.2fs, plan %.2fs", n, s.name, seen.apply.Seconds(), seen.plan.Seconds())
				b.record(s, n, seen)
			}
		}
	}
	return nil
}

// aws is the cheapest thing that the AWS CLI does.
func (b *bench) aws(ctx context.Context) *exec.Cmd {
	command := exec.CommandContext(ctx, "aws", "--version")
	command.Dir, command.Env = b.dir, b.environment()
	return command
}

// applied is what an apply and the plan after it took.
type applied struct {
	apply, plan           time.Duration
	applyCalls, planCalls int
	connections           int64
	state                 int64 // bytes
}

func (b *bench) applyAndPlan(ctx context.Context, s subject, n int) (seen applied, err error) {
	t, err := b.newTrial(ctx, s, n)
	if err != nil {
		return seen, err
	}
	defer t.close()
	if seen.apply, err = t.apply(ctx); err != nil {
		return seen, err
	}
	state, err := os.Stat(filepath.Join(t.dir, "terraform.tfstate"))
	if err != nil {
		return seen, err
	}
	seen.state = state.Size()
	seen.applyCalls, seen.connections = len(t.Calls()), t.connections.Load()
	seen.plan, err = t.plan(ctx)
	seen.planCalls = len(t.Calls()) - seen.applyCalls
	return seen, err
}

func (b *bench) record(s subject, n int, seen applied) {
	of := sized(n)
	b.report.add(series{Figure: "apply", Of: of, Subject: s.name, Unit: seconds}, seen.apply.Seconds())
	b.report.add(series{Figure: "no-op plan", Of: of, Subject: s.name, Unit: seconds}, seen.plan.Seconds())
	b.report.add(series{Figure: "state", Of: of, Subject: s.name, Unit: kilobytes}, float64(seen.state)/1e3)
	if s.name == protonName {
		b.report.add(series{Figure: "apply: API calls", Of: of, Subject: s.name}, float64(seen.applyCalls))
		b.report.add(series{Figure: "apply: connections", Of: of, Subject: s.name}, float64(seen.connections))
		b.report.add(series{Figure: "no-op plan: API calls", Of: of, Subject: s.name}, float64(seen.planCalls))
	}
}

func sized(n int) string { return fmt.Sprintf("N = %d", n) }
