package conns_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
)

func TestClientFrom(t *testing.T) {
	t.Parallel()
	var diags diag.Diagnostics
	if conns.ClientFrom(nil, &diags) != nil || len(diags) != 0 {
		t.Error("got a client or an error before the provider is configured, want neither")
	}
	if conns.ClientFrom("something else", &diags) != nil || !diags.HasError() {
		t.Error("got no error for the data of another provider")
	}
}

// withKeys returns a client with static credentials and the given region.
func withKeys(config conns.Config, region string) *conns.Client {
	config.Base.AccessKey, config.Base.SecretKey, config.Base.Region = "AKIDEXAMPLE", "secret", region
	return conns.NewClient(config)
}

func TestClient_region(t *testing.T) {
	t.Parallel()
	const missing, invalid, unknownProvider = "Missing AWS region", "Invalid AWS region", "Provider configuration not known yet"
	null, unknown := fwtypes.StringNull(), fwtypes.StringUnknown()
	china := fwtypes.StringValue("cn-north-1")
	east, west, own := fwtypes.StringValue("us-east-1"), fwtypes.StringValue("eu-west-1"), fwtypes.StringValue("local-1")
	skips := conns.Config{SkipRegionValidation: true}
	for name, test := range map[string]struct {
		client     *conns.Client
		configured fwtypes.String
		planned    fwtypes.String
		planFails  string
		called     string
		callFails  string
	}{
		"the provider's":                   {client: withKeys(conns.Config{}, "us-east-1"), configured: null, planned: east, called: "us-east-1"},
		"configured":                       {client: withKeys(conns.Config{}, "us-east-1"), configured: west, planned: west, called: "eu-west-1"},
		"of another partition":             {client: withKeys(conns.Config{}, "us-east-1"), configured: china, planned: china, called: "cn-north-1"},
		"configured, no provider's":        {client: withKeys(conns.Config{}, ""), configured: west, planned: west, called: "eu-west-1"},
		"not known yet":                    {client: withKeys(conns.Config{}, ""), configured: unknown, planned: unknown, callFails: missing},
		"none":                             {client: withKeys(conns.Config{}, ""), configured: null, planned: null, planFails: missing, callFails: missing},
		"not the SDK's":                    {client: withKeys(conns.Config{}, "us-east-1"), configured: own, planned: null, planFails: invalid, callFails: invalid},
		"not the SDK's, and not checked":   {client: withKeys(skips, "us-east-1"), configured: own, planned: own, called: "local-1"},
		"an unknown provider's":            {client: conns.NewUnknown(), configured: null, planned: unknown, callFails: unknownProvider},
		"configured beside unknown":        {client: conns.NewUnknown(), configured: west, planned: west, callFails: unknownProvider},
		"not the SDK's, the check unknown": {client: conns.NewUnknown(), configured: own, planned: own, callFails: unknownProvider},
		"unknown beside unknown":           {client: conns.NewUnknown(), configured: unknown, planned: unknown, callFails: unknownProvider},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			if got := test.client.PlanRegion(t.Context(), test.configured, &diags); !got.Equal(test.planned) || summaries(diags) != test.planFails {
				t.Errorf("planned %s and %v, want %s and %q", got, diags, test.planned, test.planFails)
			}
			diags = nil
			api, target := test.client.Proton(t.Context(), test.configured, &diags)
			if target.Region != test.called || (api == nil) != (test.called == "") || summaries(diags) != test.callFails {
				t.Errorf("got a client for %q and %v, want %q and %q", target.Region, diags, test.called, test.callFails)
			}
			if api != nil && api.Options().Region != test.called {
				t.Errorf("the client signs for %s, want %s", api.Options().Region, test.called)
			}
		})
	}
}

func summaries(diags diag.Diagnostics) string {
	var all []string
	for _, d := range diags {
		all = append(all, d.Summary())
	}
	return strings.Join(all, ", ")
}

// TestClient_endlessResponse shows that a response which never ends is cut off, long before the attempt's timeout.
func TestClient_endlessResponse(t *testing.T) {
	t.Parallel()
	const sent = 64 << 20
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"component": {"serviceSpec": "`))
		for n, chunk := 0, []byte(strings.Repeat("x", 1<<20)); n < sent; n += len(chunk) {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
		_, _ = w.Write([]byte(`"}}`))
	}))
	t.Cleanup(server.Close)
	var diags diag.Diagnostics
	api, _ := withKeys(conns.Config{ProtonEndpoint: server.URL}, "us-east-1").Proton(t.Context(), fwtypes.StringNull(), &diags)
	if _, err := component.Get(t.Context(), api, "api"); err == nil {
		t.Errorf("all %d bytes were read", sent)
	}
}

// failing is a transport that fails.
type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

// TestClient_transportErrors shows what an error of the HTTP client becomes: kinds that quote nothing keep their text.
func TestClient_transportErrors(t *testing.T) {
	t.Parallel()
	const unknown = "the connection failed, or the response is not valid HTTP"
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"an unknown error":                          {errors.New("hunter2"), unknown},
		"a connection that is reset":                {&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, "read tcp: connection reset by peer"},
		"an unknown error in another":               {&net.OpError{Op: "read", Net: "tcp", Err: errors.New("hunter2")}, "read tcp: " + unknown},
		"a deadline":                                {os.ErrDeadlineExceeded, "timeout"},
		"an error that could time out, and did not": {&net.ParseError{Type: "address", Text: "hunter2"}, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := conns.Config{ProtonEndpoint: "http://proton.test"}
			config.Base.HTTPClient = &http.Client{Transport: failing{test.err}}
			var diags diag.Diagnostics
			api, _ := withKeys(config, "us-east-1").Proton(t.Context(), fwtypes.StringNull(), &diags)
			_, err := component.Get(t.Context(), api, "api", func(o *proton.Options) { o.RetryMaxAttempts = 1 })
			if err == nil || !strings.HasSuffix(err.Error(), ", "+test.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v, want %q at its end", err, test.want)
			}
		})
	}
}
