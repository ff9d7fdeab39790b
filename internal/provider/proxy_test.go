package provider_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// TestProxy_refusal shows that the response of a proxy to CONNECT is not taken for one of the endpoint, and that a proxy is not
// asked again with a wrong password, by any of the services.
func TestProxy_refusal(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct {
		summary, contains string
		attempts          int
	}{
		407: {"Proxy wants a user name and password", "http://USER:PASSWORD@HOST:PORT", 1},
		403: {"Proxy refused to connect", "the status 403 Forbidden", 2},
		405: {"Proxy refused to connect", "the status 405 Method Not Allowed", 2},
		502: {"Proxy refused to connect", "the status 502 Bad Gateway", 2},
	} {
		for name, more := range map[string]block{
			"Proton": nil,
			"STS":    role(nil).with(block{"endpoints": list{{"proton": "https://proton.test", "sts": "https://sts.test"}}}),
		} {
			t.Run(fmt.Sprint(status, " ", name), func(t *testing.T) {
				t.Parallel()
				proxy := newTunnelWith(t, status)
				b := at("https://proton.test").with(block{"https_proxy": strings.Replace(proxy.URL, "://", "://me:hunter2@", 1), "max_retries": 2})
				got := failRead(t, b.with(more))
				wantEqual(t, "summary", got.Summary, want.summary)
				host := map[string]string{"Proton": "https://proton.test", "STS": "https://sts.test"}[name]
				for _, text := range []string{want.contains, host, "in the provider block", "Proxy: " + proxy.URL} {
					if !strings.Contains(got.Detail, text) {
						t.Errorf("got %s, want it to have %q", got, text)
					}
				}
				if strings.Contains(got.Detail, "hunter2") || strings.Contains(got.Detail, "trust policy") {
					t.Errorf("got %s", got)
				}
				wantEqual(t, "number of attempts", len(proxy.got()), want.attempts)
			})
		}
	}
}

// TestProxy_refusalOfMany shows that many calls at the same time do not ask a proxy again with a wrong password.
func TestProxy_refusalOfMany(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ url, argument, scheme string }{
		"CONNECT": {"https://proton.test", "https_proxy", "http"},
		"HTTP":    {"http://proton.test", "http_proxy", "http"},
		"SOCKS":   {"https://proton.test", "https_proxy", "socks5"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var attempts atomic.Int32
			address := newSOCKS(t, &attempts)
			if test.scheme == "http" {
				address = newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) {
					attempts.Add(1)
					time.Sleep(50 * time.Millisecond)
					w.WriteHeader(http.StatusProxyAuthRequired)
				}).Listener.Addr().String()
			}
			s := acctest.NewServer(t)
			b := at(test.url).with(block{test.argument: test.scheme + "://me:hunter2@" + address})
			wantEqual(t, "errors", failures(configure(t, s, b)), []problem(nil))
			var all sync.WaitGroup
			for range 10 {
				all.Go(func() {
					found := failures(readComponent(t, s))
					if len(found) != 1 || found[0].Summary != "Proxy wants a user name and password" || strings.Contains(found[0].Detail, "number of attempts") {
						t.Errorf("got %v", found)
					}
				})
			}
			all.Wait()
			wantEqual(t, "number of attempts", attempts.Load(), int32(1))
		})
	}
}

// newSOCKS starts a SOCKS proxy that refuses every password, and returns its address.
func newSOCKS(t *testing.T, attempts *atomic.Int32) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			attempts.Add(1)
			request := make([]byte, 512)
			for _, response := range []string{"\x05\x02", "\x01\x01"} { // asks for a password, and refuses it
				_, _ = connection.Read(request)
				_, _ = connection.Write([]byte(response))
			}
			_ = connection.Close()
		}
	}()
	return listener.Addr().String()
}

