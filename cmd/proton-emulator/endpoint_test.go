package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// newHandler returns the handler for the flags, and its standard error.
func newHandler(t *testing.T, env []string, args ...string) (http.Handler, *bytes.Buffer) {
	t.Helper()
	o, err := parse(args)
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	e, err := newEndpoint(o, process{env: env, stderr: &stderr})
	if err != nil {
		t.Fatal(err)
	}
	return e.server.Handler, &stderr
}

func request(t *testing.T, h http.Handler, method, path, body string, headers ...string) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	r.Host = "127.0.0.1"
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	text, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(text)
}

func call(t *testing.T, h http.Handler, operation, body string) string {
	t.Helper()
	_, text := request(t, h, http.MethodPost, "/", body,
		"X-Amz-Target: AwsProton20200720."+operation, "Content-Type: application/x-amz-json-1.0")
	return text
}

func TestHealth(t *testing.T) {
	t.Parallel()
	h, _ := newHandler(t, nil)
	if status, body := request(t, h, http.MethodGet, "/health", ""); status != 200 || body != "ok\n" {
		t.Errorf("got %d %q", status, body)
	}
}

func TestControlIsOffByDefault(t *testing.T) {
	t.Parallel()
	for _, on := range []bool{false, true} {
		args, want := []string{"-component", "api"}, `"IN_PROGRESS"`
		if on {
			args, want = append(args, "-control"), `"CANCELLED"`
		}
		h, _ := newHandler(t, nil, args...)
		status, _ := request(t, h, http.MethodPost, "/control/finish", `{"component": "api", "status": "CANCELLED"}`, "Content-Type: application/json")
		if (status == 200) != on || (status == 404) == on {
			t.Errorf("-control %t: got %d", on, status)
		}
		if got := call(t, h, "GetComponent", `{"name": "api"}`); !strings.Contains(got, want) {
			t.Errorf("-control %t: got %s, want %s", on, got, want)
		}
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	h, stderr := newHandler(t, []string{"AWS_REGION=eu-west-1"}, "-component", "api", "-log", "-control")
	call(t, h, "GetComponent", `{"name": "api"}`)
	call(t, h, "CancelComponentDeployment", `{"componentName": "web"}`)
	request(t, h, http.MethodPost, "/control/inject", `{"operation": "GetComponent", "fault": "ThrottlingException"}`, "Content-Type: application/json")
	call(t, h, "GetComponent", `{"name": "api"}`)
	request(t, h, http.MethodPost, "/control/inject", `{"operation": "GetComponent", "fault": "hang", "times": 0.5}`, "Content-Type: application/json")
	request(t, h, http.MethodPut, "/", "")
	request(t, h, http.MethodGet, "/health", "")
	request(t, h, http.MethodGet, "/health", "", "Host: rebound.example")
	want := regexp.MustCompile(`^time=\S+ level=INFO msg=GetComponent component=api region=eu-west-1 status=200 error="" fault=""
time=\S+ level=INFO msg=CancelComponentDeployment component=web region=eu-west-1 status=400 error=ResourceNotFoundException fault=""
time=\S+ level=INFO msg=/control/inject component="" region=eu-west-1 status=200 error="" fault=""
time=\S+ level=INFO msg=GetComponent component="" region=eu-west-1 status=400 error=ThrottlingException fault=ThrottlingException
time=\S+ level=INFO msg=/control/inject component="" region=eu-west-1 status=400 error="" fault=""
time=\S+ level=INFO msg="unknown operation" component="" region=eu-west-1 status=405 error=UnknownOperationException fault=""
time=\S+ level=INFO msg=refused host=rebound.example origin="" status=403 error=UnknownHostException
$`)
	if !want.MatchString(stderr.String()) {
		t.Errorf("got\n%s", stderr)
	}
	quiet, stderr := newHandler(t, nil)
	call(t, quiet, "ListComponents", `{}`)
	if stderr.Len() > 0 {
		t.Errorf("without -log it printed %s", stderr)
	}
}

func TestComponentFlag(t *testing.T) {
	t.Parallel()
	h, _ := newHandler(t, []string{"AWS_DEFAULT_REGION=eu-west-1"}, "-cancel-time", "0s",
		"-component", "api,environment=prod,service=shop,instance=shop-prod,ends=FAILED",
		"-component", "web=FAILED,environment=prod", "-component", "web,status=SUCCEEDED,region=us-west-2")
	got := call(t, h, "GetComponent", `{"name": "api"}`)
	for _, member := range []string{
		`"arn":"arn:aws:proton:eu-west-1:`, `"environmentName":"prod"`, `"serviceName":"shop"`, `"serviceInstanceName":"shop-prod"`,
		`"deploymentStatus":"IN_PROGRESS"`,
	} {
		if !strings.Contains(got, member) {
			t.Errorf("got %s, want %s", got, member)
		}
	}
	call(t, h, "CancelComponentDeployment", `{"componentName": "api"}`)
	if got := call(t, h, "GetComponent", `{"name": "api"}`); !strings.Contains(got, `"deploymentStatus":"FAILED"`) {
		t.Errorf("the cancellation did not fail: %s", got)
	}
	if got := call(t, h, "GetComponent", `{"name": "web"}`); !strings.Contains(got, `"deploymentStatus":"FAILED"`) {
		t.Errorf("got %s", got)
	}
	_, got = request(t, h, http.MethodPost, "/", `{"name": "web"}`,
		"X-Amz-Target: AwsProton20200720.GetComponent", "Content-Type: application/x-amz-json-1.0",
		"Authorization: AWS4-HMAC-SHA256 Credential=A/20260301/us-west-2/proton/aws4_request")
	if !strings.Contains(got, `"deploymentStatus":"SUCCEEDED"`) {
		t.Errorf("in us-west-2: got %s", got)
	}
}
