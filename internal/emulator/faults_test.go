package emulator_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	const broken = "broken connection"
	for name, tt := range map[string]struct {
		fault     emulator.Fault
		status    int
		body      string // "" is not checked, broken is that there is none
		processed bool
	}{
		"DropBefore":   {emulator.DropBefore, 0, broken, false},
		"DropAfter":    {emulator.DropAfter, 0, broken, true},
		"Throttle":     {emulator.Throttle, 400, `{"__type":"ThrottlingException","message":"injected fault"}`, false},
		"Refuse":       {emulator.Refuse(500, "InternalServerException"), 500, `{"__type":"InternalServerException","message":"injected fault"}`, false},
		"Respond":      {emulator.Respond(200, "<html>"), 200, "<html>", false},
		"RespondAfter": {emulator.RespondAfter(502, "<html>"), 502, "<html>", true},
		"Truncate":     {emulator.Truncate, 200, "", true},
		"First":        {emulator.First(func() {}), 200, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newPlainFixture(t)
			f.seed(t, emulator.Component{Name: "api"})
			f.Inject("CancelComponentDeployment", tt.fault)
			status, body := 0, broken
			r := newRequest(t, f.url, "CancelComponentDeployment", `{"componentName": "api"}`)
			if resp, err := f.http.Do(r); err == nil {
				text, err := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if err != nil || resp.Header.Get("Date") != "Sun, 01 Mar 2026 12:00:00 GMT" {
					t.Errorf("got %v, date %q", err, resp.Header.Get("Date"))
				}
				status, body = resp.StatusCode, string(text)
			}
			if status != tt.status || tt.body != "" && body != tt.body {
				t.Errorf("got %d %s", status, body)
			}
			call := f.Calls()[0]
			if want := tt.processed; call.Fault != "injected" || (call.Status == 200) != want || (call.Component == "api") != want {
				t.Errorf("the journal has %+v, want it processed: %t", call, want)
			}
			if call.Seen.Status != tt.status || (call.Seen.Error != "") != strings.Contains(body, "Exception") {
				t.Errorf("the journal has %+v for status %d %s", call.Seen, tt.status, body)
			}
			// The next request has no fault.
			want := "IN_PROGRESS"
			if tt.processed {
				want = "CANCELLING"
			}
			if got := f.call(t, "GetComponent", `{"name": "api"}`); got.Component.DeploymentStatus != want {
				t.Errorf("the component is %s, want %s", got.Component.DeploymentStatus, want)
			}
		})
	}
}

func TestTruncate(t *testing.T) {
	t.Parallel()
	f := newPlainFixture(t)
	f.Inject("ListComponents", emulator.Truncate)
	resp, err := f.http.Do(newRequest(t, f.url, "ListComponents", `{}`))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != `{"compon` {
		t.Errorf("got %q, %v", body, err)
	}
}

func TestHangLastsUntilTheClientDisconnects(t *testing.T) {
	t.Parallel()
	ended := make(chan emulator.Call, 1)
	f := newPlainFixture(t, emulator.WithLog(func(c emulator.Call) { ended <- c }))
	f.Inject("ListComponents", emulator.Hang)
	ctx, disconnect := context.WithCancel(t.Context())
	r := newRequest(t, f.url, "ListComponents", `{}`).WithContext(ctx)
	failed := make(chan error, 1)
	go func() {
		resp, err := f.http.Do(r)
		if err == nil {
			_ = resp.Body.Close()
		}
		failed <- err
	}()
	if err := f.Await(t.Context(), "ListComponents", 1); err != nil {
		t.Fatal(err)
	}
	if len(ended) > 0 {
		t.Error("it ended before the client disconnected")
	}
	disconnect()
	if err := <-failed; err == nil {
		t.Error("there was a response")
	}
	if got := <-ended; got.Status != 0 || got.Seen.Status != 0 || got.Fault != "injected" {
		t.Errorf("the journal has %+v", got)
	}
}

func TestFaultsApplyInOrder(t *testing.T) {
	t.Parallel()
	f := newPlainFixture(t)
	f.Inject("ListComponents", append(emulator.Times(2, emulator.Throttle), emulator.Respond(http.StatusOK, `{"nextToken": "x"}`))...)
	f.Inject("GetComponent", emulator.Throttle)
	var got []string
	for range 4 {
		resp := f.call(t, "ListComponents", `{}`)
		got = append(got, resp.Type+resp.NextToken)
	}
	expectEqual(t, got, []string{"ThrottlingException", "ThrottlingException", "x", ""})
	if got := f.Count("ListComponents"); got != 4 {
		t.Errorf("the journal has %d calls", got)
	}
}

func TestDateIsTheServersTime(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.clock.Advance(36 * time.Hour)
	resp, err := f.http.Do(newRequest(t, f.url, "ListComponents", `{}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if got := resp.Header.Get("Date"); got != "Tue, 03 Mar 2026 00:00:00 GMT" {
		t.Errorf("got %q", got)
	}
}
