package component_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// TestCancel_serverClock shows that the Date header, not the local clock, decides which deployment started later.
func TestCancel_serverClock(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		ahead   time.Duration // the service's clock
		undated bool
		began   time.Duration // the deployment that the first read shows, after the first cancel
		newer   bool
	}{
		"ten minutes ahead, before":  {10 * time.Minute, false, -3 * time.Second, false},
		"ten minutes ahead, after":   {10 * time.Minute, false, 5 * time.Second, true},
		"ten minutes behind, before": {-10 * time.Minute, false, -3 * time.Second, false},
		"ten minutes behind, after":  {-10 * time.Minute, false, 5 * time.Second, true},
		"within the tolerance":       {0, false, 2 * time.Second, false},
		"beyond the tolerance":       {0, false, 2*time.Second + time.Millisecond, true},
		"undated, before":            {0, true, -3 * time.Second, false},
		"undated, after":             {0, true, 5 * time.Second, false},
		"undated, the clock is slow": {-time.Minute, true, 5 * time.Second, false},
		"undated, the clock is fast": {time.Minute, true, -3 * time.Second, false},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			shown := scripted{ours.id, test.began}
			s := &script{
				ahead: test.ahead, undated: test.undated,
				cancel: then(late(conflict)), get: then(shown.in("CANCELLED")),
			}
			expected := want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 1}
			if test.newer {
				expected = want{
					reason: component.NotInProgress, newer: component.Newer{ID: ours.id, Status: "CANCELLED"}, cancels: 1, gets: 1,
				}
			}
			expected.check(t, run(t, s, time.Minute, component.Options{Wait: true}))
		})
	}
}

// TestCancel_slowResponses shows that a deployment is not used as the target while all responses are too slow to tell
// whether it started before the cancel.
func TestCancel_slowResponses(t *testing.T) {
	t.Parallel()
	shown := scripted{theirs.id, 5 * time.Second}.in("IN_PROGRESS")
	slow := after(20*time.Second, shown)
	s := &script{cancel: then(after(20*time.Second, conflict)), get: then(slow, slow, shown)}
	want{reason: component.NotInProgress, newer: newer("IN_PROGRESS", component.LeftAlone), cancels: 1, gets: 3}.
		check(t, run(t, s, 2*time.Minute, component.Options{Wait: true}))
}

// TestCancel_staleAfterUnclear shows that an earlier deployment than one that may be the target is not the target.
func TestCancel_staleAfterUnclear(t *testing.T) {
	t.Parallel()
	recent := scripted{ours.id, -1500 * time.Millisecond}
	late := func(r response) response { // it is written at once, and delivered later
		return func(request *http.Request, start epoch) (*http.Response, error) {
			out, err := dated(0, r)(request, start)
			time.Sleep(6 * time.Second)
			return out, err
		}
	}
	s := &script{
		cancel: then(late(conflict)),
		get:    then(late(recent.in("CANCELLING")), late(earlier.in("IN_PROGRESS")), recent.in("CANCELLING"), recent.in("CANCELLED")),
	}
	want{status: "CANCELLED", cancels: 1, gets: 4, accepted: true}.check(t, run(t, s, time.Minute, component.Options{Wait: true}))
}

// TestCancel_unnamedStaysUnnamed shows that a response that names no deployment does not show that the target is cancelled.
func TestCancel_unnamedStaysUnnamed(t *testing.T) {
	t.Parallel()
	s := &script{
		cancel: then(late(text(200, `{"component":{"name":"api","deploymentStatus":"CANCELLING"}}`))), get: then(theirs.in("CANCELLING")),
	}
	if r := run(t, s, time.Minute, component.Options{Wait: true}); r.err != nil || r.Known != component.AcceptedUnnamed {
		t.Errorf("got acceptance %d, error %v, want it unnamed", r.Known, r.err)
	}
}

// TestCancel_lateKnownLater shows that a deployment is not cancelled again once it is known to have started after the first
// cancel. The first read uses it as the target, and the next one narrows the service's clock.
func TestCancel_lateKnownLater(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(conflict), get: then(scripted{theirs.id, 1500 * time.Millisecond}.in("IN_PROGRESS"))}
	want{reason: component.NotInProgress, newer: newer("IN_PROGRESS", component.LeftAlone), cancels: 1, gets: 2}.
		check(t, run(t, s, time.Minute, component.Options{Wait: true}))
}

