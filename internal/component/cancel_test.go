package component_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// want is the expected result of a run. The zero value of a field is an expectation too.
type want struct {
	status   awstypes.DeploymentStatus // of the outcome, or the last one in the error
	notice   component.Notice
	newer    component.Newer
	reason   component.Reason
	cancels  int // calls of CancelComponentDeployment that the endpoint received; -1 is any number
	gets     int // calls of GetComponent; -1 is any number
	history  int // calls of GetDeployment
	accepted bool
	doubt    bool
	unseen   bool // only GetDeployment showed the acceptance, which is not observed
	joined   bool // a deployment was used as the target that was being cancelled, and was not the target
	late     bool // the deployment that was used as the target started after the first cancel was sent
}

func (w want) check(t *testing.T, r result) {
	t.Helper()
	facts := r.Facts
	var failure *component.Error
	switch {
	case errors.As(r.err, &failure):
		facts = failure.Facts
		if failure.Reason != w.reason || failure.Component != name {
			t.Errorf("got reason %q and component %q, want %q and %q: %v", failure.Reason, failure.Component, w.reason, name, r.err)
		}
	case r.err != nil:
		t.Errorf("got an error of type %T, want *component.Error: %v", r.err, r.err)
	case w.reason != "":
		t.Errorf("got no error, want reason %q", w.reason)
	}
	if facts.Status() != w.status || r.Notice != w.notice {
		t.Errorf("got status %q and notice %d, want %q and %d", facts.Status(), r.Notice, w.status, w.notice)
	}
	w.checkFacts(t, facts)
	if got := r.count("CancelComponentDeployment"); w.cancels >= 0 && got != w.cancels {
		t.Errorf("got %d calls of CancelComponentDeployment, want %d", got, w.cancels)
	}
	if got := r.count("GetComponent"); w.gets >= 0 && got != w.gets {
		t.Errorf("got %d calls of GetComponent, want %d", got, w.gets)
	}
	if got := r.count("GetDeployment"); got != w.history {
		t.Errorf("got %d calls of GetDeployment, want %d", got, w.history)
	}
	if got := len(r.observed) > 0; got != (w.accepted && !w.unseen || w.joined) {
		t.Errorf("got acceptance observed: %t, want %t", got, w.accepted)
	}
	if facts.Elapsed != r.took {
		t.Errorf("took %s, and Elapsed is %s", r.took, facts.Elapsed)
	}
}

func (w want) checkFacts(t *testing.T, facts component.Facts) {
	t.Helper()
	if facts.Accepted() != w.accepted || facts.Doubt() != w.doubt {
		t.Errorf("got accepted: %t, in doubt: %t, want %t, %t", facts.Accepted(), facts.Doubt(), w.accepted, w.doubt)
	}
	var newer component.Newer
	if facts.Newer != nil {
		newer = *facts.Newer
	}
	if newer != w.newer {
		t.Errorf("got the newer deployment %+v, want %+v", newer, w.newer)
	}
	if facts.StartedLate != w.late {
		t.Errorf("got started late: %t, want %t", facts.StartedLate, w.late)
	}
	if facts.Last == nil || aws.ToString(facts.Last.LastAttemptedDeploymentId) == "" {
		return
	}
	if late := *facts.Last.LastAttemptedDeploymentId == theirs.id; late != w.late {
		t.Errorf("got a later deployment as the target: %t, want %t", late, w.late)
	}
}

// situation is one row of a table: the endpoint's responses, and the expected result.
type situation struct {
	cancel, get, history []response
	noWait               bool
	want                 want
}

// deadline of a [situation].
const deadline = 10 * time.Minute

func checkSituations(t *testing.T, rows map[string]situation) {
	t.Helper()
	for row, s := range rows {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			r := run(t, &script{cancel: s.cancel, get: s.get, history: s.history}, deadline,
				component.Options{Wait: !s.noWait})
			s.want.check(t, r)
			if s.want.reason == component.TimedOut && r.took != deadline {
				t.Errorf("took %s, want exactly the deadline of %s", r.took, deadline)
			}
		})
	}
}

var (
	conflict   = refuse(400, "ConflictException")
	validation = refuse(400, "ValidationException")
	throttled  = refuse(400, "ThrottlingException")
)

