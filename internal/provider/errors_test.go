package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// TestErrors shows that each reason for a failed connection has its own error, and that there is no call to Proton.
func TestErrors(t *testing.T) {
	t.Parallel()
	sts, p := newSTS(t), newProton(t)
	nokeys := at(p.URL).with(block{"access_key": nil, "secret_key": nil, "max_retries": 1, "endpoints": list{{"proton": p.URL, "sts": sts.URL}}})
	denying := newFakeServer(t, deny)
	denied := nokeys.with(block{"endpoints": list{{"proton": p.URL, "sts": denying.URL}}})
	static := block{"access_key": "AKIDEXAMPLE", "secret_key": "static-secret"}
	metadataOff := []string{"AWS_EC2_METADATA_DISABLED=true"}
	missing, folder, noPEM := filepath.Join(t.TempDir(), "missing"), t.TempDir(), file(t, "no certificate")
	for name, test := range map[string]struct {
		block     block
		variables []string
		summary   string
		attribute string
		contains  string
	}{
		"no credentials": {
			block: nokeys, variables: metadataOff,
			summary: "No valid AWS credentials", contains: "AWS_ACCESS_KEY_ID",
		},
		"no credentials to check": {
			block: nokeys.with(block{"allowed_account_ids": []string{account}}), variables: metadataOff,
			summary: "No valid AWS credentials", contains: "Nothing was cancelled",
		},
		"missing region": {
			block: nokeys.with(block{"region": nil}), variables: metadataOff,
			summary: "Missing AWS region", attribute: `AttributeName("region")`, contains: "AWS_REGION",
		},
		"missing region beside keys": {
			block: nokeys.with(static).with(block{"region": nil}), variables: none,
			summary: "Missing AWS region", attribute: `AttributeName("region")`, contains: "AWS_REGION",
		},
		"missing region of a role": {
			block: nokeys.with(identity(block{"web_identity_token": "hunter2-token"})).with(block{"region": nil}), variables: none,
			summary: "Missing AWS region", attribute: `AttributeName("region")`, contains: "AWS_REGION",
		},
		"no region to verify with": {
			block: nokeys.with(static).with(block{"region": nil, "allowed_account_ids": []string{account}}), variables: none,
			summary: "Missing AWS region", attribute: `AttributeName("region")`, contains: "AWS_REGION",
		},
		"unknown region": {
			block: nokeys.with(block{"region": nil}), variables: []string{"AWS_REGION=us-east-99"},
			summary: "Invalid AWS region", attribute: `AttributeName("region")`, contains: "us-east-99",
		},
		"missing CA bundle": {
			block:   nokeys.with(block{"custom_ca_bundle": missing}),
			summary: "Unreadable CA bundle", attribute: `AttributeName("custom_ca_bundle")`, contains: missing,
		},
		"CA bundle without PEM": {
			block:   nokeys.with(block{"custom_ca_bundle": noPEM}),
			summary: "Invalid CA bundle", attribute: `AttributeName("custom_ca_bundle")`, contains: noPEM,
		},
		"missing AWS_CA_BUNDLE": {
			block: nokeys, variables: []string{"AWS_CA_BUNDLE=" + missing},
			summary: "Unreadable CA bundle", contains: "AWS_CA_BUNDLE",
		},
		"AWS_CA_BUNDLE without PEM": {
			block: nokeys, variables: []string{"AWS_CA_BUNDLE=" + noPEM},
			summary: "Invalid CA bundle", contains: "AWS_CA_BUNDLE",
		},
		"missing profile": {
			block:   nokeys.with(block{"profile": "ci", "shared_config_files": []string{missing}}),
			summary: "AWS profile not found", attribute: `AttributeName("profile")`, contains: "These files do not exist: " + missing,
		},
		"missing AWS_PROFILE": {
			block: nokeys, variables: []string{"AWS_PROFILE=ci"},
			summary: "AWS profile not found", attribute: `AttributeName("profile")`, contains: "ci",
		},
		"malformed profile": {
			block:   nokeys.with(block{"profile": "ci", "shared_config_files": []string{file(t, "[profile ci]\nmax_attempts = many\n")}}),
			summary: "Invalid AWS profile", attribute: `AttributeName("profile")`, contains: "max_attempts",
		},
		"profile without SSO session": {
			block:   nokeys.with(block{"profile": "ci", "shared_config_files": []string{file(t, "[profile ci]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n")}}),
			summary: "Invalid AWS profile", attribute: `AttributeName("profile")`, contains: "SSO session",
		},
		"expired SSO session": {
			block: nokeys.with(block{"profile": "sso"}), variables: []string{"HOME=" + homeLoggedOut(t)},
			summary: "No valid AWS credentials", contains: "log in again",
		},
		"unreadable config": {
			block:   nokeys.with(block{"shared_config_files": []string{folder}}),
			summary: "Unreadable AWS shared file", attribute: `AttributeName("shared_config_files")`, contains: folder,
		},
		"unreadable credentials": {
			block: nokeys, variables: []string{"AWS_SHARED_CREDENTIALS_FILE=" + folder},
			summary: "Unreadable AWS shared file", attribute: `AttributeName("shared_credentials_files")`, contains: folder,
		},
		"malformed HTTPS_PROXY": {
			block:     nokeys.with(static).with(endpoint("https://proton.test")),
			variables: []string{"HTTPS_PROXY=http://me:hunter2 %@proxy.test"},
			summary:   "Malformed proxy URL", contains: "HTTPS_PROXY must be the URL of a proxy",
		},
		"malformed http_proxy": {
			block:     nokeys.with(static).with(endpoint("http://proton.test")),
			variables: []string{"http_proxy=http://me:hunter2/@proxy.test"},
			summary:   "Malformed proxy URL", contains: "http_proxy must be the URL of a proxy",
		},
		"malformed endpoint": {
			block: nokeys.with(block{"endpoints": nil}), variables: []string{"AWS_ENDPOINT_URL_PROTON=127.0.0.1:4600"},
			summary: "Invalid Proton endpoint", contains: "AWS_ENDPOINT_URL_PROTON",
		},
		"endpoint with a password": {
			block: nokeys.with(block{"endpoints": nil}), variables: []string{"AWS_ENDPOINT_URL=http://me:hunter2@proton.test"},
			summary: "Invalid Proton endpoint", contains: "must not have a user name or password",
		},
		"malformed variable": {
			block: nokeys, variables: []string{"AWS_RETRY_MODE=never"},
			summary: "Invalid AWS environment variable", contains: "AWS_RETRY_MODE",
		},
		"role refused": {
			block:   denied.with(static).with(role(block{"external_id": "hunter2-id"})),
			summary: "Unable to assume IAM role", contains: deployer,
		},
		"web identity refused": {
			block:   denied.with(identity(block{"web_identity_token": "hunter2-token"})),
			summary: "Unable to assume IAM role with web identity", contains: deployer,
		},
		"missing token file": {
			block:   nokeys.with(identity(block{"web_identity_token_file": missing})),
			summary: "Unable to assume IAM role with web identity", contains: missing,
		},
		"missing token": {
			block:   nokeys.with(identity(nil)),
			summary: "Missing web identity token", attribute: `AttributeName("assume_role_with_web_identity").ElementKeyInt(0)`, contains: "AWS_WEB_IDENTITY_TOKEN_FILE",
		},
		"missing role": {
			block:   nokeys.with(identity(block{"role_arn": "", "web_identity_token": "hunter2-token"})),
			summary: "Missing role ARN", attribute: `AttributeName("assume_role_with_web_identity").ElementKeyInt(0)`, contains: "AWS_ROLE_ARN",
		},
		"STS refuses": {
			block:   denied.with(static).with(block{"skip_credentials_validation": false}),
			summary: "Unable to validate AWS credentials", contains: "endpoints.sts",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			got := failRead(t, test.block, test.variables...)
			wantEqual(t, "summary", got.Summary, test.summary)
			wantEqual(t, "attribute", got.Attribute, test.attribute)
			if !strings.Contains(got.Detail, test.contains) {
				t.Errorf("got %s, want it to have %q", got, test.contains)
			}
			if strings.Contains(got.Detail, "hunter2") || strings.Contains(got.Detail, "static-secret") {
				t.Errorf("a secret is in the error: %s", got)
			}
			if waited := time.Since(start); waited > 5*time.Second {
				t.Errorf("it took %s", waited)
			}
		})
	}
	t.Cleanup(func() { wantEqual(t, "number of requests", len(p.got())+len(sts.got()), 0) })
}