// TestCancel_lateKnownAfterAll shows what is said of a deployment that undated responses showed as the target, and that a dated one
// shows to have started after the first cancel: a cancel without a clear response may have reached it.
func TestCancel_lateKnownAfterAll(t *testing.T) {
	t.Parallel()
	undated := func(r response) response { return header(r, "Date", "") }
	checkSituations(t, map[string]situation{
		"it was joined": {
			cancel: then(undated(late(drop))), get: then(undated(theirs.in("CANCELLING")), theirs.in("CANCELLED")),
			want: want{notice: component.Superseded, newer: newer("CANCELLED", component.EffectUnknown), cancels: 1, gets: 2, doubt: true, joined: true},
		},
		"the cancel was sent again": {
			cancel: then(undated(late(drop))), get: then(undated(theirs.in("IN_PROGRESS")), undated(theirs.in("IN_PROGRESS")), theirs.in("SUCCEEDED")),
			want: want{notice: component.Superseded, newer: newer("SUCCEEDED", component.EffectUnknown), cancels: 2, gets: 3, doubt: true},
		},
		"the cancel was refused": {
			cancel: then(undated(late(conflict))), get: then(undated(theirs.in("IN_PROGRESS")), theirs.in("SUCCEEDED")),
			want: want{reason: component.NotInProgress, newer: newer("SUCCEEDED", component.LeftAlone), cancels: 1, gets: 2},
		},
		"the cancel was refused, and another one was joined": {
			cancel: then(undated(late(conflict))), get: then(undated(theirs.in("CANCELLING")), theirs.in("CANCELLED")),
			want: want{reason: component.NotInProgress, newer: newer("CANCELLED", component.LeftAlone), cancels: 1, gets: 2, joined: true},
		},
		"the cancel was sent again, and a stale response shows that": {
			cancel: then(undated(late(drop))), get: then(undated(theirs.in("IN_PROGRESS")), undated(theirs.in("IN_PROGRESS")), in("IN_PROGRESS")),
			want: want{status: "IN_PROGRESS", notice: component.Superseded, newer: newer("IN_PROGRESS", component.EffectUnknown), cancels: 2, gets: 3, history: 1, doubt: true},
		},
		"a response with the target's end shows that": {
			cancel: then(undated(late(drop))), get: then(undated(theirs.in("IN_PROGRESS")), in("FAILED")),
			want: want{reason: component.CancellationFailed, status: "FAILED", newer: newer("IN_PROGRESS", component.LeftAlone), cancels: 1, gets: 2, doubt: true},
		},
		"a stale response shows that": {
			cancel: then(undated(late(conflict))), get: then(undated(theirs.in("IN_PROGRESS")), in("IN_PROGRESS")),
			want: want{status: "IN_PROGRESS", notice: component.Superseded, newer: newer("IN_PROGRESS", component.LeftAlone), cancels: 1, gets: 2, history: 1},
		},
		"a response without a deployment shows that": {
			cancel: then(undated(late(conflict))), get: then(undated(theirs.in("IN_PROGRESS")), text(200, `{"component":{"name":"api","deploymentStatus":"IN_PROGRESS"}}`)),
			want: want{reason: component.NotInProgress, newer: newer("IN_PROGRESS", component.LeftAlone), cancels: 1, gets: 2},
		},
	})
}

