package emulator_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// newID is a valid ID that no deployment has.
const newID = "00000000-0000-4000-8000-000000000000"

// deployment returns a deployment of the component api.
func (f *fixture) deployment(t *testing.T, id string) *awstypes.Deployment {
	t.Helper()
	out, err := f.client().GetDeployment(t.Context(), &proton.GetDeploymentInput{ComponentName: new("api"), Id: &id})
	if err != nil {
		t.Fatalf("getting the deployment %s of api: %v", id, err)
	}
	return out.Deployment
}

// history returns all deployments that the filters select, page by page, the newest first.
func (f *fixture) history(t *testing.T, in proton.ListDeploymentsInput) (all []awstypes.DeploymentSummary) {
	t.Helper()
	pages := proton.NewListDeploymentsPaginator(f.client(), &in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Deployments...)
	}
	return all
}

func statuses(history []awstypes.DeploymentSummary) (out []awstypes.DeploymentStatus) {
	for _, d := range history {
		out = append(out, d.DeploymentStatus)
	}
	return out
}

// TestHistory follows a component through four deployments: each keeps its own end, its ID and its times.
func TestHistory(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	in := createInput("api", "token")
	in.ServiceName, in.ServiceInstanceName, in.ServiceSpec = new("shop"), new("shop-prod"), new("spec")
	created := f.create(t, in)
	f.clock.Advance(deployTime)
	update := func() *awstypes.Component {
		return f.update(t, &proton.UpdateComponentInput{
			Name: new("api"), DeploymentType: awstypes.ComponentDeploymentUpdateTypeCurrentVersion, TemplateFile: new("t2"),
		})
	}
	cancelled := update()
	if _, err := f.cancel(t, "api"); err != nil {
		t.Fatal(err)
	}
	expectEqual(t, f.deployment(t, *cancelled.LastAttemptedDeploymentId).CompletedAt, nil)
	f.clock.Advance(cancelTime)
	failed := update()
	for _, status := range []awstypes.DeploymentStatus{"SUCCEEDED", "IN_PROGRESS", "FAILED"} {
		if err := f.Finish("api", status, "out of quota"); err != nil {
			t.Fatal(err)
		}
		if d := f.deployment(t, *failed.LastAttemptedDeploymentId); d.DeploymentStatus != status || (d.CompletedAt == nil) != (status == "IN_PROGRESS") {
			t.Errorf("after %s: got %+v", status, d)
		}
	}
	f.clock.Advance(time.Minute)
	last := f.update(t, &proton.UpdateComponentInput{
		Name: new("api"), DeploymentType: awstypes.ComponentDeploymentUpdateTypeCurrentVersion, ServiceName: new(""), ServiceInstanceName: new(""),
	})

	history := f.history(t, proton.ListDeploymentsInput{ComponentName: new("api")})
	want := []awstypes.DeploymentStatus{"IN_PROGRESS", "FAILED", "CANCELLED", "SUCCEEDED"}
	if got := statuses(history); !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i, c := range []*awstypes.Component{last, failed, cancelled, created} {
		if *history[i].Id != *c.LastAttemptedDeploymentId || !history[i].CreatedAt.Equal(*c.LastDeploymentAttemptedAt) {
			t.Errorf("deployment %d: got %s, created at %v, want %+v", i, *history[i].Id, *history[i].CreatedAt, c)
		}
	}
	state := func(spec, template string) awstypes.DeploymentState {
		return &awstypes.DeploymentStateMemberComponent{Value: awstypes.ComponentState{
			ServiceName: new("shop"), ServiceInstanceName: new("shop-prod"), ServiceSpec: &spec, TemplateFile: &template,
		}}
	}
	got := f.deployment(t, *cancelled.LastAttemptedDeploymentId)
	completed := cancelled.LastDeploymentAttemptedAt.Add(cancelTime)
	expectEqual(t, got, awstypes.Deployment{
		Id: cancelled.LastAttemptedDeploymentId, DeploymentStatus: awstypes.DeploymentStatusCancelled,
		Arn:       new("arn:aws:proton:eu-west-1:123456789012:deployment/" + *cancelled.LastAttemptedDeploymentId),
		CreatedAt: cancelled.LastDeploymentAttemptedAt, LastModifiedAt: &completed, CompletedAt: &completed,
		ComponentName: new("api"), EnvironmentName: new("prod"), ServiceName: new("shop"), ServiceInstanceName: new("shop-prod"),
		TargetArn: created.Arn, TargetResourceCreatedAt: created.CreatedAt, TargetResourceType: awstypes.DeploymentTargetResourceTypeComponent,
		LastAttemptedDeploymentId: last.LastAttemptedDeploymentId, LastSucceededDeploymentId: failed.LastAttemptedDeploymentId, // of the first Finish
		InitialState: state("spec", "t"), TargetState: state("spec", "t2"),
	})
	if got := f.deployment(t, *failed.LastAttemptedDeploymentId); *got.DeploymentStatusMessage != "out of quota" {
		t.Errorf("got the message %q", *got.DeploymentStatusMessage)
	}
	if first := f.deployment(t, *created.LastAttemptedDeploymentId); first.InitialState != nil {
		t.Errorf("the first deployment has the initial state %v", first.InitialState)
	}
	if newest := f.deployment(t, *last.LastAttemptedDeploymentId); newest.ServiceName != nil {
		t.Errorf("the deployment that detaches has the service %s", *newest.ServiceName)
	}
}

