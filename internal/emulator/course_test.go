package emulator_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func expectStatus(t *testing.T, c *awstypes.Component, want awstypes.DeploymentStatus) {
	t.Helper()
	if c.DeploymentStatus != want {
		t.Fatalf("got status %s, want %s", c.DeploymentStatus, want)
	}
}

func TestDeploymentSucceedsInTime(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	begun := f.clock.Now()

	f.clock.Advance(deployTime - 1)
	before := f.get(t, "api")
	expectStatus(t, before, awstypes.DeploymentStatusInProgress)
	if before.LastSucceededDeploymentId != nil || before.LastDeploymentSucceededAt != nil {
		t.Error("a first deployment in progress has a last success")
	}

	f.clock.Advance(1)
	expectStatus(t, f.get(t, "api"), awstypes.DeploymentStatusSucceeded)

	f.clock.Advance(24 * time.Hour)
	after := f.get(t, "api")
	if got := after.LastDeploymentSucceededAt; got == nil || !got.Equal(begun.Add(deployTime)) {
		t.Errorf("succeeded at %v, want %v", got, begun.Add(deployTime))
	}
	if got := after.LastSucceededDeploymentId; got == nil || *got != *before.LastAttemptedDeploymentId {
		t.Errorf("last succeeded deployment is %v", got)
	}
}

func TestSuccessTimeIfReadLater(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	begun := f.clock.Now()
	f.clock.Advance(24 * time.Hour)
	if got := f.get(t, "api").LastDeploymentSucceededAt; !got.Equal(begun.Add(deployTime)) {
		t.Errorf("succeeded at %v, want %v", got, begun.Add(deployTime))
	}
}

func TestCancelTakesTime(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	f.clock.Advance(time.Minute)

	got, err := f.cancel(t, "api")
	if err != nil {
		t.Fatal(err)
	}
	expectStatus(t, got, awstypes.DeploymentStatusCancelling)
	f.clock.Advance(cancelTime - 1)
	expectStatus(t, f.get(t, "api"), awstypes.DeploymentStatusCancelling)
	f.clock.Advance(1)
	after := f.get(t, "api")
	expectStatus(t, after, awstypes.DeploymentStatusCancelled)
	if *after.LastAttemptedDeploymentId != *got.LastAttemptedDeploymentId || after.LastSucceededDeploymentId != nil {
		t.Errorf("a cancelled deployment was replaced or succeeded: %+v", after)
	}
	f.clock.Advance(deployTime)
	expectStatus(t, f.get(t, "api"), awstypes.DeploymentStatusCancelled)
}

func TestZeroTimes(t *testing.T) {
	t.Parallel()
	f := newFixture(t, emulator.WithCancelTime(0), emulator.WithDeleteTime(0))
	f.seed(t, emulator.Component{Name: "api"})

	got, err := f.cancel(t, "api")
	if err != nil {
		t.Fatal(err)
	}
	expectStatus(t, got, awstypes.DeploymentStatusCancelling)
	expectStatus(t, f.get(t, "api"), awstypes.DeploymentStatusCancelled)

	deleted, err := f.client().DeleteComponent(t.Context(), &proton.DeleteComponentInput{Name: new("api")})
	if err != nil {
		t.Fatal(err)
	}
	expectStatus(t, deleted.Component, awstypes.DeploymentStatusDeleteInProgress)
	_, err = f.client().GetComponent(t.Context(), &proton.GetComponentInput{Name: new("api")})
	expectError[*awstypes.ResourceNotFoundException](t, err)
}

