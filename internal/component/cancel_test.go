package component_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// want is what a run should show. The zero value of a field is an expectation too.
type want struct {
	status  types.DeploymentStatus // of the outcome, or the last one that the error knows
	notice  component.Notice
	newer   string
	reason  component.Reason
	cancels int // calls of CancelComponentDeployment that the endpoint saw; -1 is any number
	gets    int // calls of GetComponent; -1 is any number

	accepted bool
}

func (w want) check(t *testing.T, r result) {
	t.Helper()
	var failure *component.Error
	switch {
	case errors.As(r.err, &failure):
		if failure.Reason != w.reason {
			t.Errorf("got reason %q, want %q: %v", failure.Reason, w.reason, r.err)
		}
		if failure.Status() != w.status {
			t.Errorf("got last status %q, want %q", failure.Status(), w.status)
		}
		if failure.Component != name {
			t.Errorf("got component %q, want %q", failure.Component, name)
		}
	case r.err != nil:
		t.Errorf("got an error of type %T, want *component.Error: %v", r.err, r.err)
	case w.reason != 0:
		t.Errorf("got no error, want reason %q", w.reason)
	default:
		if r.Component.DeploymentStatus != w.status {
			t.Errorf("got status %q, want %q", r.Component.DeploymentStatus, w.status)
		}
	}
	if r.Notice != w.notice || r.NewerDeployment != w.newer {
		t.Errorf("got notice %d (newer %q), want %d (newer %q)", r.Notice, r.NewerDeployment, w.notice, w.newer)
	}
	if got := r.count("CancelComponentDeployment"); w.cancels >= 0 && got != w.cancels {
		t.Errorf("got %d calls of CancelComponentDeployment, want %d", got, w.cancels)
	}
	if got := r.count("GetComponent"); w.gets >= 0 && got != w.gets {
		t.Errorf("got %d calls of GetComponent, want %d", got, w.gets)
	}
	if got := len(r.observed) > 0; got != w.accepted {
		t.Errorf("got acceptance observed: %t, want %t", got, w.accepted)
	}
	if _, got := component.Accepted(r.err); r.err != nil && got != w.accepted {
		t.Errorf("got acceptance with the error: %t, want %t", got, w.accepted)
	}
}

var (
	conflict   = refuse(400, "ConflictException")
	validation = refuse(400, "ValidationException")
)

// TestCancel_classification has the rows of the table of what a refusal can mean.
func TestCancel_classification(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		cancel, get []answer
		ignore      bool
		want        want
	}{
		"accepted": {
			cancel: then(in("CANCELLING")), get: then(in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 1, accepted: true},
		},
		"accepted and settled in one": {
			cancel: then(in("CANCELLED")),
			want:   want{status: "CANCELLED", cancels: 1, accepted: true},
		},
		"accepted by an answer without a component": {
			cancel: then(text(200, `{}`)), get: then(in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 2, accepted: true},
		},
		"accepted by an answer with a null component": {
			cancel: then(text(200, `{"component":null}`)), get: then(in("IN_PROGRESS"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 2, accepted: true},
		},
		"the answer cannot be read, it was accepted": {
			cancel: then(text(200, `{"component":{"na`)), get: then(in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 2, accepted: true},
		},
		"the answer cannot be read, it was not accepted": {
			cancel: then(text(200, `<html>`), in("CANCELLING")),
			get:    then(in("IN_PROGRESS"), in("IN_PROGRESS"), in("CANCELLED")),
			want:   want{status: "CANCELLED", cancels: 2, gets: 3, accepted: true},
		},
		"the answer is lost, the SDK's retry meets the conflict": {
			cancel: then(drop, conflict), get: then(in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 2, gets: 2, accepted: true},
		},
		"conflict, CANCELLING": {
			cancel: then(conflict), get: then(in("CANCELLING"), in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 3, accepted: true},
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
		"conflict, IN_PROGRESS, for ever": {
			cancel: then(conflict), get: then(in("IN_PROGRESS")),
			want: want{reason: component.TimedOut, status: "IN_PROGRESS", cancels: -1, gets: -1},
		},
		"conflict, a status unknown here, then CANCELLING": {
			cancel: then(conflict), get: then(in("PAUSED"), in("PAUSED"), in("PAUSED"), in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 5, accepted: true},
		},
		"conflict, then a newer deployment": {
			cancel: then(conflict), get: then(in("IN_PROGRESS"), of(theirs, "IN_PROGRESS", "")),
			want: want{status: "IN_PROGRESS", notice: component.Superseded, newer: theirs, cancels: 1, gets: 2},
		},
		"conflict, looked up through passing faults": {
			cancel: then(conflict), get: then(times(8, refuse(400, "ThrottlingException")), in("CANCELLED")),
			want: want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 9},
		},
		"conflict, gone": {
			cancel: then(conflict), get: then(refuse(400, "ResourceNotFoundException")),
			want: want{reason: component.Gone, cancels: 1, gets: 1},
		},
		"conflict, not allowed to look": {
			cancel: then(conflict), get: then(refuse(400, "AccessDeniedException")),
			want: want{reason: component.CallFailed, cancels: 1, gets: 1},
		},
		"validation, CANCELLING": {
			cancel: then(validation), get: then(in("CANCELLING"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 2, accepted: true},
		},
		"validation, CANCELLED": {
			cancel: then(validation), get: then(in("CANCELLED")),
			want: want{status: "CANCELLED", notice: component.AlreadyCancelled, cancels: 1, gets: 1},
		},
		"validation, IN_PROGRESS": {
			cancel: then(validation), get: then(in("IN_PROGRESS")),
			want: want{reason: component.CallFailed, status: "IN_PROGRESS", cancels: 1, gets: 1},
		},
		"validation, SUCCEEDED": {
			cancel: then(validation), get: then(in("SUCCEEDED")),
			want: want{reason: component.NotInProgress, status: "SUCCEEDED", cancels: 1, gets: 1},
		},
		"access denied": {
			cancel: then(refuse(400, "AccessDeniedException")),
			want:   want{reason: component.CallFailed, cancels: 1},
		},
		"not found": {
			cancel: then(refuse(400, "ResourceNotFoundException")),
			want:   want{reason: component.CallFailed, cancels: 1},
		},
		"a page of a web server": {
			cancel: then(text(404, `<html>`)),
			want:   want{reason: component.CallFailed, cancels: 1},
		},
		"never an answer but 500": {
			cancel: then(refuse(500, "InternalServerException")),
			want:   want{reason: component.CallFailed, cancels: 3},
		},
		"no answer": {
			cancel: then(hang),
			want:   want{reason: component.TimedOut, cancels: 1},
		},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			s := &script{cancel: test.cancel, get: test.get}
			r := run(t, s, 2*time.Minute, component.Options{Wait: true, IgnoreNotInProgress: test.ignore})
			test.want.check(t, r)
		})
	}
}

