package component_test

import (
	"fmt"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// late responds ten seconds after the request, when another deployment has started.
func late(r response) response { return after(10*time.Second, r) }

// newer returns the other deployment, as a run should report it.
func newer(status awstypes.DeploymentStatus, effect component.Effect) component.Newer {
	return component.Newer{ID: theirs.id, Status: status, Effect: effect}
}

// TestCancel_races has situations in which another deployment, or a lost response, could make a cancellation reach the
// wrong deployment, or make a message wrong.
func TestCancel_races(t *testing.T) {
	t.Parallel()
	inProgress := times(2, in("IN_PROGRESS"))
	checkSituations(t, map[string]situation{
		"the response is lost, and a newer deployment has started": {
			cancel: then(late(drop)), get: then(theirs.in("IN_PROGRESS")),
			want: want{
				notice: component.Superseded, newer: newer("IN_PROGRESS", component.LeftAlone),
				cancels: 1, gets: 1, doubt: true,
			},
		},
		"no response within a minute, and a newer deployment has started": {
			cancel: then(silence), get: then(theirs.in("IN_PROGRESS")),
			want: want{
				notice: component.Superseded, newer: newer("IN_PROGRESS", component.LeftAlone),
				cancels: 1, gets: 1, doubt: true,
			},
		},
		"nothing ran, and then a newer deployment started": {
			cancel: then(late(conflict)), get: then(theirs.in("IN_PROGRESS")),
			want: want{
				reason: component.NotInProgress, newer: newer("IN_PROGRESS", component.LeftAlone),
				cancels: 1, gets: 1,
			},
		},
		"nothing ran, and a newer deployment started while reads failed": {
			cancel: then(conflict), get: then(times(60, drop), theirs.in("IN_PROGRESS")),
			want: want{
				reason: component.NotInProgress, newer: newer("IN_PROGRESS", component.LeftAlone),
				cancels: 1, gets: 61,
			},
		},
		"the response is truncated, and the deployment failed": {
			cancel: then(text(200, `{"component":{"na`)), get: then(in("FAILED")),
			want: want{reason: component.CancellationFailed, status: "FAILED", cancels: 1, gets: 1, doubt: true},
		},
		"the response to the repeated cancel is lost, and the deployment failed": {
			cancel: then(conflict, drop), get: then(inProgress, in("FAILED")),
			want: want{reason: component.CancellationFailed, status: "FAILED", cancels: 2, gets: 3, doubt: true},
		},
		"the response to the repeated cancel is lost, and the deployment succeeded": {
			cancel: then(conflict, drop), get: then(inProgress, in("SUCCEEDED")),
			want: want{reason: component.NotInProgress, status: "SUCCEEDED", cancels: 2, gets: 3, doubt: true},
		},
		"the response is lost, and the deployment failed before any repetition": {
			cancel: then(drop, conflict), get: then(in("FAILED")),
			want: want{reason: component.CancellationFailed, status: "FAILED", cancels: 1, gets: 1, doubt: true},
		},
		"the response is lost, and the deployment succeeded before any repetition": {
			cancel: then(drop, conflict), get: then(in("SUCCEEDED")),
			want: want{reason: component.NotInProgress, status: "SUCCEEDED", cancels: 1, gets: 1, doubt: true},
		},
		"the repeated cancel is accepted without a component, and a newer deployment is being cancelled": {
			cancel: then(conflict, late(text(200, `{}`))), get: then(inProgress, theirs.in("CANCELLING")),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, newer: newer("CANCELLING", component.EffectUnknown),
				history: 1, cancels: 2, gets: 3, doubt: true,
			},
		},
		"the repeated cancel is accepted without an ID, and a newer deployment is being cancelled": {
			cancel: then(conflict, late(text(200, `{"component":{"name":"api","deploymentStatus":"CANCELLING"}}`))),
			get:    then(inProgress, theirs.in("CANCELLING")),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, newer: newer("CANCELLING", component.EffectUnknown),
				history: 1, cancels: 2, gets: 3, accepted: true,
			},
		},
		"the repeated cancel is accepted without an ID, and a newer deployment is being cancelled, without waiting": {
			cancel: then(conflict, late(text(200, `{"component":{"name":"api","deploymentStatus":"CANCELLING"}}`))),
			get:    then(inProgress, theirs.in("CANCELLING")),
			noWait: true,
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, newer: newer("CANCELLING", component.EffectUnknown),
				history: 1, cancels: 2, gets: 3, accepted: true,
			},
		},
		"a read after the lost repetition shows the target, and then a newer deployment is cancelled: the lost request may have arrived late": {
			cancel: then(conflict, drop), get: then(inProgress, in("IN_PROGRESS"), late(theirs.in("CANCELLED"))),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, newer: newer("CANCELLED", component.EffectUnknown),
				history: 1, cancels: 2, gets: 4, doubt: true,
			},
		},
		"the first response is lost, the repetition is accepted, and then a newer deployment is cancelled": {
			cancel: then(drop, in("CANCELLING")), get: then(inProgress, in("CANCELLING"), late(theirs.in("CANCELLED"))), history: then(history("CANCELLED")),
			want: want{
				status: "CANCELLED", notice: component.Superseded, newer: newer("CANCELLED", component.EffectUnknown),
				history: 1, cancels: 2, gets: 4, accepted: true,
			},
		},
		"a read after the lost repetition does not name its deployment": {
			cancel: then(conflict, late(drop)),
			get:    then(inProgress, text(200, `{"component":{"name":"api","deploymentStatus":"IN_PROGRESS"}}`), theirs.in("CANCELLING")),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, newer: newer("CANCELLING", component.EffectUnknown),
				history: 1, cancels: 2, gets: 4, doubt: true,
			},
		},
		"the API responds to the first attempt, and a gateway to the next and to reads": {
			cancel: then(throttled, drop), get: then(times(5, text(404, "<html>")), in("CANCELLED")),
			want: want{notice: component.AlreadyCancelled, status: "CANCELLED", cancels: 2, gets: 6, doubt: true},
		},
		"the response is lost, and a stale read comes before one that shows a cancelled deployment": {
			cancel: then(drop), get: then(earlier.in("IN_PROGRESS"), scripted{theirs.id, -time.Second}.in("CANCELLED")),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, newer: newer("CANCELLED", component.EffectUnknown),
				history: 1, cancels: 1, gets: 2, doubt: true,
			},
		},
		"the response to the repeated cancel is lost, and a newer deployment has failed": {
			cancel: then(conflict, late(drop)), get: then(inProgress, theirs.in("FAILED")),
			want: want{
				status: "IN_PROGRESS", notice: component.Superseded, newer: newer("FAILED", component.EffectUnknown),
				history: 1, cancels: 2, gets: 3, doubt: true,
			},
		},
		"the response has no component and nothing else is known, and a newer deployment has started": {
			cancel: then(late(text(200, `{}`))), get: then(theirs.in("IN_PROGRESS")), noWait: true,
			want: want{
				notice: component.Superseded, newer: newer("IN_PROGRESS", component.LeftAlone),
				cancels: 1, gets: 1, doubt: true,
			},
		},
		"accepted, and a stale read shows an earlier deployment": {
			cancel: then(in("CANCELLING")), get: then(earlier.in("SUCCEEDED"), in("CANCELLED")),
			want: want{status: "CANCELLED", cancels: 1, gets: 2, accepted: true},
		},
	})
}

