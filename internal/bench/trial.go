package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// trial is a workspace and an emulator that nothing has happened in yet.
type trial struct {
	*workspace
	*service

	n       int
	cancels int // how many are wanted
}

func (b *bench) newTrial(ctx context.Context, s subject, n int, variables ...string) (*trial, error) {
	t := &trial{n: n}
	if s.cancels {
		t.cancels = n
	}
	return t, b.fill(ctx, t, s.config(n), variables)
}

// newWait is a trial of one cancellation that is waited for, and takes the given time.
func (b *bench) newWait(ctx context.Context, cancelTime time.Duration) (*trial, error) {
	t := &trial{n: 1, cancels: 1}
	return t, b.fill(ctx, t, cancellations(1, "wait_for_completion = true"), nil, emulator.WithCancelTime(cancelTime))
}

func (b *bench) fill(ctx context.Context, t *trial, config string, variables []string, options ...emulator.Option) (err error) {
	if t.service, err = newService(ctx, t.n, options...); err != nil {
		return err
	}
	t.workspace, err = b.workspace(ctx, config, append(t.environment(), variables...)...)
	if err != nil {
		t.service.close()
	}
	return err
}

func (t *trial) close() {
	t.service.close()
	_ = os.RemoveAll(t.dir)
}

var (
	applyArgs   = []string{"apply", "-auto-approve", "-input=false", "-no-color"}
	planArgs    = []string{"plan", "-detailed-exitcode", "-input=false", "-no-color"} // 2 would be a change
	refreshArgs = []string{"apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"}
	destroyArgs = []string{"destroy", "-auto-approve", "-input=false", "-no-color"}
)

// apply creates all resources, and checks that it did.
func (t *trial) apply(ctx context.Context) (time.Duration, error) {
	text, elapsed, err := t.run(ctx, applyArgs...)
	if err != nil {
		return 0, err
	}
	return elapsed, t.checkApplied(text)
}

func (t *trial) checkApplied(text string) error {
	var missing error
	if want := fmt.Sprintf("Resources: %d added, 0 changed, 0 destroyed", t.n); !strings.Contains(text, want) {
		missing = fmt.Errorf("the apply did not say %q", want)
	}
	return errors.Join(missing, t.checkCancelled(t.cancels))
}

// plan plans once more, when there is nothing to do.
func (t *trial) plan(ctx context.Context) (time.Duration, error) {
	_, elapsed, err := t.run(ctx, planArgs...)
	return elapsed, err
}