// TestCancel_accepted has the simplest case, in which the response to the first cancel names the deployment.
func TestCancel_accepted(t *testing.T) {
	t.Parallel()
	checkSituations(t, map[string]situation{
		"then CANCELLED": {
			cancel: then(in("CANCELLING")), get: then(in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 1, accepted: true},
		},
		"and CANCELLED at once": {
			cancel: then(in("CANCELLED")),
			want:   want{status: "CANCELLED", cancels: 1, accepted: true},
		},
		"and SUCCEEDED at once, which a read corrects": {
			cancel: then(in("SUCCEEDED")), get: then(in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 2, accepted: true},
		},
		"without an ID while CANCELLING, and a newer deployment is being cancelled": {
			cancel: then(throttled, after(10*time.Second, text(200, `{"component":{"name":"api","deploymentStatus":"CANCELLING"}}`))),
			get:    then(theirs.in("CANCELLING")),
			want: want{
				status: "CANCELLING", notice: component.Superseded, cancels: 2, gets: 1, accepted: true,
				newer: component.Newer{ID: theirs.id, Status: "CANCELLING", Effect: component.EffectUnknown},
			},
		},
		"without waiting": {
			cancel: then(in("CANCELLING")), noWait: true,
			want: want{status: "CANCELLING", cancels: 1, accepted: true},
		},
		"without waiting, whatever the status": {
			cancel: then(in("SUCCEEDED")), noWait: true,
			want: want{status: "SUCCEEDED", cancels: 1, accepted: true},
		},
		"without waiting, without an ID": {
			cancel: then(text(200, `{"component":{"name":"api","deploymentStatus":"IN_PROGRESS"}}`)), noWait: true,
			want: want{status: "IN_PROGRESS", cancels: 1, accepted: true},
		},
		"without an ID, which a read supplies": {
			cancel: then(text(200, `{"component":{"name":"api"}}`)), get: then(in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 1, accepted: true},
		},
		"without an ID, then replaced": {
			cancel: then(text(200, `{"component":{"name":"api","deploymentStatus":"CANCELLING"}}`)),
			get:    then(after(10*time.Second, theirs.in("CANCELLING"))),
			want: want{
				status: "CANCELLING", notice: component.Superseded, cancels: 1, gets: 1, accepted: true,
				newer: component.Newer{ID: theirs.id, Status: "CANCELLING", Effect: component.EffectUnknown},
			},
		},
		"of a deployment that started while the cancel was throttled": {
			cancel: then(throttled, after(10*time.Second, theirs.in("CANCELLING"))), noWait: true,
			want: want{status: "CANCELLING", notice: component.CancelledLate, cancels: 2, accepted: true, late: true},
		},
		"of a deployment that started while the cancel was throttled, then CANCELLED": {
			cancel: then(throttled, after(10*time.Second, theirs.in("CANCELLING"))), get: then(theirs.in("CANCELLED")),
			want: want{status: "CANCELLED", notice: component.CancelledLate, cancels: 2, gets: 1, accepted: true, late: true},
		},
		"of a deployment that started while the cancel was throttled, then SUCCEEDED": {
			cancel: then(throttled, after(10*time.Second, theirs.in("CANCELLING"))), get: then(theirs.in("SUCCEEDED")),
			want: want{status: "SUCCEEDED", reason: component.FinishedFirst, cancels: 2, gets: 1, accepted: true, late: true},
		},
	})
}

