package provider_test

import (
	"crypto/sha1"
	"encoding/hex"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

var endpoints = effects{
	"endpoints.proton": func(t *testing.T) {
		p := newProton(t)
		mustRead(t, at(p.URL))
		wantEqual(t, "operation", p.last(t).Header.Get("X-Amz-Target"), "AwsProton20200720.GetComponent")
	},
	"endpoints.iam": func(t *testing.T) {
		iam, p := newSTS(t), newProton(t)
		mustRead(t, at(p.URL).with(block{
			"allowed_account_ids": []string{account}, "skip_credentials_validation": true,
			"endpoints": list{{"proton": p.URL, "iam": iam.URL}},
		}))
		wantEqual(t, "action", iam.first(t).Form.Get("Action"), "GetUser")
	},
	"endpoints.sts": assumed(nil, nil),
	"endpoints.sso": func(t *testing.T) {
		sso, p := newSSO(t), newProton(t)
		mustRead(t, block{"profile": "sso", "endpoints": list{{"proton": p.URL, "sso": sso.URL}}}, "HOME="+homeWithSSO(t))
		wantEqual(t, "token", sso.last(t).Header.Get("X-Amz-Sso_bearer_token"), "sso-token")
		wantSignature(t, p.last(t), "KEY-OF-SSO", "us-west-2")
	},
	"sts_region": func(t *testing.T) {
		sts, p := newSTS(t), newProton(t)
		mustRead(t, at(p.URL).with(block{
			"sts_region": "eu-west-1", "assume_role": list{{"role_arn": deployer}},
			"endpoints": list{{"proton": p.URL, "sts": sts.URL}},
		}))
		wantSignature(t, sts.last(t), "AKIDEXAMPLE", "eu-west-1")
		wantSignature(t, p.last(t), keyOf(deployer), "us-east-1")
	},
	"use_fips_endpoint":      resolved(block{"use_fips_endpoint": true}, "proton-fips.us-east-1.amazonaws.com:443"),
	"use_dualstack_endpoint": resolved(block{"use_dualstack_endpoint": true}, "proton.us-east-1.api.aws:443"),
}

// resolved shows which of AWS's own hosts is called: a proxy gets its name, and refuses the connection.
func resolved(more block, want string) func(*testing.T) {
	return func(t *testing.T) {
		tunnel := newTunnel(t, nil)
		b := at("").with(block{"endpoints": nil, "https_proxy": tunnel.URL, "max_retries": 1})
		failRead(t, b)
		wantEqual(t, "host without it", tunnel.last(t).Host, "proton.us-east-1.amazonaws.com:443")
		failRead(t, b.with(more))
		wantEqual(t, "host", tunnel.last(t).Host, want)

		p := newProton(t)
		mustRead(t, at(p.URL).with(more)) // has no effect on other endpoints
	}
}

const ssoStart = "https://example.awsapps.com/start"

// homeWithSSO returns a home folder with a profile whose user has logged in to IAM Identity Center.
func homeWithSSO(t *testing.T) string {
	t.Helper()
	home := loggedIn(t, ssoStart)
	put(t, filepath.Join(home, ".aws", "config"), "[profile sso]\nregion = us-west-2\nsso_region = us-west-2\n"+
		"sso_start_url = "+ssoStart+"\nsso_account_id = "+account+"\nsso_role_name = reader\n")
	return home
}

// loggedIn returns a home folder with the files of `aws sso login` for a start URL, or for the name of a session.
func loggedIn(t *testing.T, start string) (home string) {
	t.Helper()
	home = t.TempDir()
	sum := sha1.Sum([]byte(start))
	put(t, filepath.Join(home, ".aws", "sso", "cache", hex.EncodeToString(sum[:])+".json"),
		`{"accessToken":"sso-token","expiresAt":"2100-01-01T00:00:00Z"}`)
	return home
}

func newSSO(t *testing.T) *fakeServer {
	t.Helper()
	return newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"roleCredentials":{"accessKeyId":"KEY-OF-SSO","secretAccessKey":"s","sessionToken":"t","expiration":4102444800000}}`))
	})
}

var transports = effects{
	"http_proxy": func(t *testing.T) {
		proxy := newProton(t)
		mustRead(t, at("http://proton.test").with(block{"http_proxy": proxy.URL}))
		wantEqual(t, "host", proxy.last(t).Host, "proton.test")
		mustRead(t, at("http://proton.test").with(block{"http_proxy": strings.TrimPrefix(proxy.URL, "http://")}))
	},
	"https_proxy": func(t *testing.T) {
		p := newTLSFakeServer(t, api(t))
		tunnel := newTunnel(t, p)
		mustRead(t, at("https://example.com").with(block{"https_proxy": tunnel.URL, "custom_ca_bundle": p.certificate(t)}))
		wantEqual(t, "method", tunnel.last(t).Method, http.MethodConnect)
		wantEqual(t, "host", tunnel.last(t).Host, "example.com:443")
		wantSignature(t, p.last(t), "AKIDEXAMPLE", "us-east-1")
	},
	"no_proxy": func(t *testing.T) {
		p, proxy := newProton(t), newProton(t)
		local := at(strings.Replace(p.URL, "127.0.0.1", "0.0.0.0", 1)).with(block{"http_proxy": proxy.URL})
		mustRead(t, local)
		wantEqual(t, "requests without the proxy", len(p.got()), 0)
		mustRead(t, local.with(block{"no_proxy": "example.com,0.0.0.0"}))
		wantEqual(t, "requests without the proxy", len(p.got()), 1)
	},
	"custom_ca_bundle": func(t *testing.T) {
		p := newTLSFakeServer(t, api(t))
		wantUntrusted(t, at(p.URL))
		mustRead(t, at(p.URL).with(block{"custom_ca_bundle": p.certificate(t)}))
	},
	"insecure": func(t *testing.T) {
		p := newTLSFakeServer(t, api(t))
		wantUntrusted(t, at(p.URL).with(block{"insecure": false}))
		mustRead(t, at(p.URL).with(block{"insecure": true}))
	},
}

func wantUntrusted(t *testing.T, b block) {
	t.Helper()
	if p := failRead(t, b.with(block{"max_retries": 1})); !strings.Contains(p.Detail, "certificate") {
		t.Errorf("got %s, want an error about the certificate", p)
	}
}

var retries = effects{
	"max_retries": func(t *testing.T) {
		p := newFakeServer(t, overloaded)
		failRead(t, at(p.URL).with(block{"max_retries": 2}))
		wantEqual(t, "number of attempts", len(p.got()), 2)
	},
	"token_bucket_rate_limiter_capacity": func(t *testing.T) {
		p := newFakeServer(t, overloaded)
		failRead(t, at(p.URL).with(block{"token_bucket_rate_limiter_capacity": 1}))
		wantEqual(t, "number of attempts", len(p.got()), 1) // a retry costs more than one token
	},
	"retry_mode": func(t *testing.T) {
		var called atomic.Bool
		handler := api(t)
		p := newFakeServer(t, func(w http.ResponseWriter, r *http.Request) {
			if !called.Swap(true) {
				overloaded(w, r)
				return
			}
			handler(w, r)
		})
		s := acctest.NewServer(t)
		wantEqual(t, "problems", configure(t, s, at(p.URL).with(block{"retry_mode": "adaptive", "max_retries": 1})), []problem(nil))
		wantEqual(t, "number of errors", len(failures(readComponent(t, s))), 1)
		throttled := time.Now()
		wantEqual(t, "errors", failures(readComponent(t, s)), []problem(nil))
		if waited := time.Since(throttled); waited < 500*time.Millisecond {
			t.Errorf("the call after a throttled one was made after %s, want the adaptive mode to wait", waited)
		}
	},
}

// overloaded throttles every request.
func overloaded(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(http.StatusBadRequest)
	_, _ = w.Write([]byte(`{"__type":"ThrottlingException","message":"too fast"}`))
}