// TestCancel_target has reads that show more than one deployment.
func TestCancel_target(t *testing.T) {
	t.Parallel()
	joined := want{status: "CANCELLED", cancels: 1, accepted: true}
	gets := func(n int) want { w := joined; w.gets = n; return w }
	checkSituations(t, map[string]situation{
		"a stale read later": {
			cancel: then(conflict), get: then(in("IN_PROGRESS"), earlier.in("SUCCEEDED"), in("CANCELLING"), earlier.in("FAILED"), in("CANCELLED")),
			want: gets(5),
		},
		"accepted, and then a later one from before the cancel: the response was stale": {
			cancel: then(earlier.in("CANCELLING")), get: then(in("IN_PROGRESS"), in("CANCELLING"), in("CANCELLED")),
			want: gets(3),
		},
		"joined, and then a later one from before the cancel: the read was stale": {
			cancel: then(conflict, in("CANCELLING")),
			get:    then(earlier.in("CANCELLING"), in("IN_PROGRESS"), in("IN_PROGRESS"), in("CANCELLED")),
			want:   want{status: "CANCELLED", cancels: 2, gets: 4, accepted: true},
		},
		"a read first, and then a later one that may be from before the cancel": {
			cancel: then(conflict), get: then(in("IN_PROGRESS"), scripted{theirs.id, -2 * time.Second}.in("IN_PROGRESS")),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, history: 1, cancels: 1, gets: 2,
				newer: newer("IN_PROGRESS", component.LeftAlone),
			},
		},
		"without times, another ID is a newer deployment": {
			cancel: then(conflict), get: then(ours.untimed("IN_PROGRESS"), theirs.untimed("IN_PROGRESS")),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, history: 1, cancels: 1, gets: 2,
				newer: newer("IN_PROGRESS", component.LeftAlone),
			},
		},
		"without the time of the first, one from before the cancel is stale": {
			cancel: then(ours.untimed("CANCELLING")), get: then(earlier.in("IN_PROGRESS"), in("CANCELLED")),
			want: gets(2),
		},
		"without the time of the second, another ID is a newer deployment": {
			cancel: then(in("CANCELLING")), get: then(theirs.untimed("IN_PROGRESS")),
			want: want{
				status: "CANCELLING", notice: component.Superseded, history: 1, cancels: 1, gets: 1, accepted: true,
				newer: newer("IN_PROGRESS", component.LeftAlone),
			},
		},
		"without an ID and a time, it is the same deployment": {
			cancel: then(conflict), get: then(text(200, `{"component":{"name":"api","deploymentStatus":"CANCELLING"}}`), in("FAILED")),
			want: want{reason: component.CancellationFailed, status: "FAILED", cancels: 1, gets: 2, accepted: true},
		},
		"without an ID, it is the same deployment": {
			cancel: then(in("CANCELLING")), get: then(scripted{"", -time.Minute}.in("CANCELLED")),
			want: gets(1),
		},
		"without any ID, but started later": {
			cancel: then(conflict), get: then(scripted{"", -time.Minute}.in("IN_PROGRESS"), late(scripted{"", 5 * time.Second}.in("IN_PROGRESS"))),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, cancels: 1, gets: 2,
				newer: component.Newer{Status: "IN_PROGRESS"},
			},
		},
		"another ID, while responses are too slow to compare times": {
			cancel: then(after(20*time.Second, in("CANCELLING"))), get: then(after(20*time.Second, theirs.in("IN_PROGRESS"))),
			want: want{
				status: "CANCELLING", notice: component.Superseded, history: 1, cancels: 1, gets: 1, accepted: true,
				newer: newer("IN_PROGRESS", component.LeftAlone),
			},
		},
		"without an ID, and then a deployment that started before the cancel was sent again": {
			cancel: then(conflict),
			get:    then(scripted{"", -time.Minute}.in("IN_PROGRESS"), late(scripted{"", -time.Minute}.in("IN_PROGRESS")), theirs.in("IN_PROGRESS")),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, cancels: 2, gets: 3,
				newer: newer("IN_PROGRESS", component.LeftAlone),
			},
		},
		"without an ID, but started later": {
			cancel: then(in("CANCELLING")), get: then(late(scripted{"", 5 * time.Second}.in("CANCELLED"))),
			want: want{
				status: "CANCELLING", notice: component.Superseded, history: 1, cancels: 1, gets: 1, accepted: true,
				newer: component.Newer{Status: "CANCELLED"},
			},
		},
	})
}

// TestCancel_incomparable has a response without an ID, and then one without a time: neither tells what the other lacks.
func TestCancel_incomparable(t *testing.T) {
	t.Parallel()
	s := &script{
		cancel: then(scripted{"", -time.Minute}.in("CANCELLING")),
		get:    then(late(theirs.untimed("IN_PROGRESS")), theirs.in("CANCELLED")),
	}
	r := run(t, s, time.Minute, component.Options{Wait: true})
	if r.err != nil || r.Newer == nil || *r.Newer != newer("CANCELLED", component.LeftAlone) {
		t.Errorf("got the newer deployment %+v, error %v", r.Newer, r.err)
	}
}

// TestCancel_staleJoin has a stale response that shows a cancellation in progress. The refusal is still the cause.
func TestCancel_staleJoin(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(validation), get: then(earlier.in("CANCELLING"), in("IN_PROGRESS"))}
	r := run(t, s, time.Minute, component.Options{Wait: true})
	var failure *component.Error
	if !errors.As(r.err, &failure) || failure.Reason != component.CallFailed || attempt.KindOf(failure.Cause) != attempt.Invalid {
		t.Errorf("got %v, want the ValidationException", r.err)
	}
}

// TestCancel_undatedRetry has a Date header only in the response to the first attempt. The deployment started after that one.
func TestCancel_undatedRetry(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(throttled, late(theirs.in("CANCELLING"))), get: then(theirs.in("CANCELLED"))}
	client := s.clientOf(func(r *http.Request) (*http.Response, error) {
		out, err := s.Do(r)
		if len(s.calls) > 1 && err == nil {
			out.Header.Del("Date")
		}
		return out, err
	})
	synctest.Test(t, func(t *testing.T) {
		r := runClient(t.Context(), s, client, name, component.Options{Wait: true})
		if r.err != nil || r.Notice != component.CancelledLate {
			t.Errorf("got notice %d, error %v", r.Notice, r.err)
		}
	})
}
