package component_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// history responds with our deployment's own end.
func history(deploymentStatus string) response {
	return text(200, fmt.Sprintf(`{"deployment":{"id":%q,"componentName":%q,"deploymentStatus":%q,"deploymentStatusMessage":"its own message"}}`,
		ours.id, name, deploymentStatus))
}

// TestCancel_history has a row for each end of a target that a newer deployment replaced.
func TestCancel_history(t *testing.T) {
	t.Parallel()
	untouched := newer("IN_PROGRESS", component.LeftAlone)
	base := want{cancels: 1, gets: 1, history: 1, newer: untouched}
	with := func(change func(*want)) want { w := base; change(&w); return w }
	superseded := func(status awstypes.DeploymentStatus, calls int) want {
		return with(func(w *want) { w.status, w.notice, w.history = status, component.Superseded, calls })
	}
	failed := func(reason component.Reason, status awstypes.DeploymentStatus) want {
		return with(func(w *want) { w.reason, w.status = reason, status })
	}
	replaced := map[string]struct {
		cancel, get []response
		accepted    bool
		doubt       bool
	}{
		"accepted": {cancel: then(in("CANCELLING")), get: then(theirs.in("IN_PROGRESS")), accepted: true},
		"refused":  {cancel: then(conflict), get: then(in("IN_PROGRESS"), theirs.in("IN_PROGRESS"))},
		"in doubt": {cancel: then(drop), get: then(in("IN_PROGRESS"), theirs.in("IN_PROGRESS")), doubt: true},
		"joined":   {cancel: then(conflict), get: then(in("CANCELLING"), theirs.in("IN_PROGRESS")), accepted: true},
	}
	rows := map[string]situation{}
	for state, r := range replaced {
		last := awstypes.DeploymentStatus("IN_PROGRESS")
		finished, broken := component.NotInProgress, component.NotInProgress
		if r.accepted {
			last, finished, broken = "CANCELLING", component.FinishedFirst, component.CancellationFailed
		}
		if r.doubt {
			broken = component.CancellationFailed
		}
		for end, test := range map[string]struct {
			history []response
			want    want
		}{
			"CANCELLED":           {then(history("CANCELLED")), superseded("CANCELLED", 1)},
			"SUCCEEDED":           {then(history("SUCCEEDED")), failed(finished, "SUCCEEDED")},
			"FAILED":              {then(history("FAILED")), failed(broken, "FAILED")},
			"CANCELLING at first": {then(history("CANCELLING"), history("CANCELLED")), superseded("CANCELLED", 2)},
			"CANCELLING, then FAILED": {then(history("CANCELLING"), history("FAILED")), func() want {
				w := failed(component.CancellationFailed, "FAILED")
				w.history = 2
				return w
			}()},
			"IN_PROGRESS at first":   {then(history("IN_PROGRESS"), history("CANCELLED")), superseded("CANCELLED", 2)},
			"unknown at first":       {then(history("PAUSED"), history("CANCELLED")), superseded("CANCELLED", 2)},
			"deleted":                {then(history("DELETE_COMPLETE")), superseded("DELETE_COMPLETE", 1)},
			"denied":                 {then(refuse(400, "AccessDeniedException")), superseded(last, 1)},
			"not found":              {then(refuse(400, "ResourceNotFoundException")), superseded(last, 1)},
			"no such operation":      {then(refuse(400, "UnknownOperationException")), superseded(last, 1)},
			"not implemented":        {then(refuse(501, "InternalFailure")), superseded(last, 2)},
			"a page":                 {then(text(404, `<html>`)), superseded(last, 2)},
			"a page at first":        {then(text(403, `<html>`), history("CANCELLED")), superseded("CANCELLED", 2)},
			"a page now and then":    {then(text(403, `<html>`), history("PAUSED"), text(403, `<html>`), history("CANCELLED")), superseded("CANCELLED", 4)},
			"throttled at first":     {then(throttled, history("CANCELLED")), superseded("CANCELLED", 2)},
			"lost at first":          {then(drop, history("CANCELLED")), superseded("CANCELLED", 2)},
			"bad gateway at first":   {then(text(502, ``), history("CANCELLED")), superseded("CANCELLED", 2)},
			"another one's at first": {then(text(200, `{"deployment":{"id":"x"}}`), history("CANCELLED")), superseded("CANCELLED", 2)},
			"no status at first":     {then(text(200, fmt.Sprintf(`{"deployment":{"id":%q}}`, ours.id)), history("CANCELLED")), superseded("CANCELLED", 2)},
			"empty at first":         {then(text(200, `{}`), history("CANCELLED")), superseded("CANCELLED", 2)},
		} {
			test.want.accepted, test.want.doubt, test.want.gets = r.accepted, r.doubt, len(r.get)
			if strings.HasPrefix(end, "CANCELLING") {
				test.want.accepted, test.want.doubt, test.want.unseen = true, false, !r.accepted
			}
			rows[state+", "+end] = situation{cancel: r.cancel, get: r.get, history: test.history, want: test.want}
		}
	}
	rows["accepted, a page of each operation"] = situation{
		cancel: then(in("CANCELLING")), get: then(text(403, `<html>`), theirs.in("IN_PROGRESS")),
		history: then(text(403, `<html>`), history("CANCELLED")),
		want:    want{status: "CANCELLED", notice: component.Superseded, newer: untouched, cancels: 1, gets: 2, history: 2, accepted: true},
	}
	checkSituations(t, rows)
}

