package emulator_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func createInput(name, token string) *proton.CreateComponentInput {
	return &proton.CreateComponentInput{
		Name: &name, Manifest: new("m"), TemplateFile: new("t"), EnvironmentName: new("prod"), ClientToken: &token,
	}
}

func (f *fixture) create(t *testing.T, in *proton.CreateComponentInput) *awstypes.Component {
	t.Helper()
	out, err := f.client().CreateComponent(t.Context(), in)
	if err != nil {
		t.Fatalf("creating %q: %v", *in.Name, err)
	}
	return out.Component
}

func (f *fixture) update(t *testing.T, in *proton.UpdateComponentInput) *awstypes.Component {
	t.Helper()
	out, err := f.client().UpdateComponent(t.Context(), in)
	if err != nil {
		t.Fatalf("updating %q: %v", *in.Name, err)
	}
	return out.Component
}

func (f *fixture) delete(t *testing.T, name string) (*awstypes.Component, error) {
	t.Helper()
	out, err := f.client().DeleteComponent(t.Context(), &proton.DeleteComponentInput{Name: &name})
	if err != nil {
		return nil, err
	}
	return out.Component, nil
}

func TestCreateStartsADeployment(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	in := createInput("api", "token-1")
	in.Description, in.ServiceName, in.ServiceInstanceName, in.ServiceSpec = new("an API"), new("shop"), new("shop-prod"), new("spec")
	got := f.create(t, in)
	now := f.clock.Now()
	expectEqual(t, *got, awstypes.Component{
		Arn: got.Arn, Name: new("api"), EnvironmentName: new("prod"), Description: new("an API"),
		ServiceName: new("shop"), ServiceInstanceName: new("shop-prod"), ServiceSpec: new("spec"),
		DeploymentStatus: awstypes.DeploymentStatusInProgress, LastAttemptedDeploymentId: got.LastAttemptedDeploymentId,
		LastClientRequestToken: new("token-1"), CreatedAt: &now, LastModifiedAt: &now, LastDeploymentAttemptedAt: &now,
	})
	expectEqual(t, f.get(t, "api"), got)

	_, err := f.client().CreateComponent(t.Context(), createInput("api", "token-2"))
	expectError[*awstypes.ConflictException](t, err)
}

func TestUpdateOfMetadataDoesNotDeploy(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	before := f.create(t, createInput("api", "token-1"))
	f.clock.Advance(deployTime)
	got := f.update(t, &proton.UpdateComponentInput{
		Name: new("api"), DeploymentType: awstypes.ComponentDeploymentUpdateTypeNone, Description: new("new"), ClientToken: new("token-2"),
	})
	expectStatus(t, got, awstypes.DeploymentStatusSucceeded)
	if *got.Description != "new" || *got.LastClientRequestToken != "token-2" {
		t.Errorf("got %+v", got)
	}
	if *got.LastAttemptedDeploymentId != *before.LastAttemptedDeploymentId || !got.LastDeploymentAttemptedAt.Equal(*before.CreatedAt) {
		t.Error("it was deployed")
	}
	if !got.LastModifiedAt.Equal(f.clock.Now()) || !got.CreatedAt.Equal(*before.CreatedAt) {
		t.Errorf("created at %v, modified at %v", got.CreatedAt, got.LastModifiedAt)
	}
}

func TestUpdateDeploys(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := f.create(t, createInput("api", "token-1"))
	f.clock.Advance(deployTime)
	got := f.update(t, &proton.UpdateComponentInput{
		Name: new("api"), DeploymentType: awstypes.ComponentDeploymentUpdateTypeCurrentVersion, TemplateFile: new("t2"),
	})
	expectStatus(t, got, awstypes.DeploymentStatusInProgress)
	if *got.LastAttemptedDeploymentId == *first.LastAttemptedDeploymentId || *got.LastSucceededDeploymentId != *first.LastAttemptedDeploymentId {
		t.Errorf("got %+v", got)
	}
	if *got.Arn != *first.Arn || !got.LastDeploymentAttemptedAt.Equal(f.clock.Now()) {
		t.Errorf("got %+v", got)
	}
	// After a cancellation, the last succeeded deployment is still the earlier one.
	if _, err := f.cancel(t, "api"); err != nil {
		t.Fatal(err)
	}
	f.clock.Advance(cancelTime)
	after := f.get(t, "api")
	expectStatus(t, after, awstypes.DeploymentStatusCancelled)
	if *after.LastSucceededDeploymentId != *first.LastAttemptedDeploymentId ||
		!after.LastDeploymentSucceededAt.Equal(first.CreatedAt.Add(deployTime)) {
		t.Errorf("got %+v", after)
	}
}