func TestCancellationEndsAsSeeded(t *testing.T) {
	t.Parallel()
	for ends, want := range map[awstypes.DeploymentStatus]awstypes.DeploymentStatus{
		"": "CANCELLED", "CANCELLED": "CANCELLED", "FAILED": "FAILED", "SUCCEEDED": "SUCCEEDED",
	} {
		t.Run(string(ends), func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.seed(t, emulator.Component{Name: "api", Ends: ends})
			for range 2 { // for a later deployment as well
				if _, err := f.cancel(t, "api"); err != nil {
					t.Fatal(err)
				}
				f.clock.Advance(cancelTime)
				got := f.get(t, "api")
				expectStatus(t, got, want)
				if (got.DeploymentStatusMessage != nil) != (want == "FAILED") {
					t.Errorf("got the message %v", got.DeploymentStatusMessage)
				}
				if (got.LastSucceededDeploymentId != nil) != (want == "SUCCEEDED") {
					t.Errorf("got the last success %v", got.LastSucceededDeploymentId)
				}
				if _, err := f.Deploy("api"); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestFinalStatusStays(t *testing.T) {
	t.Parallel()
	for _, status := range []awstypes.DeploymentStatus{
		"SUCCEEDED", "FAILED", "CANCELLED", "DELETE_FAILED", "DELETE_COMPLETE", "TEST_PAUSED",
	} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.seed(t, emulator.Component{Name: "api", Status: status, StatusMessage: "seeded"})
			f.clock.Advance(365 * 24 * time.Hour)
			got := f.get(t, "api")
			expectStatus(t, got, status)
			if *got.DeploymentStatusMessage != "seeded" {
				t.Errorf("message %q", *got.DeploymentStatusMessage)
			}
			_, err := f.cancel(t, "api")
			expectError[*awstypes.ConflictException](t, err)
		})
	}
}

func TestTemporaryStatusBeginsWhenSeeded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	longAgo := f.clock.Now().AddDate(-1, 0, 0)
	f.seed(t,
		emulator.Component{Name: "deploying", CreatedAt: longAgo},
		emulator.Component{Name: "cancelling", CreatedAt: longAgo, Status: awstypes.DeploymentStatusCancelling},
		emulator.Component{Name: "deleting", CreatedAt: longAgo, Status: awstypes.DeploymentStatusDeleteInProgress},
	)
	expectStatus(t, f.get(t, "deploying"), awstypes.DeploymentStatusInProgress)
	expectStatus(t, f.get(t, "cancelling"), awstypes.DeploymentStatusCancelling)
	expectStatus(t, f.get(t, "deleting"), awstypes.DeploymentStatusDeleteInProgress)

	f.clock.Advance(deployTime)
	expectStatus(t, f.get(t, "deploying"), awstypes.DeploymentStatusSucceeded)
	expectStatus(t, f.get(t, "cancelling"), awstypes.DeploymentStatusCancelled)
	_, err := f.client().GetComponent(t.Context(), &proton.GetComponentInput{Name: new("deleting")})
	expectError[*awstypes.ResourceNotFoundException](t, err)
}

func TestCancelAfterSuccess(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	f.clock.Advance(deployTime)
	_, err := f.cancel(t, "api")
	expectError[*awstypes.ConflictException](t, err)
	expectStatus(t, f.get(t, "api"), awstypes.DeploymentStatusSucceeded)
}

func TestDeployReplacesACancellation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	old, err := f.cancel(t, "api")
	if err != nil {
		t.Fatal(err)
	}
	f.clock.Advance(time.Second)
	id, err := f.Deploy("api")
	if err != nil {
		t.Fatal(err)
	}
	f.clock.Advance(cancelTime)
	got := f.get(t, "api")
	expectStatus(t, got, awstypes.DeploymentStatusInProgress)
	if *got.LastAttemptedDeploymentId != id || id == *old.LastAttemptedDeploymentId {
		t.Errorf("the deployment is %s, want the new %s", *got.LastAttemptedDeploymentId, id)
	}
	if !got.LastDeploymentAttemptedAt.After(*old.LastDeploymentAttemptedAt) {
		t.Error("the new deployment is not newer")
	}
}

func TestFinish(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api", DeploymentID: "aaaaaaaa-0000-4000-8000-000000000000"})
	if err := f.Finish("api", awstypes.DeploymentStatusFailed, "out of quota"); err != nil {
		t.Fatal(err)
	}
	failed := f.get(t, "api")
	expectStatus(t, failed, awstypes.DeploymentStatusFailed)
	if *failed.DeploymentStatusMessage != "out of quota" || failed.LastSucceededDeploymentId != nil {
		t.Errorf("got %+v", failed)
	}
	if err := f.Finish("api", awstypes.DeploymentStatusSucceeded, ""); err != nil {
		t.Fatal(err)
	}
	if got := f.get(t, "api"); *got.LastSucceededDeploymentId != "aaaaaaaa-0000-4000-8000-000000000000" ||
		!got.LastDeploymentSucceededAt.Equal(f.clock.Now()) || got.DeploymentStatusMessage != nil {
		t.Errorf("got %+v", got)
	}
	if err := f.Finish("api", awstypes.DeploymentStatusDeleteInProgress, ""); err != nil {
		t.Fatal(err)
	}
	f.clock.Advance(deleteTime)
	_, err := f.client().GetComponent(t.Context(), &proton.GetComponentInput{Name: new("api")})
	expectError[*awstypes.ResourceNotFoundException](t, err)
}

func TestRegionNeedsAComponent(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	if err := f.Remove("api"); err != nil {
		t.Fatal(err)
	}
	_, deployErr := f.Deploy("api")
	for what, err := range map[string]error{
		"Deploy": deployErr,
		"Finish": f.Finish("api", awstypes.DeploymentStatusFailed, ""),
		"Remove": f.Remove("api"),
	} {
		if err == nil {
			t.Errorf("%s of a component that does not exist: no error", what)
		}
	}
	f.seed(t, emulator.Component{Name: "api"})
	if err := f.Finish("api", "done", ""); err == nil {
		t.Error("Finish accepts an invalid status")
	}
}