func TestCancel_nothingInProgress(t *testing.T) {
	t.Parallel()
	for _, refusal := range []answer{conflict, validation} {
		for _, status := range []types.DeploymentStatus{
			"SUCCEEDED", "FAILED", "DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE",
		} {
			t.Run(string(status), func(t *testing.T) {
				t.Parallel()
				script := func() *script { return &script{cancel: then(refusal), get: then(in(string(status)))} }

				want{reason: component.NotInProgress, status: status, cancels: 1, gets: 1}.
					check(t, run(t, script(), time.Minute, component.Options{Wait: true}))
				want{notice: component.NothingToCancel, status: status, cancels: 1, gets: 1}.
					check(t, run(t, script(), time.Minute, component.Options{Wait: true, IgnoreNotInProgress: true}))
			})
		}
	}
}

// TestCancel_withoutWait shows that the answer is the record as it came, and that nothing else is called.
func TestCancel_withoutWait(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		cancel, get []answer
		want        want
	}{
		"accepted":             {then(in("CANCELLING")), nil, want{status: "CANCELLING", cancels: 1, accepted: true}},
		"accepted, as it came": {then(in("SUCCEEDED")), nil, want{status: "SUCCEEDED", cancels: 1, accepted: true}},
		"no component":         {then(text(200, `{}`)), then(in("CANCELLING")), want{status: "CANCELLING", cancels: 1, gets: 1, accepted: true}},
		"joined":               {then(conflict), then(in("CANCELLING")), want{status: "CANCELLING", cancels: 1, gets: 1, accepted: true}},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			test.want.check(t, run(t, &script{cancel: test.cancel, get: test.get}, time.Minute, component.Options{}))
		})
	}
}

// TestCancel_conflictUntilTheDeadline shows that the error says what stood in the way.
func TestCancel_conflictUntilTheDeadline(t *testing.T) {
	t.Parallel()
	r := run(t, &script{cancel: then(conflict), get: then(in("IN_PROGRESS"))}, time.Minute, component.Options{Wait: true})
	var refused *types.ConflictException
	if !errors.As(r.err, &refused) {
		t.Errorf("got %v, want the ConflictException", r.err)
	}
}

// TestError_keepsTheAPIsWords shows that the request id and the typed exception are there for the diagnostic.
func TestError_keepsTheAPIsWords(t *testing.T) {
	t.Parallel()
	r := run(t, &script{cancel: then(conflict), get: then(in("SUCCEEDED"))}, time.Minute, component.Options{})
	var exception *types.ConflictException
	if !errors.As(r.err, &exception) || aws.ToString(exception.Message) != "the words of the API" {
		t.Errorf("got %v, want a ConflictException with its message", r.err)
	}
	var id interface{ ServiceRequestID() string }
	if !errors.As(r.err, &id) || id.ServiceRequestID() != "req-1" {
		t.Errorf("got %v, want the request id req-1", r.err)
	}
	r = run(t, &script{cancel: then(conflict), get: then(refuse(400, "AccessDeniedException"))}, time.Minute, component.Options{})
	var denied *types.AccessDeniedException
	if !errors.As(r.err, &denied) || !errors.As(r.err, &exception) {
		t.Errorf("got %v, want the refusal of the look, and that of the cancel which made it necessary", r.err)
	}
	var refused interface{ HTTPStatusCode() int }
	if !errors.As(r.err, &refused) || refused.HTTPStatusCode() != http.StatusBadRequest {
		t.Errorf("got %v, want the HTTP status 400", r.err)
	}
}