// TestDeployEndsThePreviousDeployment has a newer deployment that starts while the previous one is not complete.
func TestDeployEndsThePreviousDeployment(t *testing.T) {
	t.Parallel()
	for status, want := range map[awstypes.DeploymentStatus]awstypes.DeploymentStatus{
		"IN_PROGRESS": "SUCCEEDED",
		"CANCELLING":  "CANCELLED",
		"FAILED":      "FAILED",
		"TEST_PAUSED": "TEST_PAUSED",
	} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.seed(t, emulator.Component{Name: "api", Status: status})
			before := f.get(t, "api")
			id, err := f.Deploy("api")
			if err != nil {
				t.Fatal(err)
			}
			got := statuses(f.history(t, proton.ListDeploymentsInput{ComponentName: new("api")}))
			if !slices.Equal(got, []awstypes.DeploymentStatus{"IN_PROGRESS", want}) {
				t.Errorf("got %v, want %s", got, want)
			}
			previous := f.deployment(t, *before.LastAttemptedDeploymentId)
			if previous.DeploymentStatus != want || *previous.LastAttemptedDeploymentId != id {
				t.Errorf("got %+v", previous)
			}
			succeeded := f.get(t, "api").LastSucceededDeploymentId
			if (want == "SUCCEEDED") != (succeeded != nil && *succeeded == *previous.Id) {
				t.Errorf("the last succeeded deployment is %v", succeeded)
			}
		})
	}
}

func TestCancellationEndsInTheHistory(t *testing.T) {
	t.Parallel()
	for _, end := range []awstypes.DeploymentStatus{"CANCELLED", "FAILED", "SUCCEEDED"} {
		t.Run(string(end), func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.seed(t, emulator.Component{Name: "api", Ends: end})
			accepted, err := f.cancel(t, "api")
			if err != nil {
				t.Fatal(err)
			}
			id := *accepted.LastAttemptedDeploymentId
			if got := f.deployment(t, id); got.DeploymentStatus != "CANCELLING" {
				t.Errorf("got %s", got.DeploymentStatus)
			}
			if _, err := f.Deploy("api"); err != nil {
				t.Fatal(err)
			}
			if got := f.deployment(t, id); got.DeploymentStatus != end || !got.CompletedAt.Equal(f.clock.Now()) {
				t.Errorf("got %s at %v", got.DeploymentStatus, got.CompletedAt)
			}
		})
	}
}

// TestDeleteLeavesTheHistory has the deletion of a component, which is not the end of its deployment.
func TestDeleteLeavesTheHistory(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api", Status: "CANCELLED"})
	c, err := f.delete(t, "api")
	if err != nil {
		t.Fatal(err)
	}
	if got := f.deployment(t, *c.LastAttemptedDeploymentId); got.DeploymentStatus != "CANCELLED" || got.CompletedAt == nil {
		t.Errorf("got %+v", got)
	}
	f.clock.Advance(deleteTime)
	for _, component := range []*string{new("api"), nil} {
		_, err = f.client().GetDeployment(t.Context(), &proton.GetDeploymentInput{ComponentName: component, Id: c.LastAttemptedDeploymentId})
		expectError[*awstypes.ResourceNotFoundException](t, err)
	}
	// Another component of the same name starts without a history.
	f.create(t, createInput("api", "token"))
	if got := f.history(t, proton.ListDeploymentsInput{ComponentName: new("api")}); len(got) != 1 {
		t.Errorf("got %d deployments", len(got))
	}
}