// TestCancel_historyAfterOurs shows that a target that ended by itself is not called 'nothing to cancel' if our request
// reached the newer deployment.
func TestCancel_historyAfterOurs(t *testing.T) {
	t.Parallel()
	reached := want{notice: component.Superseded, cancels: 2, gets: 2, history: 1, newer: newer("CANCELLING", component.Cancelled)}
	rows := map[string]situation{}
	for status, reason := range map[awstypes.DeploymentStatus]component.Reason{
		"SUCCEEDED": component.FinishedFirst, "FAILED": component.CancellationFailed, "CANCELLED": "",
	} {
		reached.status, reached.notice, reached.reason = status, 0, reason
		if reason == "" {
			reached.notice = component.Superseded
		}
		rows[string(status)] = situation{
			cancel: then(conflict, late(theirs.in("CANCELLING"))), get: times(2, in("IN_PROGRESS")),
			history: then(history(string(status))), want: reached,
		}
	}
	checkSituations(t, rows)
}

// TestCancel_historyForever shows that a GetDeployment that only fails is given up two minutes after the newer deployment was seen,
// since it decides no more than a message.
func TestCancel_historyForever(t *testing.T) {
	t.Parallel()
	for began, test := range map[time.Duration]struct {
		response response
		kind     attempt.Kind
	}{
		5 * time.Second: {text(503, ``), attempt.ServerFault},
		4 * time.Minute: {text(200, fmt.Sprintf(`{"deployment":{"id":%q}}`, ours.id)), attempt.Malformed},
	} {
		t.Run(began.String(), func(t *testing.T) {
			t.Parallel()
			s := &script{cancel: then(in("CANCELLING")), get: then(scripted{theirs.id, began}.in("IN_PROGRESS")), history: then(test.response)}
			r := run(t, s, deadline, component.Options{Wait: true})
			if r.err != nil || r.Notice != component.Superseded || attempt.KindOf(r.HistoryErr) != test.kind {
				t.Errorf("got notice %d, history %v and error %v, want a warning", r.Notice, r.HistoryErr, r.err)
			}
			if took := r.took - began; took < 110*time.Second || took > 130*time.Second {
				t.Errorf("it took %s after the newer deployment began, want about two minutes", took)
			}
		})
	}
}

// TestCancel_historyRecord shows that the record is the target's, with the end that GetDeployment showed.
func TestCancel_historyRecord(t *testing.T) {
	t.Parallel()
	s := &script{cancel: then(in("CANCELLING")), get: then(theirs.in("SUCCEEDED")), history: then(history("CANCELLED"))}
	record := run(t, s, deadline, component.Options{Wait: true}).Record()
	if aws.ToString(record.LastAttemptedDeploymentId) != ours.id || aws.ToString(record.DeploymentStatusMessage) != "its own message" ||
		record.LastDeploymentAttemptedAt == nil || aws.ToString(record.EnvironmentName) != "prod" {
		t.Errorf("got %+v, want the record of the target", record)
	}
}
