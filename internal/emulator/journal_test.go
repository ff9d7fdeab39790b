package emulator_test

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/proton"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func TestJournal(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	if _, err := f.cancel(t, "api"); err != nil {
		t.Fatal(err)
	}
	_, _ = f.cancel(t, "api")
	f.list(t, &proton.ListComponentsInput{})
	f.call(t, "GetComponent", `{"name": "-x"}`)
	f.call(t, "GetService", `{"name": "shop"}`)
	elsewhere := newRequest(t, f.url, "", `{}`)
	elsewhere.Header.Set("X-Amz-Target", "DynamoDB_20120810.GetItem")
	f.do(t, elsewhere)

	calls := f.Calls()
	now := f.clock.Now()
	for i := range calls {
		if i < 3 && !strings.Contains(calls[i].UserAgent, "aws-sdk-go-v2") {
			t.Errorf("call %d is from %q", i, calls[i].UserAgent)
		}
		calls[i].UserAgent = ""
	}
	signed := emulator.Call{Time: now, Region: "eu-west-1", AccessKeyID: "AKIDTEST", Status: 200}
	first, third := signed, signed
	first.Operation, first.Component = "CancelComponentDeployment", "api"
	second := first
	second.Status, second.Error = 400, "ConflictException"
	third.Operation = "ListComponents"
	expectEqual(t, calls, []emulator.Call{
		first, second, third,
		{Time: now, Operation: "GetComponent", Component: "-x", Status: 400, Error: "ValidationException"},
		{Time: now, Operation: "GetService", Status: 400, Error: "UnknownOperationException"},
		{Time: now, Status: 400, Error: "UnknownOperationException"},
	})
	if got := f.Count("CancelComponentDeployment"); got != 2 {
		t.Errorf("counted %d cancels, want 2", got)
	}
	calls[0].Operation = "changed"
	if f.Calls()[0].Operation == "changed" {
		t.Error("the journal can be changed from outside")
	}
}

func TestJournalShowsACallInFlight(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	body, send := io.Pipe()
	r := newRequest(t, f.url, "GetComponent", "")
	r.Body, r.ContentLength = body, -1
	done := make(chan struct{})
	go func() {
		defer close(done)
		if resp, err := f.http.Do(r); err == nil {
			_ = resp.Body.Close()
		}
	}()
	_, _ = send.Write([]byte(`{"name":`)) // returns when it is on its way
	for f.Count("GetComponent") == 0 {
		runtime.Gosched() // the server notes the call once it has the header
	}
	if got := f.Calls()[0].Status; got != 0 {
		t.Errorf("got status %d for a call in flight", got)
	}
	_, _ = send.Write([]byte(`"api"}`))
	_ = send.Close()
	<-done
	if got := f.Calls()[0]; got.Status != http.StatusBadRequest || got.Component != "api" {
		t.Errorf("got %+v", got)
	}
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
			f.seed(t, emulator.Component{Name: "api", ID: "the-id"})
			c := f.client(func(o *proton.Options) { o.Region = region })
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

func TestUnsignedIsUSEast1(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api", ID: "the-id"})
	for _, authorization := range []string{
		"", "Bearer x", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e",
		"AWS4-HMAC-SHA256 Credential=AKID/20260301/a:b/proton/aws4_request",
	} {
		r := newRequest(t, f.url, "GetComponent", `{"name": "api"}`)
		r.Header.Set("Authorization", authorization)
		if got := f.do(t, r); got.Component.ARN != "arn:aws:proton:us-east-1:123456789012:component/the-id" {
			t.Errorf("%q: got %q", authorization, got.Component.ARN)
		}
	}
	for _, c := range f.Calls() {
		if c.Region != "" || c.AccessKeyID != "" {
			t.Errorf("got %+v", c)
		}
	}
}
