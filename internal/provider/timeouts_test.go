package provider_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// TestRegion_timeout shows that the search for an instance's region is limited by the timeout of the cancellation.
func TestRegion_timeout(t *testing.T) {
	t.Parallel()
	silent := newFakeServer(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "instance-identity") {
			silence(w, r)
			return
		}
		serveIMDS(w, r)
	})
	p := newProton(t)
	got := cancelWithin(t, "1s", onInstance(p, silent).with(block{"skip_metadata_api_check": "false"}))
	wantEqual(t, "summary", got.Summary, "Timeout before the call of Proton")
}

// TestCredentials_timeout shows that a timeout names what it waited for.
func TestCredentials_timeout(t *testing.T) {
	t.Parallel()
	silent, busy := newFakeServer(t, silence), newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	withSTS := func(sts string) block {
		return role(nil).with(block{
			"access_key": "a", "secret_key": "b", "region": "us-east-1", "max_retries": 25, "endpoints": list{{"proton": "http://proton.test", "sts": sts}},
		})
	}
	config := file(t, "[profile ci]\ncredential_process = sleep 20\n")
	for name, test := range map[string]struct {
		block block
		wants string
	}{
		"silent STS":     {withSTS(silent.URL), "Endpoint: " + silent.URL + "/ (endpoints.sts in the provider block)."},
		"overloaded STS": {withSTS(busy.URL), "Endpoint: " + busy.URL + "/ (endpoints.sts in the provider block). The last call failed: https response error StatusCode: 503"},
		"process": {
			endpoint("http://proton.test").with(block{"region": "us-east-1", "profile": "ci", "shared_config_files": []string{config}}),
			"The credential_process of the profile did not end.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := cancelWithin(t, "1s", test.block)
			wantEqual(t, "summary", got.Summary, "Timeout while cancelling component deployment")
			for _, text := range []string{test.wants, "did not return any in time", "Check that the source of the credentials responds."} {
				if !strings.Contains(got.Detail, text) {
					t.Errorf("got %s, want it to have %q", got.Detail, text)
				}
			}
		})
	}
}

// cancelWithin applies a cancellation with a timeout that passes, and returns the error.
func cancelWithin(t *testing.T, timeout string, provider block) problem {
	t.Helper()
	s := acctest.NewServer(t)
	wantEqual(t, "problems", configure(t, s, provider), []problem(nil))
	const name = "proton_component_deployment_cancellation"
	schema := s.Schema.ResourceSchemas[name]
	values := block{"component_name": "api", "timeouts": block{"create": timeout}}
	start := time.Now()
	resp, err := s.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: name, Config: acctest.Encode(t, schema, values), PlannedState: acctest.Encode(t, schema, values), PriorState: null(t, schema),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := failures(problems(resp.Diagnostics))
	if len(got) != 1 || time.Since(start) > 10*time.Second {
		t.Fatalf("got %v after %s, want one timeout after %s", got, time.Since(start), timeout)
	}
	return got[0]
}

func null(t *testing.T, schema *tfprotov6.Schema) *tfprotov6.DynamicValue {
	t.Helper()
	value, err := tfprotov6.NewDynamicValue(schema.ValueType(), tftypes.NewValue(schema.ValueType(), nil))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}
