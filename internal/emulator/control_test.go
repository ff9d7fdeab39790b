package emulator_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// control sends a request to the control endpoint and returns its status and its body.
func (f *fixture) control(t *testing.T, action, contentType, body string) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, emulator.ControlPath+action, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	f.Control().ServeHTTP(w, r)
	text, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, strings.TrimSpace(string(text))
}

func (f *fixture) mustControl(t *testing.T, action, body string) string {
	t.Helper()
	status, text := f.control(t, action, "application/json", body)
	if status != http.StatusOK {
		t.Fatalf("%s %s: got %d %s", action, body, status, text)
	}
	return text
}

func TestControlDeployReplacesACancellation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api", Status: "CANCELLING"}, emulator.Component{Name: "api", Region: "us-east-1"})
	text := f.mustControl(t, "deploy", `{"component": "api"}`)
	got := f.get(t, "api")
	expectStatus(t, got, "IN_PROGRESS")
	if want := `{"deploymentId":"` + *got.LastAttemptedDeploymentId + `"}`; text != want {
		t.Errorf("got %s, want %s", text, want)
	}
}

func TestControlFinish(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"}, emulator.Component{Name: "api", Region: "us-east-1"})
	f.mustControl(t, "finish", `{"component": "api", "region": "eu-west-1", "status": "FAILED", "message": "out of quota"}`)
	got := f.get(t, "api")
	expectStatus(t, got, "FAILED")
	if *got.DeploymentStatusMessage != "out of quota" {
		t.Errorf("got the message %s", *got.DeploymentStatusMessage)
	}
}

func TestControlRemove(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	f.mustControl(t, "remove", `{"component": "api"}`)
	if got := f.call(t, "GetComponent", `{"name": "api"}`); got.Type != "ResourceNotFoundException" {
		t.Errorf("got %+v", got)
	}
}

func TestControlInject(t *testing.T) {
	t.Parallel()
	f := newPlainFixture(t)
	f.mustControl(t, "inject", `{"operation": "ListComponents", "fault": "ThrottlingException", "times": 2}`)
	f.mustControl(t, "inject", `{"operation": "ListComponents", "fault": "InternalServerException"}`)
	var got []int
	for range 4 {
		resp := f.call(t, "ListComponents", `{}`)
		got = append(got, resp.status)
	}
	expectEqual(t, got, []int{400, 400, 500, 200})
}

func TestControlErrors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		action, body, contains string
	}{
		"not JSON":              {"deploy", `component=api`, "invalid character"},
		"unknown member":        {"deploy", `{"name": "api"}`, `unknown field \"name\"`},
		"unknown component":     {"deploy", `{"component": "web"}`, `no component named \"web\" exists in eu-west-1`},
		"other region":          {"remove", `{"component": "api", "region": "us-east-1"}`, "exists in us-east-1"},
		"unknown status":        {"finish", `{"component": "api", "status": "DONE"}`, "IN_PROGRESS FAILED SUCCEEDED"},
		"no status":             {"finish", `{"component": "api"}`, "status must match"},
		"unknown operation":     {"inject", `{"operation": "GetService", "fault": "hang"}`, "CancelComponentDeployment CreateComponent"},
		"unknown fault":         {"inject", `{"operation": "GetComponent", "fault": "slow"}`, "drop-after drop-before hang html truncate"},
		"too many times":        {"inject", `{"operation": "GetComponent", "fault": "hang", "times": 1000000}`, "between 1 and"},
		"negative times":        {"inject", `{"operation": "GetComponent", "fault": "hang", "times": -1}`, "between 1 and"},
		"times is not a number": {"inject", `{"operation": "GetComponent", "fault": "hang", "times": "2"}`, "cannot unmarshal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.seed(t, emulator.Component{Name: "api"})
			status, text := f.control(t, tt.action, "application/json", tt.body)
			if status != http.StatusBadRequest || !strings.HasPrefix(text, `{"error":"`) || !strings.Contains(text, tt.contains) {
				t.Errorf("got %d %s", status, text)
			}
			expectStatus(t, f.get(t, "api"), "IN_PROGRESS")
		})
	}
}

// TestControlRefusesCrossSiteRequests has the requests that a browser sends to another site without a preflight request.
func TestControlRefusesCrossSiteRequests(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.seed(t, emulator.Component{Name: "api"})
	for _, contentType := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
		if status, text := f.control(t, "remove", contentType, `{"component": "api"}`); status != http.StatusBadRequest || !strings.Contains(text, "content type") {
			t.Errorf("%q: got %d %s", contentType, status, text)
		}
	}
	w := httptest.NewRecorder()
	f.Control().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, emulator.ControlPath+"remove?component=api", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET: got %d", w.Code)
	}
	expectStatus(t, f.get(t, "api"), "IN_PROGRESS")
}