// TestCancel_refused has a row for each result of a read after a refusal.
func TestCancel_refused(t *testing.T) {
	t.Parallel()
	checkSituations(t, map[string]situation{
		"conflict, CANCELLING": {
			cancel: then(conflict), get: then(in("CANCELLING"), in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 3, accepted: true},
		},
		"conflict, CANCELLING, without waiting": {
			cancel: then(conflict), get: then(in("CANCELLING")), noWait: true,
			want: want{status: "CANCELLING", cancels: 1, gets: 1, accepted: true},
		},
		"conflict, CANCELLING, then FAILED": {
			cancel: then(conflict), get: then(in("CANCELLING"), in("FAILED")),
			want: want{reason: component.CancellationFailed, status: "FAILED", cancels: 1, gets: 2, accepted: true},
		},
		"conflict, CANCELLED": {
			cancel: then(conflict), get: then(in("CANCELLED")),
			want: want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 1},
		},
		"conflict, IN_PROGRESS, then accepted": {
			cancel: then(conflict, conflict, in("CANCELLING")),
			get:    then(times(4, in("IN_PROGRESS")), in("CANCELLED")),
			want:   want{status: "CANCELLED", cancels: 3, gets: 5, accepted: true},
		},
		"conflict, IN_PROGRESS, until the deadline": {
			cancel: then(conflict), get: then(in("IN_PROGRESS")),
			want: want{reason: component.TimedOut, status: "IN_PROGRESS", cancels: -1, gets: -1},
		},
		"conflict, an unknown status, then CANCELLING": {
			cancel: then(conflict), get: then(times(3, in("PAUSED")), in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 5, accepted: true},
		},
		"conflict, an unknown status between two reads": {
			cancel: then(conflict, in("CANCELLED")),
			get:    then(in("IN_PROGRESS"), in("PAUSED"), in("IN_PROGRESS"), in("IN_PROGRESS")),
			want:   want{status: "CANCELLED", cancels: 2, gets: 4, accepted: true},
		},
		"conflict, then a newer deployment": {
			cancel: then(conflict), get: then(in("IN_PROGRESS"), after(10*time.Second, theirs.in("IN_PROGRESS"))),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, history: 1, cancels: 1, gets: 2,
				newer: component.Newer{ID: theirs.id, Status: "IN_PROGRESS"},
			},
		},
		"conflict, read through transient errors": {
			cancel: then(conflict), get: then(times(8, throttled), in("CANCELLED")),
			want: want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 9},
		},
		"conflict, not found": {
			cancel: then(conflict), get: then(refuse(400, "ResourceNotFoundException")),
			want: want{reason: component.Gone, cancels: 1, gets: 1},
		},
		"conflict, read denied": {
			cancel: then(conflict), get: then(refuse(400, "AccessDeniedException")),
			want: want{reason: component.CallFailed, cancels: 1, gets: 1},
		},
		"validation, CANCELLING": {
			cancel: then(validation), get: then(in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 2, accepted: true},
		},
		"validation, a status unknown here, then CANCELLING": {
			cancel: then(validation), get: then(in("PAUSED"), in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 3, accepted: true},
		},
		"validation, CANCELLED": {
			cancel: then(validation), get: then(in("CANCELLED")),
			want: want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 1},
		},
		"validation, IN_PROGRESS": {
			cancel: then(validation), get: then(in("IN_PROGRESS")),
			want: want{reason: component.CallFailed, status: "IN_PROGRESS", cancels: 1, gets: 1},
		},
		"access denied": {
			cancel: then(refuse(400, "AccessDeniedException")),
			want:   want{reason: component.CallFailed, cancels: 1},
		},
		"not found": {
			cancel: then(refuse(400, "ResourceNotFoundException")),
			want:   want{reason: component.CallFailed, cancels: 1},
		},
		"an unknown exception": {
			cancel: then(refuse(400, "ServiceQuotaExceededException")),
			want:   want{reason: component.CallFailed, cancels: 1},
		},
		"a repeated cancel denied": {
			cancel: then(conflict, refuse(400, "AccessDeniedException")), get: then(in("IN_PROGRESS")),
			want: want{reason: component.CallFailed, status: "IN_PROGRESS", cancels: 2, gets: 2},
		},
	})
}

// TestCancel_nothingInProgress shows that a refusal and a final status mean that there is nothing to cancel.
func TestCancel_nothingInProgress(t *testing.T) {
	t.Parallel()
	rows := map[string]situation{}
	for refusal, cancel := range map[string]response{"conflict": conflict, "validation": validation} {
		for _, status := range []awstypes.DeploymentStatus{
			"SUCCEEDED", "FAILED", "DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE",
		} {
			rows[refusal+", "+string(status)] = situation{
				cancel: then(cancel), get: then(in(string(status))),
				want: want{reason: component.NotInProgress, status: status, cancels: 1, gets: 1},
			}
		}
	}
	checkSituations(t, rows)
}

// TestError_keepsTheCauses shows that the error has the request ID and the typed exceptions, for the diagnostic.
func TestError_keepsTheCauses(t *testing.T) {
	t.Parallel()
	r := run(t, &script{cancel: then(conflict), get: then(in("SUCCEEDED"))}, time.Minute, component.Options{})
	var exception *awstypes.ConflictException
	if !errors.As(r.err, &exception) || aws.ToString(exception.Message) != "the API's message" {
		t.Errorf("got %v, want a ConflictException with its message", r.err)
	}
	var id interface{ ServiceRequestID() string }
	if !errors.As(r.err, &id) || id.ServiceRequestID() != "req-1" {
		t.Errorf("got %v, want the request ID req-1", r.err)
	}
	r = run(t, &script{cancel: then(conflict), get: then(refuse(400, "AccessDeniedException"))}, time.Minute, component.Options{})
	var denied *awstypes.AccessDeniedException
	if !errors.As(r.err, &denied) || !errors.As(r.err, &exception) {
		t.Errorf("got %v, want the errors of the read and of the cancel before it", r.err)
	}
	var refused interface{ HTTPStatusCode() int }
	if !errors.As(r.err, &refused) || refused.HTTPStatusCode() != http.StatusBadRequest {
		t.Errorf("got %v, want the HTTP status 400", r.err)
	}
	r = run(t, &script{cancel: then(conflict), get: then(in("IN_PROGRESS"))}, time.Minute, component.Options{Wait: true})
	if !errors.As(r.err, &exception) {
		t.Errorf("got %v, want the ConflictException that lasted until the deadline", r.err)
	}
}