// TestCancel_racesUntilTheDeadline has doubt that no read resolves: every error has to report it.
func TestCancel_racesUntilTheDeadline(t *testing.T) {
	t.Parallel()
	denied := refuse(400, "AccessDeniedException")
	checkSituations(t, map[string]situation{
		"no response within a minute, repeatedly": {
			cancel: then(silence), get: then(in("IN_PROGRESS")),
			want: want{reason: component.TimedOut, status: "IN_PROGRESS", cancels: -1, gets: -1, doubt: true},
		},
		"InternalServerException, repeatedly": {
			cancel: then(refuse(500, "InternalServerException")), get: then(in("IN_PROGRESS")),
			want: want{reason: component.TimedOut, status: "IN_PROGRESS", cancels: -1, gets: -1, doubt: true},
		},
		"502 without a body, then refusals": {
			cancel: then(text(502, ``), conflict), get: then(in("IN_PROGRESS")),
			want: want{reason: component.TimedOut, status: "IN_PROGRESS", cancels: -1, gets: -1, doubt: true},
		},
		"no response, and then none to a read": {
			cancel: then(refuse(408, "InternalServerException")), get: then(hang),
			want: want{reason: component.TimedOut, cancels: 1, gets: 1, doubt: true},
		},
		"the response cannot be parsed, and reads are denied": {
			cancel: then(text(200, `<html>`)), get: then(denied),
			want: want{reason: component.CallFailed, cancels: 1, gets: 1, doubt: true},
		},
		"the response cannot be parsed, and the repeated cancel is denied": {
			cancel: then(text(200, `<html>`), denied), get: then(in("IN_PROGRESS")),
			want: want{reason: component.CallFailed, status: "IN_PROGRESS", cancels: 2, gets: 2, doubt: true},
		},
	})
}

// TestCancel_supersededUnseen shows that the outcome has no member of a newer deployment if the target was never read.
func TestCancel_supersededUnseen(t *testing.T) {
	t.Parallel()
	const members = `"arn":"arn","name":"api","environmentName":"prod","createdAt":1700000000,"serviceName":"shop","serviceInstanceName":"one"`
	s := &script{cancel: then(late(drop)), get: then(response(func(r *http.Request, start epoch) (*http.Response, error) {
		return text(200, fmt.Sprintf(`{"component":{%s,"description":"new","deploymentStatus":"IN_PROGRESS","deploymentStatusMessage":"new",
			"lastAttemptedDeploymentId":%q,"lastDeploymentAttemptedAt":%d,"lastModifiedAt":1700000001,"serviceSpec":"new",
			"lastClientRequestToken":"new","lastDeploymentSucceededAt":1700000002,"lastSucceededDeploymentId":"old"}}`,
			members, theirs.id, start.Add(theirs.began).Unix()))(r, start)
	}))}
	r := run(t, s, time.Minute, component.Options{Wait: true})
	want := awstypes.Component{
		Arn: aws.String("arn"), Name: aws.String("api"), EnvironmentName: aws.String("prod"), CreatedAt: aws.Time(time.Unix(1700000000, 0).UTC()),
		ServiceName: aws.String("shop"), ServiceInstanceName: aws.String("one"),
	}
	if r.err != nil || !reflect.DeepEqual(r.Record(), want) {
		t.Errorf("got %+v, error %v, want %+v", r.Record(), r.err, want)
	}
}