// TestProxy_forCredentials shows that a proxy which wants a password is named, whatever is called for the credentials.
func TestProxy_forCredentials(t *testing.T) {
	t.Parallel()
	keys := block{"access_key": "a", "secret_key": "b"}
	other := block{"endpoints": list{{"proton": "http://proton.test", "sts": "http://sts.test", "iam": "http://iam.test"}}}
	for name, test := range map[string]struct {
		block     block
		variables []string
	}{
		"the EC2 metadata service": {nil, []string{"AWS_EC2_METADATA_SERVICE_ENDPOINT=http://instance.test"}},
		"the container's endpoint": {nil, []string{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2"}},
		"STS":                      {role(nil).with(keys), none},
		"STS, account":             {keys.with(block{"allowed_account_ids": []string{account}}), none},
		"IAM":                      {keys.with(block{"allowed_account_ids": []string{account}, "skip_credentials_validation": true}), none},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			proxy := newTunnelWith(t, http.StatusProxyAuthRequired)
			got := failRead(t, other.with(test.block).with(block{"region": "us-east-1"}), append(test.variables, "HTTP_PROXY="+strings.Replace(proxy.URL, "://", "://me:hunter2@", 1))...)
			wantEqual(t, "summary", got.Summary, "Proxy wants a user name and password")
			service, _, _ := strings.Cut(name, ",")
			for _, text := range []string{"he call of " + service + " was not sent", "http://USER:PASSWORD@HOST:PORT"} {
				if !strings.Contains(got.Detail, text) {
					t.Errorf("got %s, want it to have %q", got, text)
				}
			}
			if strings.Contains(got.Detail, "hunter2") || strings.Contains(got.Detail, "not one of") {
				t.Errorf("got %s", got)
			}
			wantEqual(t, "number of attempts", len(proxy.got()), 1)
		})
	}
}

// TestProxy_unused has a malformed variable for a proxy that no request goes through.
func TestProxy_unused(t *testing.T) {
	t.Parallel()
	p := newProton(t) // on a loopback address
	const malformed = "_PROXY=http://me:hunter2 %@proxy.test"
	mustRead(t, at(p.URL), "HTTPS"+malformed, "HTTP"+malformed)
	got := failRead(t, at("http://proton.test"), "HTTP"+malformed)
	wantEqual(t, "summary", got.Summary, "Malformed proxy URL")
	local := at(strings.Replace(p.URL, "127.0.0.1", "0.0.0.0", 1))
	mustRead(t, local, "HTTP"+malformed, "NO_PROXY=0.0.0.0")
	mustRead(t, local.with(block{"no_proxy": "0.0.0.0"}), "HTTP"+malformed)
	proxy := newProton(t)
	mustRead(t, at("http://proton.test").with(block{"http_proxy": proxy.URL}), "HTTP"+malformed)
}

