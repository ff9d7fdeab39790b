package emulator_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

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

func TestControlListsWhatIsPending(t *testing.T) {
	t.Parallel()
	f := newPlainFixture(t)
	list := func() string {
		t.Helper()
		w := httptest.NewRecorder()
		f.Control().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, emulator.ControlPath, nil))
		if got := w.Header().Get("Content-Type"); w.Code != http.StatusOK || got != "application/json" {
			t.Errorf("got %d, %s", w.Code, got)
		}
		return strings.TrimSpace(w.Body.String())
	}
	if got := list(); got != `{"faults":[]}` {
		t.Errorf("got %s", got)
	}
	f.mustControl(t, "inject", `{"operation": "ListComponents", "fault": "hang"}`)
	f.mustControl(t, "inject", `{"operation": "GetComponent", "fault": "ThrottlingException", "times": 2}`)
	f.mustControl(t, "inject", `{"operation": "GetComponent", "fault": "html"}`)
	f.call(t, "GetComponent", `{"name": "api"}`)
	want := `{"faults":[{"operation":"GetComponent","fault":"ThrottlingException","times":1},` +
		`{"operation":"GetComponent","fault":"html","times":1},{"operation":"ListComponents","fault":"hang","times":1}]}`
	if got := list(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	f.call(t, "GetComponent", `{"name": "api"}`)
	if got := f.Pending(); len(got) != 2 || got[0].Fault != "html" {
		t.Errorf("got %v", got)
	}
}

// TestControlReset shows that nothing is left of what was done since the start: components, deployments, client tokens, faults
// and page tokens.
func TestControlReset(t *testing.T) {
	t.Parallel()
	f := newPlainFixture(t)
	f.seed(t, emulator.Component{Name: "api", EnvironmentName: "prod"}, emulator.Component{Name: "web", Region: "us-east-1", Status: "FAILED"})
	before := f.get(t, "api")
	f.create(t, createInput("new", "token"))
	if _, err := f.cancel(t, "api"); err != nil {
		t.Fatal(err)
	}
	f.mustControl(t, "deploy", `{"component": "api"}`)
	f.mustControl(t, "remove", `{"component": "web", "region": "us-east-1"}`)
	f.mustControl(t, "inject", `{"operation": "GetComponent", "fault": "hang", "times": 100}`)

	for _, body := range []string{"", "{}"} {
		if text := f.mustControl(t, "reset", body); text != "{}" {
			t.Errorf("got %s", text)
		}
		if len(f.Calls()) != 0 || len(f.Pending()) != 0 {
			t.Errorf("got %v and %v", f.Calls(), f.Pending())
		}
		got := f.get(t, "api")
		expectStatus(t, got, "IN_PROGRESS")
		if *got.EnvironmentName != "prod" || *got.LastAttemptedDeploymentId == *before.LastAttemptedDeploymentId {
			t.Errorf("got %+v", got)
		}
		if history := f.history(t, proton.ListDeploymentsInput{}); len(history) != 1 {
			t.Errorf("got %d deployments", len(history))
		}
		web, err := f.clientIn("us-east-1").GetComponent(t.Context(), &proton.GetComponentInput{Name: new("web")})
		if err != nil || web.Component.DeploymentStatus != "FAILED" {
			t.Errorf("got %+v, %v", web, err)
		}
		_, err = f.client().GetComponent(t.Context(), &proton.GetComponentInput{Name: new("new")})
		expectError[*awstypes.ResourceNotFoundException](t, err)
		f.create(t, createInput("new", "token"))
	}
}

// TestControlInjectsWhatTheAPIHas shows that each error of the API's model can be injected, with the status that it has there.
func TestControlInjectsWhatTheAPIHas(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]int{
		"AccessDeniedException": 400, "ConflictException": 400, "InternalServerException": 500, "ResourceNotFoundException": 400,
		"ServiceQuotaExceededException": 400, "ThrottlingException": 400, "ValidationException": 400,
		"NoSuchException": 0, "Exception": 0, "throttlingexception": 0, "": 0,
	} {
		f := newPlainFixture(t)
		status, text := f.control(t, "inject", "application/json", `{"operation": "GetComponent", "fault": "`+code+`"}`)
		if (status == http.StatusOK) != (want > 0) || want == 0 && !strings.Contains(text, "ThrottlingException") {
			t.Errorf("%s: got %d %s", code, status, text)
		}
		if got := f.call(t, "GetComponent", `{"name": "api"}`); want > 0 && (got.status != want || got.Type != code) {
			t.Errorf("%s: got %+v", code, got)
		}
	}
}

func TestControlIsJSONForEveryPath(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for request, want := range map[string]int{
		"POST /control/": 405, "POST /control/start": 404, "POST /control/deploy/api": 404, "GET /control/reset": 405,
		"DELETE /control/": 405, "PUT /control/inject": 405, "GET /control/faults": 404,
	} {
		method, path, _ := strings.Cut(request, " ")
		r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(`{}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		f.Control().ServeHTTP(w, r)
		if got := w.Header().Get("Content-Type"); w.Code != want || got != "application/json" || !strings.Contains(w.Body.String(), "[deploy finish inject remove reset]") {
			t.Errorf("%s: got %d, %s, %s", request, w.Code, got, w.Body)
		}
	}
}

func TestControlIsLogged(t *testing.T) {
	t.Parallel()
	logged := make(chan emulator.Call, 2)
	f := newFixture(t, emulator.WithLog(func(c emulator.Call) { logged <- c }))
	f.seed(t, emulator.Component{Name: "api"})
	f.mustControl(t, "deploy", `{"component": "api"}`)
	f.control(t, "remove", "application/json", `{"component": "web", "region": "us-east-1"}`)
	now := f.clock.Now()
	for _, want := range []emulator.Call{
		{Time: now, Operation: "/control/deploy", Component: "api", Region: "eu-west-1", Seen: emulator.Seen{Status: 200}},
		{Time: now, Operation: "/control/remove", Component: "web", Region: "us-east-1", Seen: emulator.Seen{Status: 400}},
	} {
		if got := <-logged; got != want {
			t.Errorf("logged %+v, want %+v", got, want)
		}
	}
	if got := len(f.Calls()); got != 0 {
		t.Errorf("the journal has %d calls", got)
	}
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
		"unknown fault":         {"inject", `{"operation": "GetComponent", "fault": "slow"}`, "drop-after drop-before hang html truncate]"},
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