// TestErrors_once shows that a failed request for credentials is not repeated by each cancellation.
func TestErrors_once(t *testing.T) {
	t.Parallel()
	sts := newFakeServer(t, deny)
	s := acctest.NewServer(t)
	wantEqual(t, "problems", configure(t, s, at("http://127.0.0.1:1").with(role(nil)).with(block{
		"endpoints": list{{"proton": "http://127.0.0.1:1", "sts": sts.URL}},
	})), []problem(nil))
	for range 3 {
		if found := readComponent(t, s); len(found) != 1 || found[0].Summary != "Unable to assume IAM role" {
			t.Errorf("got %v, want the role refused", found)
		}
	}
	wantEqual(t, "number of requests to STS", len(sts.got()), 1)
}

// deny responds as STS does if access is denied, with the secrets of the request.
func deny(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	w.WriteHeader(http.StatusForbidden)
	_, _ = fmt.Fprintf(w, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not with %s%s</Message></Error></ErrorResponse>",
		r.Form.Get("ExternalId"), r.Form.Get("WebIdentityToken"))
}

// homeLoggedOut returns a home folder like [homeWithSSO], but after the session has expired.
func homeLoggedOut(t *testing.T) string {
	t.Helper()
	home := homeWithSSO(t)
	if err := os.RemoveAll(filepath.Join(home, ".aws", "sso")); err != nil {
		t.Fatal(err)
	}
	return home
}

// TestErrors_silentInstance shows how long it takes to fail without credentials if the instance never responds.
func TestErrors_silentInstance(t *testing.T) {
	t.Parallel()
	p, silent := newProton(t), newFakeServer(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	start := time.Now()
	got := failRead(t, onInstance(p, silent).with(block{"region": "us-east-1"}), none...)
	wantEqual(t, "summary", got.Summary, "No valid AWS credentials")
	if waited := time.Since(start); waited > 8*time.Second { // 5s on an idle machine
		t.Errorf("it took %s", waited)
	}
}

// TestProxyWarning shows that the warning with the URL of a proxy does not have its password.
func TestProxyWarning(t *testing.T) {
	t.Parallel()
	p := newProton(t)
	found := read(t, at(p.URL).with(block{"http_proxy": "http://me:hunter2@proxy.test:3128"}))
	warned := false
	for _, w := range found {
		warned = warned || w.Summary == "Missing HTTPS Proxy"
		if strings.Contains(w.Detail, "hunter2") {
			t.Errorf("the password is in the warning: %s", w)
		}
	}
	wantEqual(t, "warning", warned, true)
}
