package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// silence does not respond to a request.
func silence(_ http.ResponseWriter, r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-time.After(20 * time.Second):
	}
}

// TestInstance_firstVersion shows that the credentials of an instance are found in a container, where the second version of the EC2
// metadata service does not respond, as with the SDK alone.
func TestInstance_firstVersion(t *testing.T) {
	t.Parallel()
	p := newProton(t)
	metadata := newFakeServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			silence(w, r)
			return
		}
		serveIMDS(w, r)
	})
	mustRead(t, endpoint(p.URL).with(block{"region": "us-east-1"}), "AWS_EC2_METADATA_DISABLED=false", "AWS_EC2_METADATA_SERVICE_ENDPOINT="+metadata.URL)
}

// TestInstance_silent shows that a metadata service which never responds is asked for the region only once.
func TestInstance_silent(t *testing.T) {
	t.Parallel()
	p, s := newProton(t), acctest.NewServer(t)
	silent := newFakeServer(t, silence)
	wantEqual(t, "problems", configure(t, s, onInstance(p, silent).with(block{"skip_metadata_api_check": "false"})), []problem(nil))
	for range 3 {
		if got := failures(readComponent(t, s)); len(got) != 1 || got[0].Summary != "Missing AWS region" {
			t.Fatalf("got %v, want a missing region", got)
		}
	}
	requests := len(silent.got())
	readComponent(t, s)
	wantEqual(t, "number of requests", len(silent.got()), requests)
}

// TestSources_blamed shows which source an error names: the one that is used.
func TestSources_blamed(t *testing.T) {
	t.Parallel()
	login := "AWS_CONFIG_FILE=" + file(t, "[profile me]\nlogin_session = arn:aws:iam::1:user/me\nregion = us-east-1\n")
	profile := endpoint("http://proton.test").with(block{"profile": "me", "region": "us-east-1"})
	none := endpoint("http://proton.test").with(block{"region": "us-east-1"})
	sts := newTLSFakeServer(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // an unknown action is one without an action
		_, _ = fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult></%[1]sResult></%[1]sResponse>", r.Form.Get("Action"))
	})
	keys := role(nil).with(block{"access_key": "a", "secret_key": "b", "region": "us-east-1", "insecure": true})
	for name, test := range map[string]struct {
		block     block
		variables []string
		has, not  string
	}{
		"login, stale token file":     {profile, []string{login, "AWS_WEB_IDENTITY_TOKEN_FILE=/nowhere/token", "AWS_ROLE_ARN=" + deployer}, "Run 'aws login --profile me'", "TOKEN_FILE"},
		"login, unusable token":       {profile, []string{login, "AWS_CONTAINER_AUTHORIZATION_TOKEN=a\nb"}, "Run 'aws login --profile me'", "AUTHORIZATION_TOKEN"},
		"AWS's own STS without keys":  {keys.with(block{"https_proxy": newTunnel(t, sts).URL, "endpoints": list{{"proton": "https://proton.test"}}}), nil, "AWS's own (the default of the AWS SDK)", "provider block)"},
		"metadata service of profile": {none, []string{"AWS_EC2_METADATA_DISABLED=false", "AWS_CONFIG_FILE=" + file(t, "[default]\nec2_metadata_service_endpoint = http://127.0.0.1:1\n")}, "(ec2_metadata_service_endpoint of the profile)", "default of the AWS SDK"},
		"ID of a container": {
			none.with(block{"http_proxy": newFakeServer(t, overloaded).URL, "max_retries": 1}),
			[]string{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/11111111-2222-4333-8444-hunter2hunter"},
			"Endpoint: http://169.254.170.2", "hunter2",
		},
		"heading of a config file": {
			none,
			[]string{"AWS_PROFILE=dev", "AWS_CONFIG_FILE=" + file(t, "[dev]\nregion = us-east-1\n[profile deva]\n")},
			"its heading must be [profile dev].", "Did you mean",
		},
		"heading of a credentials file": {
			none,
			[]string{"AWS_PROFILE=dev", "AWS_SHARED_CREDENTIALS_FILE=" + file(t, "[deva]\n[profile dev]\naws_access_key_id = a\n")},
			"its heading must be [dev].", "Did you mean",
		},
		"section that is no profile": {
			none,
			[]string{"AWS_PROFILE=sso-session-corp", "AWS_CONFIG_FILE=" + file(t, "[sso-session corp]\nsso_region = us-east-1\n")},
			`The profile "sso-session-corp"`, "Did you mean",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := failRead(t, test.block, test.variables...)
			if text := got.Summary + "\n" + got.Detail; !strings.Contains(text, test.has) || strings.Contains(text, test.not) {
				t.Errorf("want %q and not %q in:\n%s", test.has, test.not, text)
			}
		})
	}
}

// TestSecrets_malformedProxy shows that no part of a password is shown, whatever the address of a proxy is parsed as.
func TestSecrets_malformedProxy(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://alice:12345/hunter2@proxy.test:3128", "alice:12345#hunter2@proxy.test:3128", "http://alice:12345?hunter2@proxy.test:3128"} {
		if got := failRead(t, at("https://proton.test"), "HTTPS_PROXY="+address); strings.Contains(got.Detail, "12345") || strings.Contains(got.Detail, "hunter2") {
			t.Errorf("a part of the password is in:\n%s", got.Detail)
		}
	}
}