func TestSeededHistory(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{
		Name: "api", DeploymentID: "11111111-1111-4111-8111-111111111111", LastSucceededDeploymentID: newID, StatusMessage: "started",
	})
	c := f.get(t, "api")
	expectStatus(t, c, "IN_PROGRESS")
	if *c.DeploymentStatusMessage != "started" {
		t.Errorf("got %+v", c)
	}
	if got := f.deployment(t, *c.LastAttemptedDeploymentId); got.DeploymentStatus != "IN_PROGRESS" || got.CompletedAt != nil ||
		*got.DeploymentStatusMessage != "started" || *got.LastSucceededDeploymentId != newID {
		t.Errorf("got %+v", got)
	}
	if got := f.deployment(t, newID); got.DeploymentStatus != "SUCCEEDED" || got.CompletedAt == nil || got.DeploymentStatusMessage != nil {
		t.Errorf("got %+v", got)
	}
}

func TestDeploymentNotFound(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api", EnvironmentName: "prod"}, emulator.Component{Name: "web"})
	id := f.get(t, "api").LastAttemptedDeploymentId
	for name, in := range map[string]proton.GetDeploymentInput{
		"unknown ID":          {Id: new(newID), ComponentName: new("api")},
		"unknown ID alone":    {Id: new(newID)},
		"unknown component":   {Id: id, ComponentName: new("nobody")},
		"another component":   {Id: id, ComponentName: new("web")},
		"another environment": {Id: id, EnvironmentName: new("test")},
		"another service":     {Id: id, ServiceName: new("shop")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := f.client().GetDeployment(t.Context(), &in)
			expectError[*awstypes.ResourceNotFoundException](t, err)
		})
	}
	t.Run("another region", func(t *testing.T) {
		t.Parallel()
		_, err := f.clientIn("us-west-2").GetDeployment(t.Context(), &proton.GetDeploymentInput{Id: id})
		expectError[*awstypes.ResourceNotFoundException](t, err)
	})
	for name, in := range map[string]proton.GetDeploymentInput{
		"ID alone":       {Id: id},
		"of environment": {Id: id, EnvironmentName: new("prod")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := f.client().GetDeployment(t.Context(), &in)
			if err != nil || *out.Deployment.ComponentName != "api" {
				t.Errorf("got %+v, %v", out, err)
			}
		})
	}
	_, err := f.client().ListDeployments(t.Context(), &proton.ListDeploymentsInput{ComponentName: new("nobody")})
	expectError[*awstypes.ResourceNotFoundException](t, err)
}

func TestDeploymentValidation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for body, want := range map[string]string{
		`{}`:                        "id is required",
		`{"id": "` + newID + `x"}`:  "id must match",
		`{"id": "` + newID + `\n"}`: "id must match",
		`{"id": "ABCDEF00-0000-4000-8000-000000000000"}`:                        "id must match",
		`{"id": "` + newID + `", "componentName": "-x"}`:                        "componentName must match",
		`{"id": "` + newID + `", "componentName": ""}`:                          "componentName must have 1 or more",
		`{"id": "` + newID + `", "serviceInstanceName": "a"}`:                   "serviceInstanceName needs serviceName",
		`{"id": "` + newID + `", "environmentName": "é", "serviceName": "a b"}`: "serviceName must match",
	} {
		if got := f.call(t, "GetDeployment", body); got.Type != "ValidationException" || !strings.Contains(got.Message, want) {
			t.Errorf("%s: got %s: %s", body, got.Type, got.Message)
		}
	}
	for body, want := range map[string]string{
		`{"maxResults": 0}`:            "maxResults must be between",
		`{"maxResults": 101}`:          "maxResults must be between",
		`{"nextToken": "AAAA"}`:        "nextToken is not",
		`{"nextToken": ""}`:            "nextToken must match",
		`{"componentName": "a b"}`:     "componentName must match",
		`{"serviceInstanceName": "a"}`: "serviceInstanceName needs serviceName",
	} {
		if got := f.call(t, "ListDeployments", body); got.Type != "ValidationException" || !strings.Contains(got.Message, want) {
			t.Errorf("%s: got %s: %s", body, got.Type, got.Message)
		}
	}
	if got := f.call(t, "GetDeployment", `{"id": 1}`); got.Type != "SerializationException" {
		t.Errorf("got %s: %s", got.Type, got.Message)
	}
}

