package emulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func TestHostileRequests(t *testing.T) {
	t.Parallel()
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) {
			if r.Header.Del(name); value != "" {
				r.Header.Set(name, value)
			}
		}
	}
	for name, tt := range map[string]struct {
		change func(*http.Request)
		status int
		code   string
	}{
		"GET":              {func(r *http.Request) { r.Method = http.MethodGet }, 405, "UnknownOperationException"},
		"PUT":              {func(r *http.Request) { r.Method = http.MethodPut }, 405, "UnknownOperationException"},
		"path":             {func(r *http.Request) { r.URL.Path = "/components" }, 404, "UnknownOperationException"},
		"no target":        {header("X-Amz-Target", ""), 400, "UnknownOperationException"},
		"no prefix":        {header("X-Amz-Target", "GetComponent"), 400, "UnknownOperationException"},
		"no operation":     {header("X-Amz-Target", "AwsProton20200720."), 400, "UnknownOperationException"},
		"wrong service":    {header("X-Amz-Target", "DynamoDB_20120810.GetComponent"), 400, "UnknownOperationException"},
		"wrong version":    {header("X-Amz-Target", "AwsProton20200721.GetComponent"), 400, "UnknownOperationException"},
		"wrong case":       {header("X-Amz-Target", "AwsProton20200720.getComponent"), 400, "UnknownOperationException"},
		"other operation":  {header("X-Amz-Target", "AwsProton20200720.GetService"), 400, "UnknownOperationException"},
		"no content type":  {header("Content-Type", ""), 415, "UnsupportedMediaTypeException"},
		"form":             {header("Content-Type", "application/x-www-form-urlencoded"), 415, "UnsupportedMediaTypeException"},
		"bad content type": {header("Content-Type", ";;"), 415, "UnsupportedMediaTypeException"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			r := newRequest(t, f.url, "GetComponent", `{"name": "api"}`)
			tt.change(r)
			if got := f.do(t, r); got.status != tt.status || got.Type != tt.code {
				t.Errorf("got %d %s: %s", got.status, got.Type, got.Message)
			}
		})
	}
}

func TestMalformedBodies(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ operation, body string }{
		"empty":            {"ListComponents", ""},
		"truncated":        {"ListComponents", `{`},
		"two values":       {"ListComponents", `{}{}`},
		"null":             {"ListComponents", `null`},
		"list":             {"ListComponents", `[]`},
		"string":           {"ListComponents", `"x"`},
		"not UTF-8":        {"ListComponents", "{\"serviceName\": \"\xff\"}"},
		"deep":             {"ListComponents", `{"x":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`},
		"name a number":    {"GetComponent", `{"name": 5}`},
		"name a list":      {"CancelComponentDeployment", `{"componentName": ["api"]}`},
		"name a structure": {"DeleteComponent", `{"name": {}}`},
		"name a boolean":   {"UpdateComponent", `{"name": true, "deploymentType": "NONE"}`},
		"size a string":    {"ListComponents", `{"maxResults": "5"}`},
		"size a fraction":  {"ListComponents", `{"maxResults": 1.5}`},
		"size a list":      {"ListComponents", `{"maxResults": []}`},
		"size enormous":    {"ListComponents", `{"maxResults": 1e400}`},
		"size too long":    {"ListComponents", `{"maxResults": 99999999999999999999}`},
		"tags a structure": {"CreateComponent", `{"tags": {}}`},
		"tag a string":     {"CreateComponent", `{"tags": ["x"]}`},
		"tag null":         {"CreateComponent", `{"tags": [null]}`},
		"tag key a number": {"CreateComponent", `{"tags": [{"key": 1, "value": "v"}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			if got := f.call(t, tt.operation, tt.body); got.status != 400 || got.Type != "SerializationException" {
				t.Errorf("got %d %s: %s", got.status, got.Type, got.Message)
			}
		})
	}
}

func TestOversizedBody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	body := func(n int) string { return `{"x":"` + strings.Repeat("x", n) + `"}` }
	if got := f.call(t, "ListComponents", body(2<<20)); got.status != 413 || got.Type != "RequestEntityTooLargeException" {
		t.Errorf("got %d %s", got.status, got.Type)
	}
	if got := f.call(t, "ListComponents", body(1<<20)); got.status != 200 {
		t.Errorf("got %d %s: %s", got.status, got.Type, got.Message)
	}
}

func TestMistypedMembersAreAllNamed(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	got := f.call(t, "CreateComponent", `{"name": 1, "manifest": 2, "tags": [{"key": 3, "value": 4}]}`)
	for _, member := range []string{"name", "manifest", "tags[0].key", "tags[0].value"} {
		if !strings.Contains(got.Message, member+" must be") {
			t.Errorf("the message does not name %s: %s", member, got.Message)
		}
	}
}

func FuzzServeHTTP(f *testing.F) {
	const target, media = "AwsProton20200720.", "application/x-amz-json-1.0"
	for _, seed := range [][5]string{
		{"POST", "/", target + "GetComponent", media, `{"name": "api"}`},
		{"POST", "/", target + "CancelComponentDeployment", media, `{"componentName": "api"}`},
		{"POST", "/", target + "CreateComponent", media, `{"name": "n", "manifest": "m", "templateFile": "t", "environmentName": "e", "tags": [{"key": "k", "value": "v"}], "clientToken": "x"}`},
		{"POST", "/", target + "UpdateComponent", media, `{"name": "done", "deploymentType": "CURRENT_VERSION", "serviceName": "s", "serviceInstanceName": "i", "serviceSpec": "s"}`},
		{"POST", "/", target + "UpdateComponent", media, `{"name": "done", "deploymentType": "NONE", "serviceName": ""}`},
		{"POST", "/", target + "DeleteComponent", media, `{"name": "done"}`},
		{"POST", "/", target + "ListComponents", media, `{"maxResults": 1, "nextToken": "AAAA", "environmentName": "e"}`},
		{"POST", "/", target + "ListComponents", media, `{"maxResults": 1}`},
		{"GET", "/x", "", "", ""},
		{"POST", "/", target, "text/plain; x", `{"name": "\ud800"}`},
		{"HEAD", "/", "\x00", media, "\xff"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3], seed[4])
	}
	f.Fuzz(func(t *testing.T, method, path, target, media, body string) {
		s := emulator.New()
		for _, c := range []emulator.Component{{Name: "api"}, {Name: "done", Status: "SUCCEEDED"}} {
			if err := s.Seed(c); err != nil {
				t.Fatal(err)
			}
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		r.Method, r.URL.Path = method, path
		r.Header.Set("X-Amz-Target", target)
		r.Header.Set("Content-Type", media)
		r.Header.Set("Authorization", media)
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, r)
		if err := checkResponse(strings.TrimPrefix(target, "AwsProton20200720."), rec); err != nil {
			t.Errorf("%v\n%d %s", err, rec.Code, rec.Body)
		}
	})
}
