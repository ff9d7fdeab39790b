package component_test

import (
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// TestCancel_retryMeetsTheSameDeployment shows that a look comes right before each retry, and that the pause does not
// come between the two.
func TestCancel_retryMeetsTheSameDeployment(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(conflict, in("CANCELLED")), get: then(in("IN_PROGRESS"))}
	r := run(t, s, time.Minute, component.Options{Wait: true})
	var order []string
	for _, c := range r.calls {
		order = append(order, c.operation)
	}
	if len(order) != 4 || order[0] != order[3] || order[1] != "GetComponent" || order[2] != "GetComponent" {
		t.Fatalf("got calls %v, want cancel, look, look, cancel", order)
	}
	if gap := r.calls[3].at.Sub(r.calls[2].at); gap != 0 {
		t.Errorf("got %s between the look and the retry, want none", gap)
	}
}

// TestCancel_retryMeetsANewerDeployment shows that what cannot be prevented is at least told.
func TestCancel_retryMeetsANewerDeployment(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(conflict, of(theirs, "CANCELLING", "")), get: then(in("IN_PROGRESS"))}
	want{notice: component.NewerCancelled, newer: theirs, status: "IN_PROGRESS", cancels: 2, gets: 2}.
		check(t, run(t, s, time.Minute, component.Options{Wait: true}))
}

// TestCancel_lostRetryMeetsANewerDeployment shows that a newer deployment that is being cancelled was not left alone, as
// far as anybody knows, if the answer to the cancel that was tried again was lost.
func TestCancel_lostRetryMeetsANewerDeployment(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		retry  answer
		status string
		notice component.Notice
	}{
		"lost, being cancelled":       {drop, "CANCELLING", component.NewerCancelled},
		"lost, cancelled":             {drop, "CANCELLED", component.NewerCancelled},
		"unreadable, being cancelled": {text(200, "<html>"), "CANCELLING", component.NewerCancelled},
		"lost, in progress":           {drop, "IN_PROGRESS", component.Superseded},
		"refused, being cancelled":    {conflict, "CANCELLING", component.Superseded},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			s := &script{cancel: then(conflict, test.retry), get: then(in("IN_PROGRESS"), in("IN_PROGRESS"), of(theirs, test.status, ""))}
			want{notice: test.notice, newer: theirs, status: "IN_PROGRESS", cancels: 2, gets: 3}.
				check(t, run(t, s, time.Minute, component.Options{Wait: true}))
		})
	}
}

// TestCancel_looksBeforeEveryRetry shows that the SDK does not send a retried cancel again by itself.
func TestCancel_looksBeforeEveryRetry(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(conflict, drop, refuse(500, "InternalServerException"), in("CANCELLED")), get: then(in("IN_PROGRESS"))}
	r := run(t, s, time.Minute, component.Options{Wait: true})
	want{status: "CANCELLED", cancels: 4, gets: 6, accepted: true}.check(t, r)
	for i, c := range r.calls[1:] {
		if c.operation == "CancelComponentDeployment" && r.calls[i].operation != "GetComponent" {
			t.Errorf("call %d is a cancel without a look before it", i+1)
		}
	}
}