func TestUpdateAndDeleteNeedAnIdleComponent(t *testing.T) {
	t.Parallel()
	for status, want := range map[awstypes.DeploymentStatus]struct{ updates, deletes bool }{
		"IN_PROGRESS":        {false, false},
		"CANCELLING":         {false, false},
		"DELETE_IN_PROGRESS": {false, true}, // deleting is idempotent
		"DELETE_COMPLETE":    {false, false},
		"TEST_PAUSED":        {false, false},
		"SUCCEEDED":          {true, true},
		"FAILED":             {true, true},
		"CANCELLED":          {true, true},
		"DELETE_FAILED":      {true, true},
	} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.seed(t, emulator.Component{Name: "api", Status: status}, emulator.Component{Name: "web", Status: status})
			_, err := f.client().UpdateComponent(t.Context(), &proton.UpdateComponentInput{
				Name: new("api"), DeploymentType: awstypes.ComponentDeploymentUpdateTypeNone,
			})
			expectOutcome(t, err, want.updates)
			_, err = f.delete(t, "web")
			expectOutcome(t, err, want.deletes)
		})
	}
}

func expectOutcome(t *testing.T, err error, succeeds bool) {
	t.Helper()
	if !succeeds {
		expectError[*awstypes.ConflictException](t, err)
	} else if err != nil {
		t.Fatal(err)
	}
}

func TestAttachment(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api", Status: awstypes.DeploymentStatusSucceeded})
	update := func(service, instance, spec *string) (*awstypes.Component, error) {
		f.clock.Advance(deployTime)
		out, err := f.client().UpdateComponent(t.Context(), &proton.UpdateComponentInput{
			Name: new("api"), DeploymentType: awstypes.ComponentDeploymentUpdateTypeCurrentVersion,
			ServiceName: service, ServiceInstanceName: instance, ServiceSpec: spec,
		})
		if err != nil {
			return nil, err
		}
		return out.Component, nil
	}

	got, err := update(new("shop"), new("shop-prod"), new("spec"))
	if err != nil || *got.ServiceName != "shop" || *got.ServiceInstanceName != "shop-prod" || *got.ServiceSpec != "spec" {
		t.Fatalf("attaching: %+v, %v", got, err)
	}
	if got, err = update(nil, nil, new("spec 2")); err != nil || *got.ServiceSpec != "spec 2" || *got.ServiceName != "shop" {
		t.Fatalf("keeping the attachment: %+v, %v", got, err)
	}
	_, err = update(new("shop"), new("shop-test"), nil)
	expectError[*awstypes.ConflictException](t, err)
	_, err = f.delete(t, "api")
	expectError[*awstypes.ConflictException](t, err)
	_, err = update(new(""), new(""), new("spec 3"))
	expectError[*awstypes.ValidationException](t, err)

	got, err = update(new(""), new(""), nil)
	if err != nil || got.ServiceName != nil || got.ServiceInstanceName != nil || got.ServiceSpec != nil {
		t.Fatalf("detaching: %+v, %v", got, err)
	}
	f.clock.Advance(deployTime)
	if _, err := f.delete(t, "api"); err != nil {
		t.Fatal(err)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api", Status: awstypes.DeploymentStatusSucceeded})
	for range 2 {
		got, err := f.delete(t, "api")
		if err != nil {
			t.Fatal(err)
		}
		expectStatus(t, got, awstypes.DeploymentStatusDeleteInProgress)
		f.clock.Advance(deleteTime / 2)
	}
	_, err := f.delete(t, "api")
	expectError[*awstypes.ResourceNotFoundException](t, err)
	f.create(t, createInput("api", "token"))
}
