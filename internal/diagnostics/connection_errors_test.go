package diagnostics_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// hollow is an API whose responses have no component.
type hollow struct{}

func (hollow) GetComponent(context.Context, *proton.GetComponentInput, ...func(*proton.Options)) (*proton.GetComponentOutput, error) {
	return &proton.GetComponentOutput{}, nil
}

// TestCallFailed_connection shows what an error of a connection says, and what it does not.
func TestCallFailed_connection(t *testing.T) {
	t.Parallel()
	proxy := func(e diagnostics.ProxyError) error { return &net.OpError{Op: "proxyconnect", Err: &e} }
	redirect := func(status int) error {
		return &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: &http.Response{
			StatusCode: status, Header: http.Header{"Location": {"/login?token=hunter2"}},
			Request: &http.Request{URL: &url.URL{Scheme: "http", Host: "proton.test"}},
		}}, Err: context.DeadlineExceeded}
	}
	_, malformed := component.Get(t.Context(), hollow{}, "api")
	endpoint := "Endpoint: http://proton.test (endpoints.proton in the provider block)"
	for name, test := range map[string]struct {
		err      error
		has, not string
	}{
		"a proxy that wants a password": {proxy(diagnostics.ProxyError{Status: 407}), "Proxy wants a user name and password", "Then"},
		"a proxy that forbids":          {proxy(diagnostics.ProxyError{Status: 403}), "with the status 403 Forbidden", "Then"},
		"a proxy that fails":            {proxy(diagnostics.ProxyError{Status: 500}), "Then run Terraform again.", "password"},
		"a malformed proxy":             {proxy(diagnostics.ProxyError{Problem: "it has no host"}), "Malformed proxy URL\nit has no host.", "status"},
		"a redirect":                    {redirect(308), "Redirected to: http://proton.test/login\n", "hunter2"},
		"a page with a location":        {redirect(404), "Endpoint", "Redirected"},
		"no component":                  {malformed, endpoint, "Redirected"},
		"a call of another endpoint":    {&diagnostics.CallError{URL: "http://sts.test", Source: "here", Err: malformed}, "Endpoint: http://sts.test (here)", endpoint},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := diagnostics.Target{Region: "us-east-1", Endpoint: "http://proton.test (endpoints.proton in the provider block)"}
			d := diagnostics.CallFailed("Unable to list components", "ListComponents", test.err, target)
			text := d.Summary() + "\n" + d.Detail()
			if !strings.Contains(text, test.has) || strings.Contains(text, test.not) {
				t.Errorf("want %q and not %q in:\n%s", test.has, test.not, text)
			}
		})
	}
}

// TestExplainService shows what is said of an error of a service that issues credentials.
func TestExplainService(t *testing.T) {
	t.Parallel()
	call := func(err error) error {
		return &diagnostics.CallError{URL: "http://sts.test", Source: "here", Proxy: "http://proxy.test", Err: err}
	}
	redirect := func(location string) error {
		return call(&smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: &http.Response{StatusCode: 302, Header: http.Header{"Location": {location}}}}})
	}
	const facts = "Endpoint: http://sts.test (here). Proxy: http://proxy.test."
	for name, test := range map[string]struct {
		err               error
		summary, happened string
		remedy            string
	}{
		"a proxy that wants a password": {
			call(&net.OpError{Op: "proxyconnect", Err: &diagnostics.ProxyError{Status: 407}}), "Proxy wants a user name and password",
			"The call of STS was not sent: the proxy wants a user name and password, or those in its URL are wrong (status 407). " + facts, "Write them",
		},
		"a malformed proxy": {
			&net.OpError{Op: "proxyconnect", Err: &diagnostics.ProxyError{Problem: "it has no host"}}, "Malformed proxy URL", "It has no host.", "Correct http_proxy",
		},
		"no connection": {
			call(&net.OpError{Op: "dial", Err: io.EOF}), "",
			"The provider could not connect to STS: its host does not resolve or does not accept connections. " + facts, "Check the network",
		},
		"a redirect":            {redirect("http://other.test"), "", "The endpoint's response to the call of STS is not a valid response of STS. " + facts + " Redirected to: http://other.test.", "Check the endpoint's URL"},
		"a redirect to nowhere": {redirect(""), "", "The endpoint's response to the call of STS is not a valid response of STS. " + facts, "Check the endpoint's URL"},
		"a redirect to a path":  {redirect("/login"), "", "The endpoint's response to the call of STS is not a valid response of STS. " + facts, "Check the endpoint's URL"},
		"no response":           {call(io.EOF), "", "The endpoint did not respond to the call of STS, or its response was incomplete. " + facts, "Check that the endpoint serves STS."},
		"an alert of TLS":       {call(&net.OpError{Op: "remote error", Err: io.EOF}), "", "The endpoint accepted the connection, but the TLS handshake failed. " + facts, "Check the endpoint's URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			summary, happened, remedy := diagnostics.ExplainService("STS", test.err)
			if summary != test.summary || happened != test.happened || !strings.HasPrefix(remedy, test.remedy) {
				t.Errorf("got %q, %q and %q, want %q, %q and %q", summary, happened, remedy, test.summary, test.happened, test.remedy)
			}
		})
	}
}

// TestCallFailed_noEndpoint shows that an error that is not about a connection does not name the endpoint.
func TestCallFailed_noEndpoint(t *testing.T) {
	t.Parallel()
	d := diagnostics.CallFailed("Unable to list components", "ListComponents", &diagnostics.CredentialsError{Summary: "No valid AWS credentials"},
		diagnostics.Target{Endpoint: "http://proton.test"})
	if strings.Contains(d.Detail(), "proton.test") {
		t.Errorf("the endpoint is in:\n%s", d.Detail())
	}
}

func TestProxyError_retryable(t *testing.T) {
	t.Parallel()
	for e, want := range map[diagnostics.ProxyError]struct {
		retryable bool
		kind      attempt.Kind
	}{
		{Status: 407}:        {false, attempt.Rejected},
		{Status: 403}:        {true, attempt.NotSent},
		{Problem: "no host"}: {false, attempt.NotSent},
	} {
		if e.RetryableError() != want.retryable || e.Kind() != want.kind {
			t.Errorf("%+v: got %t and the kind %d, want %t and %d", e, e.RetryableError(), e.Kind(), want.retryable, want.kind)
		}
		if (e.Problem != "") != (e.Error() == e.Problem) {
			t.Errorf("%+v: got the text %q", e, e.Error())
		}
	}
}

func TestDidYouMean(t *testing.T) {
	t.Parallel()
	modes, regions := []string{"standard", "adaptive"}, []string{"us-east-1", "us-east-2", "us-west-2"}
	for wrong, test := range map[string]struct {
		right []string
		want  string
	}{
		"standa":    {modes, "standard"}, // a quarter of its letters is missing
		"stand":     {modes, ""},
		"STANDARD":  {modes, "standard"},
		"adaptivo":  {modes, "adaptive"},
		"":          {modes, ""},
		"us-west-3": {regions, "us-west-2"}, // the others are near, too
		"us-east-3": {regions, "us-east-1"}, // the first of two
	} {
		want := test.want
		if want != "" {
			want = fmt.Sprintf(" Did you mean %q?", want)
		}
		if got := diagnostics.DidYouMean(wrong, test.right); got != want {
			t.Errorf("%q: got %q, want %q", wrong, got, want)
		}
	}
}