// TestEndpoint_named shows that the error of a connection names the endpoint and what sets it, and a redirect its target.
func TestEndpoint_named(t *testing.T) {
	t.Parallel()
	const closed = "http://127.0.0.1:1"
	services := "[default]\nservices = local\n[services local]\nproton =\n  endpoint_url = " + closed + "\n"
	page := func(status int) string {
		return newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://me:hunter2@login.test/saml?token=hunter2")
			w.WriteHeader(status)
			_, _ = w.Write([]byte("<html>hunter2</html>"))
		}).URL
	}
	keys := func(more ...string) []string { return inEnvironment(append(more, "AWS_MAX_ATTEMPTS=1")...) }
	for name, test := range map[string]struct {
		block     block
		variables []string
		contains  []string
	}{
		"block":             {endpoint(closed), keys(), []string{closed, "endpoints.proton in the provider block"}},
		"variable":          {block{}, keys("AWS_ENDPOINT_URL_PROTON=" + closed), []string{closed, "the environment variable AWS_ENDPOINT_URL_PROTON"}},
		"variable for all":  {block{}, keys("AWS_ENDPOINT_URL=" + closed), []string{closed, "the environment variable AWS_ENDPOINT_URL)"}},
		"services":          {block{}, keys("AWS_CONFIG_FILE=" + file(t, services)), []string{closed, "endpoint_url of the profile"}},
		"profile":           {block{}, keys("AWS_CONFIG_FILE=" + file(t, "[default]\nendpoint_url = "+closed+"\n")), []string{closed, "endpoint_url of the profile"}},
		"AWS's own":         {block{"https_proxy": "http://127.0.0.1:1"}, keys(), []string{"https://proton.us-west-2.amazonaws.com/", "the default of the AWS SDK"}},
		"page":              {endpoint(page(404)), keys(), []string{"http://127.0.0.1:", "endpoints.proton in the provider block"}},
		"empty page":        {endpoint(newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }).URL), keys(), []string{"the response has no error of the API"}},
		"not JSON":          {endpoint(page(200)), keys(), []string{"http://127.0.0.1:", "endpoints.proton in the provider block"}},
		"gateway":           {endpoint(page(502)), keys(), []string{"http://127.0.0.1:", "endpoints.proton in the provider block"}},
		"redirect":          {endpoint(page(302)), keys(), []string{"Redirected to: https://login.test/saml\n"}},
		"redirect to keep":  {endpoint(page(307)), keys(), []string{"Redirected to: https://login.test/saml\n"}},
		"STS of the block":  {role(nil).with(block{"endpoints": list{{"sts": closed}}}), keys(), []string{"Endpoint: " + closed + "/ (endpoints.sts in the provider block)"}},
		"STS by a variable": {role(nil), keys("TF_AWS_STS_ENDPOINT=" + closed), []string{closed, "TF_AWS_STS_ENDPOINT"}},
		"STS for all":       {role(nil), keys("AWS_ENDPOINT_URL=" + closed), []string{closed, "AWS_ENDPOINT_URL"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := failRead(t, test.block, test.variables...)
			for _, text := range test.contains {
				if !strings.Contains(got.Detail, text) {
					t.Errorf("got %s, want it to have %q", got, text)
				}
			}
			if strings.Contains(got.Detail, "trust policy") || strings.Contains(got.Detail, "hunter2") {
				t.Errorf("got %s", got)
			}
		})
	}
}

// TestEndpoint_malformed shows that a wrong endpoint is quoted with what sets it.
func TestEndpoint_malformed(t *testing.T) {
	t.Parallel()
	for value, contains := range map[string]string{
		"127.0.0.1:4600": "it must begin with http:// or https://", "localhost:4600": "it must begin with http:// or https://",
		"proton.test": "it must begin with http:// or https://", "ftp://proton.test": "it must begin with http:// or https://", "https://": "it has no host",
	} {
		for _, variable := range []string{"AWS_ENDPOINT_URL_PROTON", "AWS_ENDPOINT_URL"} {
			got := failRead(t, block{}, inEnvironment(variable+"="+value)...)
			wantEqual(t, "summary", got.Summary, "Invalid Proton endpoint")
			for _, text := range []string{contains, fmt.Sprintf("%q", value), "environment variable " + variable + ","} {
				if !strings.Contains(got.Detail, text) {
					t.Errorf("%s=%s: got %s, want it to have %q", variable, value, got, text)
				}
			}
		}
	}
	sts := failRead(t, role(nil).with(endpoint("http://127.0.0.1:1")), inEnvironment("AWS_ENDPOINT_URL_STS=localhost:4566")...)
	if sts.Summary != "Invalid STS endpoint" || !strings.Contains(sts.Detail, "environment variable AWS_ENDPOINT_URL_STS, must") {
		t.Errorf("got %s, want the endpoint of STS and its source", sts)
	}
	unused := newProton(t)
	mustRead(t, endpoint(unused.URL), inEnvironment("AWS_ENDPOINT_URL_STS=localhost:4566")...)
	got := failRead(t, block{}, append(inEnvironment(), "AWS_REGION=eu-wset-1")...)
	if !strings.Contains(got.Detail, `"eu-wset-1", from AWS_REGION,`) || !strings.Contains(got.Detail, `Did you mean "eu-west-1"?`) {
		t.Errorf("got %s, want the source and the nearest region", got)
	}
}
