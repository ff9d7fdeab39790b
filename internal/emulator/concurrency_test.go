package emulator_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func TestOneOfManyCancelsIsAccepted(t *testing.T) {
	t.Parallel()
	const callers = 200
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	var accepted, conflicts atomic.Int32
	start := make(chan struct{})
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			<-start
			_, err := f.cancel(t, "api")
			_, isConflict := errors.AsType[*awstypes.ConflictException](err)
			switch {
			case err == nil:
				accepted.Add(1)
			case isConflict:
				conflicts.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	close(start)
	wg.Wait()
	if accepted.Load() != 1 || conflicts.Load() != callers-1 {
		t.Errorf("%d cancels were accepted and %d returned a conflict", accepted.Load(), conflicts.Load())
	}
	if got := f.Count("CancelComponentDeployment"); got != callers {
		t.Errorf("the journal has %d calls", got)
	}
}

// TestConcurrentUse is for the race detector: all operations of one server, concurrently.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for i := range 16 {
		name := fmt.Sprintf("c%d", i)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f.useAll(t, name)
		})
	}
}

func (f *fixture) useAll(t *testing.T, name string) {
	t.Helper()
	f.create(t, createInput(name, name))
	if _, err := f.cancel(t, name); err != nil {
		t.Error(err)
	}
	if _, err := f.Deploy(name); err != nil {
		t.Error(err)
	}
	f.clock.Advance(1)
	f.list(t, &proton.ListComponentsInput{MaxResults: new(int32(1))})
	if err := f.Finish(name, awstypes.DeploymentStatusFailed, "broke"); err != nil {
		t.Error(err)
	}
	expectStatus(t, f.get(t, name), awstypes.DeploymentStatusFailed)
	_ = f.Calls()
	if err := f.Remove(name); err != nil {
		t.Error(err)
	}
	_, err := f.client().GetComponent(t.Context(), &proton.GetComponentInput{Name: &name})
	expectError[*awstypes.ResourceNotFoundException](t, err)
}
