package emulator_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func (f *fixture) clientIn(region string) *proton.Client {
	return f.client(func(o *proton.Options) { o.Region = region })
}

func TestRegionAndPartition(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{
		"eu-west-1":     "arn:aws:proton:eu-west-1:123456789012:component/the-id",
		"cn-north-1":    "arn:aws-cn:proton:cn-north-1:123456789012:component/the-id",
		"us-gov-west-1": "arn:aws-us-gov:proton:us-gov-west-1:123456789012:component/the-id",
	} {
		t.Run(region, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.seed(t, emulator.Component{Name: "api", ID: "the-id", Region: region})
			c := f.clientIn(region)
			got, err := c.GetComponent(t.Context(), &proton.GetComponentInput{Name: new("api")})
			if err != nil || *got.Component.Arn != want {
				t.Errorf("got %+v, %v", got, err)
			}
			list, err := c.ListComponents(t.Context(), &proton.ListComponentsInput{})
			if err != nil || len(list.Components) != 1 || *list.Components[0].Arn != want {
				t.Errorf("got %+v, %v", list, err)
			}
			if got := f.Calls()[0].Region; got != region {
				t.Errorf("the journal has region %q", got)
			}
		})
	}
}

func TestUnsignedRequestsUseTheServersRegion(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api", ID: "the-id"})
	for _, authorization := range []string{
		"", "Bearer x", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e",
	} {
		r := newRequest(t, f.url, "GetComponent", `{"name": "api"}`)
		r.Header.Set("Authorization", authorization)
		if got := f.do(t, r); got.Component.ARN != "arn:aws:proton:eu-west-1:123456789012:component/the-id" {
			t.Errorf("%q: got %q", authorization, got.Component.ARN)
		}
	}
	for _, c := range f.Calls() {
		if c.Region != "" || c.AccessKeyID != "" {
			t.Errorf("got %+v", c)
		}
	}
}

// TestAnyNameIsARegion has names that AWS does not have. Clients of other emulators sign for them.
func TestAnyNameIsARegion(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, region := range []string{"local", "RegionOne", "regionone", "us-east-1", "1", "a.b", "EU"} {
		f.seed(t, emulator.Component{Name: "api", Region: region, Description: "in " + region})
	}
	for _, region := range []string{"local", "RegionOne", "regionone", "us-east-1", "1", "EU"} {
		got, err := f.clientIn(region).GetComponent(t.Context(), &proton.GetComponentInput{Name: new("api")})
		if err != nil || *got.Component.Description != "in "+region {
			t.Errorf("%s: got %+v, %v", region, got, err)
		}
	}
	_, err := f.clientIn("Local").GetComponent(t.Context(), &proton.GetComponentInput{Name: new("api")})
	expectError[*awstypes.ResourceNotFoundException](t, err)
}

// TestAnySignatureHasARegion has names that no SDK signs. Each is a region of its own too.
func TestAnySignatureHasARegion(t *testing.T) {
	t.Parallel()
	f := newPlainFixture(t)
	for _, region := range []string{"my_region", "a:b", "é", "it's", `"`, "-x", "<b>"} {
		f.seed(t, emulator.Component{Name: "api", Region: region, Description: "in " + region})
		r := newRequest(t, f.url, "GetComponent", `{"name": "api"}`)
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260301/"+region+"/proton/aws4_request, SignedHeaders=host")
		if got := f.do(t, r); got.Component.ARN == "" || !strings.Contains(got.Component.ARN, ":"+region+":") {
			t.Errorf("%q: got %+v", region, got)
		}
	}
}

// TestOtherNamesAreNoRegion has names that a signature cannot have.
func TestOtherNamesAreNoRegion(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	for _, region := range []string{"a b", "a/b", "a,b", "eu-west-1 ", "\t"} {
		if err := f.Seed(emulator.Component{Name: "web", Region: region}); err == nil || !strings.Contains(err.Error(), "region must match") {
			t.Errorf("%q: got %v", region, err)
		}
		if emulator.CheckRegion(region) == nil {
			t.Errorf("%q is a region", region)
		}
	}
	if emulator.CheckRegion("") == nil {
		t.Error("a region needs a name")
	}
}

// TestRegionsAreIndependent has two components with the same name, in two regions.
func TestRegionsAreIndependent(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	here, there := f.clientIn("us-east-1"), f.clientIn("ap-southeast-2")
	name := &proton.GetComponentInput{Name: new("api")}
	list := &proton.ListComponentsInput{MaxResults: new(int32(1))}
	status := func(c *proton.Client, want awstypes.DeploymentStatus) {
		t.Helper()
		got, err := c.GetComponent(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		expectStatus(t, got.Component, want)
	}

	if _, err := here.CreateComponent(t.Context(), createInput("api", "token")); err != nil {
		t.Fatal(err)
	}
	_, err := there.GetComponent(t.Context(), name)
	expectError[*awstypes.ResourceNotFoundException](t, err)
	_, err = there.CancelComponentDeployment(t.Context(), &proton.CancelComponentDeploymentInput{ComponentName: name.Name})
	expectError[*awstypes.ResourceNotFoundException](t, err)
	status(here, awstypes.DeploymentStatusInProgress)

	// A client token is valid in its region only.
	if _, err := there.CreateComponent(t.Context(), createInput("api", "token")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.In("ap-southeast-2").Deploy("api"); err != nil {
		t.Fatal(err)
	}
	if err := f.In("us-east-1").Finish("api", awstypes.DeploymentStatusFailed, ""); err != nil {
		t.Fatal(err)
	}
	status(here, awstypes.DeploymentStatusFailed)
	status(there, awstypes.DeploymentStatusInProgress)

	// A page token of one region is not valid in the other.
	f.seed(t, emulator.Component{Name: "web", Region: "us-east-1"})
	page, err := here.ListComponents(t.Context(), list)
	if err != nil || page.NextToken == nil {
		t.Fatalf("got %+v, %v", page, err)
	}
	_, err = there.ListComponents(t.Context(), &proton.ListComponentsInput{NextToken: page.NextToken})
	expectError[*awstypes.ValidationException](t, err)

	if err := f.In("us-east-1").Remove("api"); err != nil {
		t.Fatal(err)
	}
	status(there, awstypes.DeploymentStatusInProgress)
}

func TestSeedsAreInTheServersRegion(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"}, emulator.Component{Name: "api", Region: "us-east-1"})
	for _, region := range []string{"eu-west-1", "us-east-1"} {
		if _, err := f.clientIn(region).GetComponent(t.Context(), &proton.GetComponentInput{Name: new("api")}); err != nil {
			t.Errorf("%s: %v", region, err)
		}
	}
	_, err := f.clientIn("us-west-2").GetComponent(t.Context(), &proton.GetComponentInput{Name: new("api")})
	expectError[*awstypes.ResourceNotFoundException](t, err)
}
