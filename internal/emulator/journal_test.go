package emulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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
		if want := (emulator.Seen{Status: calls[i].Status, Error: calls[i].Error}); calls[i].Seen != want {
			t.Errorf("call %d: the client saw %+v", i, calls[i].Seen)
		}
		calls[i].UserAgent, calls[i].Seen = "", emulator.Seen{}
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

func TestJournalShowsACallInProgress(t *testing.T) {
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
	_, _ = send.Write([]byte(`{"name":`))                           // returns when the client has read it
	if err := f.Await(t.Context(), "GetComponent", 1); err != nil { // the server has the header
		t.Fatal(err)
	}
	if got := f.Calls()[0].Status; got != 0 {
		t.Errorf("got status %d for a call in progress", got)
	}
	_, _ = send.Write([]byte(`"api"}`))
	_ = send.Close()
	<-done
	if got := f.Calls()[0]; got.Status != http.StatusBadRequest || got.Component != "api" {
		t.Errorf("got %+v", got)
	}
}

func TestAwait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New()
		request := func() {
			s.ServeHTTP(httptest.NewRecorder(), newRequest(t, "/", "GetComponent", `{"name": "api"}`))
		}
		request()
		time.AfterFunc(time.Second, request)
		if err := s.Await(t.Context(), "GetComponent", 2); err != nil || s.Count("GetComponent") != 2 {
			t.Errorf("got %v after %d requests", err, s.Count("GetComponent"))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := s.Await(ctx, "GetComponent", 3); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v for a request that does not arrive", err)
		}
	})
}

func TestLogHasEachRequest(t *testing.T) {
	t.Parallel()
	logged := make(chan emulator.Call, 2)
	f := newPlainFixture(t, emulator.WithLog(func(c emulator.Call) { logged <- c }))
	f.Inject("GetComponent", emulator.DropBefore)
	r := newRequest(t, f.url, "GetComponent", `{"name": "api"}`)
	if resp, err := f.http.Do(r); err == nil {
		_ = resp.Body.Close()
		t.Error("the fault was not applied")
	}
	f.call(t, "GetComponent", `{"name": "api"}`)
	for i, got := range []emulator.Call{<-logged, <-logged} {
		if want := f.Calls()[i]; got != want {
			t.Errorf("logged %+v, want %+v", got, want)
		}
		if (got.Fault != "") != (i == 0) || (got.Status == 0) != (i == 0) {
			t.Errorf("call %d: got %+v", i, got)
		}
	}
}

// TestJournalIsSmall has names that are as long as a request can have them.
func TestJournalIsSmall(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	long := strings.Repeat("é", 100_000)
	f.call(t, "GetComponent", `{"name": "`+long+`"}`)
	f.call(t, strings.Repeat("x", 100_000), `{}`)
	for _, c := range f.Calls() {
		if size := len(c.Component) + len(c.Operation); size > 300 {
			t.Errorf("a call has %d bytes", size)
		}
	}
}
