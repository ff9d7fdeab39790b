package component_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// TestCancel_interrupted shows that an interruption ends a run at once, in a call and in each kind of pause.
func TestCancel_interrupted(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		cancel, get []response
		call        int    // the interruption comes 1 ms after this one begins
		failed      string // the operation of the last error
		want        want
	}{
		"in the first cancel": {
			then(hang), nil, 1, "",
			want{cancels: 1, doubt: true},
		},
		"in a repeated cancel": {
			then(conflict, hang), times(2, in("IN_PROGRESS")), 4, "",
			want{status: "IN_PROGRESS", cancels: 2, gets: 2, doubt: true},
		},
		"in the first read": {
			then(conflict), then(hang), 2, "",
			want{cancels: 1, gets: 1},
		},
		"between two reads": {
			then(conflict), then(in("IN_PROGRESS")), 2, "",
			want{status: "IN_PROGRESS", cancels: 1, gets: 1},
		},
		"after a stale read": {
			then(in("CANCELLING")), then(earlier.in("FAILED")), 2, "",
			want{status: "CANCELLING", cancels: 1, gets: 1, accepted: true},
		},
		"after a transient error": {
			then(conflict), then(text(200, ``)), 2, "GetComponent",
			want{cancels: 1, gets: 1},
		},
		"after a repeated cancel": {
			then(conflict), then(in("IN_PROGRESS")), 4, "",
			want{status: "IN_PROGRESS", cancels: 2, gets: 2},
		},
		"before the first poll": {
			then(in("CANCELLING")), nil, 1, "",
			want{status: "CANCELLING", cancels: 1, accepted: true},
		},
		"in a poll": {
			then(in("CANCELLING")), then(hang), 2, "",
			want{status: "CANCELLING", cancels: 1, gets: 1, accepted: true},
		},
		"between two polls": {
			then(in("CANCELLING")), then(in("CANCELLING")), 9, "",
			want{status: "CANCELLING", cancels: 1, gets: 8, accepted: true},
		},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithTimeout(t.Context(), time.Hour)
				defer stop()
				ctx, interrupt := context.WithCancel(ctx)
				s := &script{cancel: test.cancel, get: test.get}
				var interrupted time.Time
				client := s.clientOf(func(r *http.Request) (*http.Response, error) {
					if len(s.calls) == test.call-1 {
						interrupted = time.Now().Add(time.Millisecond)
						time.AfterFunc(time.Millisecond, interrupt)
					}
					return s.Do(r)
				})
				r := runClient(ctx, s, client, name, component.Options{Wait: true})
				test.want.reason = component.Interrupted
				test.want.check(t, r)
				if now := time.Now(); !now.Equal(interrupted) {
					t.Errorf("ended %s after the interruption, want at once", now.Sub(interrupted))
				}
				var failure *component.Error
				if !errors.As(r.err, &failure) || failure.Operation != test.failed {
					t.Errorf("got %v in %q, want an error of %q", r.err, failure.Operation, test.failed)
				}
			})
		})
	}
}
