package component_test

import (
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// TestServerClock_isUnclear has the service's clock between low and high ahead of the local one.
func TestServerClock_isUnclear(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		low, high, began time.Duration
		want             bool
	}{
		"a fast response":                  {9 * time.Second, 10 * time.Second, 11500 * time.Millisecond, false},
		"a slow response":                  {8 * time.Second, 10 * time.Second, 11 * time.Second, true},
		"a slow response, clock is behind": {-10 * time.Second, -8 * time.Second, -7 * time.Second, true},
		"certainly before":                 {8 * time.Second, 10 * time.Second, 9 * time.Second, false},
		"perhaps the same moment":          {8 * time.Second, 10 * time.Second, 10 * time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := component.IsUnclear(test.low, test.high, test.began, false); got != test.want {
				t.Errorf("got %t, want %t", got, test.want)
			}
			if component.IsUnclear(test.low, test.high, test.began, true) {
				t.Error("unclear, although the clock is contradictory")
			}
		})
	}
}

// TestServerClock_suspended has a machine that was suspended for an hour after the first cancel: by its monotonic clock, only a second
// passed until the next request.
func TestServerClock_suspended(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		began                   time.Duration
		before, after, isUnsure bool
	}{
		"before the cancel":           {-time.Minute, true, false, false},
		"while it was suspended":      {30 * time.Minute, false, false, true},
		"after it was woken":          {time.Hour + time.Minute, false, true, false},
		"right before the suspension": {3 * time.Second, false, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after, unclear := component.CompareStart(test.began, component.Exchange{Sent: time.Second, Received: time.Hour + 2*time.Second, Date: time.Hour + time.Second})
			if before != test.before || after != test.after || unclear && !after != test.isUnsure {
				t.Errorf("got before %t, after %t and unclear %t, want %t, %t and %t", before, after, unclear, test.before, test.after, test.isUnsure)
			}
		})
	}
}

// TestServerClock_tolerance has two machines whose clocks differ by just as much as is tolerated, and by more.
func TestServerClock_tolerance(t *testing.T) {
	t.Parallel()
	for differ, want := range map[time.Duration]bool{2 * time.Second: true, 2*time.Second + 1: false} {
		_, after, _ := component.CompareStart(time.Minute, component.Exchange{}, component.Exchange{Date: differ})
		if after != want {
			t.Errorf("clocks that differ by %s show that the deployment is a later one: %t, want %t", differ, after, want)
		}
	}
}
