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
			select {
			case <-r.Context().Done():
			case <-time.After(20 * time.Second):
			}
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
	silent := newFakeServer(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(20 * time.Second):
		}
	})
	got := cancelWithin(t, "1s", role(nil).with(block{
		"access_key": "a", "secret_key": "b", "region": "us-east-1", "endpoints": list{{"proton": "http://proton.test", "sts": silent.URL}},
	}))
	wantEqual(t, "summary", got.Summary, "Timeout while cancelling component deployment")
	if want := "did not return any in time. Endpoint: " + silent.URL + "/ (endpoints.sts in the provider block)."; !strings.Contains(got.Detail, want) {
		t.Errorf("got %s, want it to have %q", got.Detail, want)
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
