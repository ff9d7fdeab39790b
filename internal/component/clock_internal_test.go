package component

import (
	"testing"
	"time"
)

// TestServerClock_isUnclear has the service's clock between low and high ahead of the local one.
func TestServerClock_isUnclear(t *testing.T) {
	t.Parallel()
	sent := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		low, high, began time.Duration
		want             bool
	}{
		"a fast response":                  {9 * time.Second, 10 * time.Second, 11500 * time.Millisecond, false},
		"a slow response":                  {8 * time.Second, 10 * time.Second, 11 * time.Second, true},
		"a slow response, clock is behind": {-10 * time.Second, -8 * time.Second, -7 * time.Second, true},
		"certainly before":                 {8 * time.Second, 10 * time.Second, 9 * time.Second, false},
		"perhaps the same moment":          {8 * time.Second, 10 * time.Second, 10 * time.Second, false},
		"certainly after":                  {8 * time.Second, 10 * time.Second, 13 * time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := serverClock{sent: sent, known: true, low: test.low, high: test.high}
			if got := clock.isUnclear(sent.Add(test.began)); got != test.want {
				t.Errorf("got %t, want %t", got, test.want)
			}
			clock.contradictory = true
			if clock.isUnclear(sent.Add(test.began)) {
				t.Error("unclear, although the clock is contradictory")
			}
		})
	}
}
