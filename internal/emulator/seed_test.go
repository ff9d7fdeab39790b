package emulator_test

import (
	"strings"
	"testing"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func TestSeedErrors(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 101)
	for name, c := range map[string]emulator.Component{
		"no name":           {},
		"a bad region":      {Name: "api", Region: "eu west"},
		"a bad end":         {Name: "api", Ends: "DELETE_FAILED"},
		"half a service":    {Name: "api", ServiceName: "shop"},
		"a bad name":        {Name: "-x"},
		"a long name":       {Name: long},
		"a bad status":      {Name: "api", Status: "in progress"},
		"a bad environment": {Name: "api", EnvironmentName: "a b"},
		"a bad service":     {Name: "api", ServiceName: long},
		"a bad instance":    {Name: "api", ServiceInstanceName: "é"},
		"a bad deployment":  {Name: "api", DeploymentID: "1"},
		"a bad last one":    {Name: "api", LastSucceededDeploymentID: "AAAAAAAA-0000-4000-8000-000000000000"},
		"a long text":       {Name: "api", Description: strings.Repeat("é", 501)},
		"an existing name":  {Name: "taken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.New()
			if err := s.Seed(emulator.Component{Name: "taken"}); err != nil {
				t.Fatal(err)
			}
			if err := s.Seed(c); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestSeedSetsAllMembers(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	at := time.Date(2025, 1, 2, 3, 4, 5, 125e6, time.UTC)
	f.seed(t, emulator.Component{
		Name: "api", ID: "the-id", Status: awstypes.DeploymentStatusFailed, StatusMessage: "broke",
		Description: "an API", EnvironmentName: "prod", ServiceName: "shop", ServiceInstanceName: "shop-prod",
		ServiceSpec: "proton: ServiceSpec", LastClientRequestToken: "token",
		DeploymentID:              "aaaaaaaa-0000-4000-8000-000000000000",
		LastSucceededDeploymentID: "bbbbbbbb-0000-4000-8000-000000000000",
		CreatedAt:                 at, LastModifiedAt: at.Add(1 * time.Hour),
		LastDeploymentAttemptedAt: at.Add(2 * time.Hour), LastDeploymentSucceededAt: at.Add(3 * time.Hour),
	})
	want := awstypes.Component{
		Arn: new("arn:aws:proton:eu-west-1:123456789012:component/the-id"), Name: new("api"),
		DeploymentStatus: awstypes.DeploymentStatusFailed, DeploymentStatusMessage: new("broke"),
		Description: new("an API"), EnvironmentName: new("prod"), ServiceName: new("shop"), ServiceInstanceName: new("shop-prod"),
		ServiceSpec: new("proton: ServiceSpec"), LastClientRequestToken: new("token"),
		LastAttemptedDeploymentId: new("aaaaaaaa-0000-4000-8000-000000000000"),
		LastSucceededDeploymentId: new("bbbbbbbb-0000-4000-8000-000000000000"),
		CreatedAt:                 new(at), LastModifiedAt: new(at.Add(1 * time.Hour)),
		LastDeploymentAttemptedAt: new(at.Add(2 * time.Hour)), LastDeploymentSucceededAt: new(at.Add(3 * time.Hour)),
	}
	expectEqual(t, *f.get(t, "api"), want)
}

func TestSeedDefaults(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "new"}, emulator.Component{Name: "old", Status: awstypes.DeploymentStatusSucceeded})

	fresh := f.get(t, "new")
	expectStatus(t, fresh, awstypes.DeploymentStatusInProgress)
	for what, at := range map[string]*time.Time{
		"created": fresh.CreatedAt, "modified": fresh.LastModifiedAt, "attempted": fresh.LastDeploymentAttemptedAt,
	} {
		if at == nil || !at.Equal(f.clock.Now()) {
			t.Errorf("%s at %v, want %v", what, at, f.clock.Now())
		}
	}
	old := f.get(t, "old")
	if *old.LastSucceededDeploymentId != *old.LastAttemptedDeploymentId || !old.LastDeploymentSucceededAt.Equal(f.clock.Now()) {
		t.Errorf("got %+v", old)
	}
	if *old.LastAttemptedDeploymentId == *fresh.LastAttemptedDeploymentId || *old.Arn == *fresh.Arn {
		t.Error("two components share an id")
	}
}
