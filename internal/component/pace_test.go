package component_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// TestCancel_pace shows how soon a completed cancellation is noticed, and how many reads that takes.
func TestCancel_pace(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		length time.Duration // of the cancellation
		late   time.Duration // maximum
		calls  int           // maximum
	}{
		{200 * time.Millisecond, 500 * time.Millisecond, 1},
		{time.Second, 500 * time.Millisecond, 3},
		{5 * time.Second, 500 * time.Millisecond, 14},
		{30 * time.Second, 3 * time.Second, 40},
		{30 * time.Minute, 5 * time.Second, 520},
	} {
		t.Run(test.length.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				s := &script{cancel: then(in("CANCELLING")), get: then(response(func(r *http.Request, start epoch) (*http.Response, error) {
					if time.Since(began) < test.length {
						return in("CANCELLING")(r, start)
					}
					return in("CANCELLED")(r, start)
				}))}
				r := runContext(t.Context(), s, component.Options{Wait: true})
				want{status: "CANCELLED", cancels: 1, gets: -1, accepted: true}.check(t, r)
				if late := time.Since(began) - test.length; late < 0 || late > test.late {
					t.Errorf("noticed %s late, want at most %s", late, test.late)
				}
				if got := r.count("GetComponent"); got > test.calls {
					t.Errorf("took %d polls, want at most %d", got, test.calls)
				}
				checkGaps(t, r.calls)
			})
		})
	}
}

func checkGaps(t *testing.T, calls []call) {
	t.Helper()
	for i := 1; i < len(calls); i++ {
		gap := calls[i].at.Sub(calls[i-1].at)
		if gap < 400*time.Millisecond || gap > 5*time.Second {
			t.Errorf("got %s between calls %d and %d, want 0.4 s to 5 s", gap, i-1, i)
		}
	}
	if last := len(calls) - 1; last > 100 {
		if gap := calls[last].at.Sub(calls[last-1].at); gap < 4*time.Second {
			t.Errorf("got %s between the last two calls of a long wait, want it to have grown to about 5 s", gap)
		}
	}
}

// TestCancel_jitter shows that the cancellations of one apply do not poll at the same moments.
func TestCancel_jitter(t *testing.T) {
	t.Parallel()
	seen := map[time.Duration]bool{}
	for i := range 20 {
		s := &script{cancel: then(in("CANCELLING")), get: then(in("CANCELLED"))}
		synctest.Test(t, func(t *testing.T) {
			seen[runClient(t.Context(), s, s.client(), fmt.Sprintf("api-%d", i), component.Options{Wait: true}).took] = true
		})
	}
	if len(seen) < 18 {
		t.Errorf("the first polls of 20 cancellations came after %v, want them spread", seen)
	}
}