func TestListDeployments(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "a", EnvironmentName: "prod"},
		emulator.Component{Name: "b", ServiceName: "shop", ServiceInstanceName: "one"}, emulator.Component{Name: "other", Region: "us-west-2"})
	var want []string // the newest first
	for _, c := range f.history(t, proton.ListDeploymentsInput{}) {
		want = append(want, *c.Id)
	}
	for i := range 5 {
		f.clock.Advance(time.Duration(i) * time.Second) // the first two at the same time
		id, err := f.Deploy([]string{"a", "b"}[i%2])
		if err != nil {
			t.Fatal(err)
		}
		want = append([]string{id}, want...)
	}
	for _, size := range []*int32{nil, new(int32(1)), new(int32(3)), new(int32(7))} {
		var got []string
		for _, d := range f.history(t, proton.ListDeploymentsInput{MaxResults: size}) {
			got = append(got, *d.Id)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for filter, tt := range map[string]struct {
		in   proton.ListDeploymentsInput
		want int
	}{
		"component":           {proton.ListDeploymentsInput{ComponentName: new("a")}, 4},
		"environment":         {proton.ListDeploymentsInput{EnvironmentName: new("prod")}, 4},
		"service":             {proton.ListDeploymentsInput{ServiceName: new("shop")}, 3},
		"instance":            {proton.ListDeploymentsInput{ServiceName: new("shop"), ServiceInstanceName: new("one")}, 3},
		"unknown environment": {proton.ListDeploymentsInput{EnvironmentName: new("none")}, 0},
		"component elsewhere": {proton.ListDeploymentsInput{ComponentName: new("a"), ServiceName: new("shop")}, 0},
	} {
		if got := f.history(t, tt.in); len(got) != tt.want {
			t.Errorf("%s: got %d deployments, want %d", filter, len(got), tt.want)
		}
	}
}

// TestDeploymentPages has a token that is used for another list, and a deployment that starts between two pages.
func TestDeploymentPages(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "a"}, emulator.Component{Name: "b"})
	first, err := f.client().ListDeployments(t.Context(), &proton.ListDeploymentsInput{MaxResults: new(int32(1))})
	if err != nil || len(first.Deployments) != 1 || first.NextToken == nil {
		t.Fatalf("got %+v, %v", first, err)
	}
	for name, in := range map[string]proton.ListDeploymentsInput{
		"of a component":    {ComponentName: new("a"), NextToken: first.NextToken},
		"of an environment": {EnvironmentName: new("default"), NextToken: first.NextToken},
	} {
		_, err := f.client().ListDeployments(t.Context(), &in)
		if expectError[*awstypes.ValidationException](t, err); t.Failed() {
			t.Error(name)
		}
	}
	_, err = f.client().ListComponents(t.Context(), &proton.ListComponentsInput{NextToken: first.NextToken})
	expectError[*awstypes.ValidationException](t, err)
	if _, err := f.Deploy("b"); err != nil {
		t.Fatal(err)
	}
	second, err := f.client().ListDeployments(t.Context(), &proton.ListDeploymentsInput{NextToken: first.NextToken})
	if err != nil || len(second.Deployments) != 1 || second.NextToken != nil || *second.Deployments[0].Id == *first.Deployments[0].Id {
		t.Errorf("got %+v, %v", second, err)
	}
}

// TestHistoryIsBounded deploys more often than a component's history keeps.
func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	first := *f.get(t, "api").LastAttemptedDeploymentId
	var last string
	for range 1000 {
		id, err := f.Deploy("api")
		if err != nil {
			t.Fatal(err)
		}
		last = id
	}
	history := f.history(t, proton.ListDeploymentsInput{ComponentName: new("api")})
	if len(history) != 200 || *history[0].Id != last || *f.get(t, "api").LastAttemptedDeploymentId != last {
		t.Errorf("got %d deployments", len(history))
	}
	_, err := f.client().GetDeployment(t.Context(), &proton.GetDeploymentInput{Id: &first, ComponentName: new("api")})
	expectError[*awstypes.ResourceNotFoundException](t, err)
}
