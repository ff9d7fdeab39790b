package emulator_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

func TestCreateTokenIsIdempotent(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := f.create(t, createInput("api", "token"))
	f.clock.Advance(deployTime)
	expectEqual(t, f.create(t, createInput("api", "token")), first)

	other := createInput("api", "token")
	other.Description = new("another")
	_, err := f.client().CreateComponent(t.Context(), other)
	expectError[*awstypes.ConflictException](t, err)
	_, err = f.client().CreateComponent(t.Context(), createInput("web", "token"))
	expectError[*awstypes.ConflictException](t, err)

	// A late retry does not create the component again, until the token is old.
	if err := f.Remove("api"); err != nil {
		t.Fatal(err)
	}
	expectEqual(t, f.create(t, createInput("api", "token")), first)
	_, err = f.client().GetComponent(t.Context(), &proton.GetComponentInput{Name: new("api")})
	expectError[*awstypes.ResourceNotFoundException](t, err)
	f.clock.Advance(24 * time.Hour)
	if again := f.create(t, createInput("api", "token")); *again.Arn == *first.Arn {
		t.Error("an old token is still remembered")
	}
}

func TestUpdateTokenIsIdempotent(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.create(t, createInput("api", "token"))
	in := &proton.UpdateComponentInput{
		Name: new("api"), DeploymentType: awstypes.ComponentDeploymentUpdateTypeCurrentVersion, ClientToken: new("token"),
	}
	_, err := f.client().UpdateComponent(t.Context(), in) // a conflict is not stored with the token
	expectError[*awstypes.ConflictException](t, err)
	f.clock.Advance(deployTime)
	first := f.update(t, in) // a create's token is another one
	f.clock.Advance(time.Minute)
	expectEqual(t, f.update(t, in), first)
	if got := f.get(t, "api"); *got.LastAttemptedDeploymentId != *first.LastAttemptedDeploymentId {
		t.Error("it was deployed twice")
	}
	in.Description = new("another")
	_, err = f.client().UpdateComponent(t.Context(), in)
	expectError[*awstypes.ConflictException](t, err)
}

func TestCreateWithoutToken(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	body := validCreate.body(t)
	if got := f.call(t, "CreateComponent", body); got.status != 200 {
		t.Fatalf("got %+v", got)
	}
	if got := f.call(t, "CreateComponent", body); got.Type != "ConflictException" {
		t.Fatalf("got %+v", got)
	}
}
