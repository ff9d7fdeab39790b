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
	running := file(t, "") // until the end of the test
	config := file(t, "[profile ci]\ncredential_process = sh -c 'while [ -e "+running+" ]; do sleep 0.1; done'\n")
	for name, test := range map[string]struct {
		block block
		wants string
	}{
		"silent STS":     {withSTS(silent.URL), "Endpoint: " + silent.URL + "/ (endpoints.sts in the provider block)."},
		"overloaded STS": {withSTS(busy.URL), "Endpoint: " + busy.URL + "/ (endpoints.sts in the provider block). Its last call failed: https response error StatusCode: 503"},
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

// TestAccProvider_loginTimeout shows that a timeout does not blame the login of a profile whose service does not respond.
func TestAccProvider_loginTimeout(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	silent := newFakeServer(t, silence)
	config := file(t, "[profile sso]\nsso_region = us-west-2\nsso_start_url = https://company.test/start\nsso_account_id = 123456789012\nsso_role_name = reader\n")
	w := acctest.NewWorkspace(t, acctest.Source+`
provider "proton" {}
resource "proton_component_deployment_cancellation" "api" {
  component_name = "api"
  timeouts {
    create = "1s"
  }
}
`, "AWS_REGION=us-east-1", "HOME="+loggedIn(t, "https://company.test/start"), "AWS_PROFILE=sso", "AWS_CONFIG_FILE="+config,
		"AWS_ENDPOINT_URL_PROTON=http://proton.test", "AWS_ENDPOINT_URL_SSO="+silent.URL)
	got := strings.Join(strings.Fields(w.Run(t, 1, "apply", "-auto-approve")), " ")
	if want := "Endpoint: " + silent.URL + "/federation/credentials (the environment variable AWS_ENDPOINT_URL_SSO)."; !strings.Contains(got, want) || strings.Contains(got, "log in again") {
		t.Errorf("got %s, want it to have %q and nothing about a login", got, want)
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
