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

// TestErrors shows that each reason for a failed connection has its own error, and that Proton is not called before.
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
		says      string
	}{
		"no credentials":              {nokeys, metadataOff, "No valid AWS credentials", "", "AWS_ACCESS_KEY_ID"},
		"no credentials to check":     {nokeys.with(block{"allowed_account_ids": []string{account}}), metadataOff, "No valid AWS credentials", "", "Nothing was cancelled"},
		"missing region":              {nokeys.with(block{"region": nil}), metadataOff, "Missing AWS region", `AttributeName("region")`, "AWS_REGION"},
		"missing region beside keys":  {nokeys.with(static).with(block{"region": nil}), none, "Missing AWS region", `AttributeName("region")`, "AWS_REGION"},
		"missing region of a role":    {nokeys.with(identity(block{"web_identity_token": "hunter2-token"})).with(block{"region": nil}), none, "Missing AWS region", `AttributeName("region")`, "AWS_REGION"},
		"no region to verify with":    {nokeys.with(static).with(block{"region": nil, "allowed_account_ids": []string{account}}), none, "Missing AWS region", `AttributeName("region")`, "AWS_REGION"},
		"unknown region":              {nokeys.with(block{"region": nil}), []string{"AWS_REGION=us-east-99"}, "Invalid AWS region", `AttributeName("region")`, "us-east-99"},
		"missing CA bundle":           {nokeys.with(block{"custom_ca_bundle": missing}), nil, "Unreadable CA bundle", `AttributeName("custom_ca_bundle")`, missing},
		"CA bundle without PEM":       {nokeys.with(block{"custom_ca_bundle": noPEM}), nil, "Invalid CA bundle", `AttributeName("custom_ca_bundle")`, noPEM},
		"missing AWS_CA_BUNDLE":       {nokeys, []string{"AWS_CA_BUNDLE=" + missing}, "Unreadable CA bundle", "", "AWS_CA_BUNDLE"},
		"AWS_CA_BUNDLE without PEM":   {nokeys, []string{"AWS_CA_BUNDLE=" + noPEM}, "Invalid CA bundle", "", "AWS_CA_BUNDLE"},
		"missing profile":             {nokeys.with(block{"profile": "ci", "shared_config_files": []string{missing}}), nil, "AWS profile not found", `AttributeName("profile")`, "These files do not exist: " + missing},
		"missing AWS_PROFILE":         {nokeys, []string{"AWS_PROFILE=ci"}, "AWS profile not found", `AttributeName("profile")`, "ci"},
		"malformed profile":           {nokeys.with(block{"profile": "ci", "shared_config_files": []string{file(t, "[profile ci]\nmax_attempts = many\n")}}), nil, "Invalid AWS profile", `AttributeName("profile")`, "max_attempts"},
		"profile without SSO session": {nokeys.with(block{"profile": "ci", "shared_config_files": []string{file(t, "[profile ci]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n")}}), nil, "Invalid AWS profile", `AttributeName("profile")`, "SSO session"},
		"expired SSO session":         {nokeys.with(block{"profile": "sso"}), []string{"HOME=" + homeLoggedOut(t)}, "No valid AWS credentials", "", "log in again"},
		"unreadable config":           {nokeys.with(block{"shared_config_files": []string{folder}}), nil, "Unreadable AWS shared file", `AttributeName("shared_config_files")`, folder},
		"unreadable credentials":      {nokeys, []string{"AWS_SHARED_CREDENTIALS_FILE=" + folder}, "Unreadable AWS shared file", `AttributeName("shared_credentials_files")`, folder},
		"malformed HTTPS_PROXY":       {nokeys, []string{"HTTPS_PROXY=http://me:hunter2 %@proxy.test"}, "Malformed proxy URL", "", "HTTPS_PROXY"},
		"malformed http_proxy":        {nokeys, []string{"http_proxy=http://me:hunter2/@proxy.test"}, "Malformed proxy URL", "", "http_proxy"},
		"malformed endpoint":          {nokeys.with(block{"endpoints": nil}), []string{"AWS_ENDPOINT_URL_PROTON=127.0.0.1:4600"}, "Invalid Proton endpoint", "", "AWS_ENDPOINT_URL_PROTON"},
		"endpoint with a password":    {nokeys.with(block{"endpoints": nil}), []string{"AWS_ENDPOINT_URL=http://me:hunter2@proton.test"}, "Invalid Proton endpoint", "", "must not have a user name or password"},
		"malformed variable":          {nokeys, []string{"AWS_RETRY_MODE=never"}, "Invalid AWS environment variable", "", "AWS_RETRY_MODE"},
		"role refused":                {denied.with(static).with(role(block{"external_id": "hunter2-id"})), nil, "Unable to assume IAM role", "", deployer},
		"web identity refused":        {denied.with(identity(block{"web_identity_token": "hunter2-token"})), nil, "Unable to assume IAM role with web identity", "", deployer},
		"missing token file":          {nokeys.with(identity(block{"web_identity_token_file": missing})), nil, "Unable to assume IAM role with web identity", "", missing},
		"missing token":               {nokeys.with(identity(nil)), nil, "Missing web identity token", `AttributeName("assume_role_with_web_identity").ElementKeyInt(0)`, "AWS_WEB_IDENTITY_TOKEN_FILE"},
		"missing role":                {nokeys.with(identity(block{"role_arn": "", "web_identity_token": "hunter2-token"})), nil, "Missing role ARN", `AttributeName("assume_role_with_web_identity").ElementKeyInt(0)`, "AWS_ROLE_ARN"},
		"STS refuses":                 {denied.with(static).with(block{"skip_credentials_validation": false}), nil, "Unable to validate AWS credentials", "", "endpoints.sts"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			got := failRead(t, test.block, test.variables...)
			wantEqual(t, "summary", got.Summary, test.summary)
			wantEqual(t, "attribute", got.Attribute, test.attribute)
			if !strings.Contains(got.Detail, test.says) {
				t.Errorf("got %s, want it to say %q", got, test.says)
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

// TestErrors_once shows that credentials which were refused are not asked for again by each of many cancellations.
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

// deny responds as STS does to what is not allowed, and repeats the secrets of the request.
func deny(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	w.WriteHeader(http.StatusForbidden)
	_, _ = fmt.Fprintf(w, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not with %s%s</Message></Error></ErrorResponse>",
		r.Form.Get("ExternalId"), r.Form.Get("WebIdentityToken"))
}

// homeLoggedOut is a home folder like [homeWithSSO], after the session's end.
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
	if waited := time.Since(start); waited > 8*time.Second { // 5 on a machine that is not busy
		t.Errorf("it took %s", waited)
	}
}

// TestProxyWarning shows that the warning which quotes the URL of a proxy leaves out the password.
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
