package provider_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// body returns a handler that responds to every request with a body.
func body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, text) }
}

// TestCredentials_unusable has sources of credentials whose response the SDK would panic on, or has no keys.
func TestCredentials_unusable(t *testing.T) {
	t.Parallel()
	const unreadable = "the source returned a response that the AWS SDK cannot read"
	container := func(handler http.HandlerFunc) []string {
		return []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=" + newFakeServer(t, handler).URL}
	}
	profile := func(home, settings string) []string {
		return []string{"HOME=" + home, "AWS_CONFIG_FILE=" + file(t, "[default]\n"+settings)}
	}
	sso := func(text string) []string {
		settings := "sso_region = us-west-2\nsso_start_url = " + ssoStart + "\nsso_account_id = " + account + "\nsso_role_name = reader\n"
		return append(profile(loggedIn(t, ssoStart), settings), "AWS_ENDPOINT_URL_SSO="+newFakeServer(t, body(text)).URL)
	}
	login := func(text string) []string {
		home, sum := t.TempDir(), sha256.Sum256([]byte("me"))
		put(t, filepath.Join(home, ".aws", "login", "cache", hex.EncodeToString(sum[:])+".json"), text)
		return profile(home, "login_session = me\n")
	}
	imds := newFakeServer(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/instance-role") {
			body(`{"Code":"Success"}`)(w, r)
			return
		}
		serveIMDS(w, r)
	})
	const members = "<Credentials><AccessKeyId></AccessKeyId><SecretAccessKey></SecretAccessKey><SessionToken></SessionToken>" +
		"<Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>"
	sts := newFakeServer(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		_, _ = fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>", r.Form.Get("Action"), members)
	})
	atSTS := block{"endpoints": list{{"proton": "http://127.0.0.1:1", "sts": sts.URL}}}
	static := block{"access_key": "a", "secret_key": "hunter2-hunter2"}
	for name, test := range map[string]struct {
		block     block
		variables []string
		contains  string
	}{
		"SSO, {}":         {block{}, sso("{}"), unreadable},
		"SSO, no keys":    {block{}, sso(`{"roleCredentials":{}}`), "SSOProvider returned no access key"},
		"container, null": {block{}, container(body("null")), unreadable},
		"container, {}":   {block{}, container(body("{}")), "CredentialsEndpointProvider returned no access key"},
		"container, half": {block{}, container(body(`{"AccessKeyId":"a"}`)), "CredentialsEndpointProvider returned no access key"},
		"container, error": {block{}, container(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprint(w, "null")
		}), unreadable},
		"instance":    {block{}, []string{"AWS_EC2_METADATA_DISABLED=false", "AWS_EC2_METADATA_SERVICE_ENDPOINT=" + imds.URL}, "EC2RoleProvider returned no access key"},
		"login, null": {block{}, login(" null\n"), unreadable},
		"login, key without PEM": {block{}, login(`{"accessToken":{"accessKeyId":"a","secretAccessKey":"hunter2","sessionToken":"hunter2","accountId":"1",` +
			`"expiresAt":"2001-01-01T00:00:00Z"},"clientId":"c","refreshToken":"hunter2","dpopKey":"hunter2"}`), unreadable},
		"role":         {role(nil).with(static), none, "AssumeRoleProvider returned no access key"},
		"web identity": {identity(block{"web_identity_token": "hunter2-hunter2"}), none, "WebIdentityCredentials returned no access key"},
		"role of a profile": {block{"profile": "default"}, append(profile(t.TempDir(), "role_arn = "+auditor+"\ncredential_source = Environment\n"),
			"AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=b"), "AssumeRoleProvider returned no access key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := failRead(t, atSTS.with(block{"region": "us-east-1", "max_retries": 1}).with(test.block), append([]string{"AWS_EC2_METADATA_DISABLED=true"}, test.variables...)...)
			wantEqual(t, "summary", got.Summary, "No valid AWS credentials")
			if !strings.Contains(got.Detail, test.contains) || strings.Contains(got.Detail, "hunter2") {
				t.Errorf("got %s, want it to have %q", got, test.contains)
			}
		})
	}
}

// TestSecrets_encoded shows that a secret is also hidden in the encodings of responses.
func TestSecrets_encoded(t *testing.T) {
	t.Parallel()
	const id = `id/+"hunter2"é`
	for name, form := range map[string]string{
		"plain": id, "URL": url.QueryEscape(id), "path": url.PathEscape(id), "base64": base64.StdEncoding.EncodeToString([]byte(id)),
		"JSON": `id/+\"hunter2\"é`, "escaped slash": `id\/+\"hunter2\"é`,
	} {
		sts := newFakeServer(t, quote("not with "+form+" here"))
		got := failRead(t, at("http://127.0.0.1:1").with(role(block{"external_id": id})).with(block{
			"endpoints": list{{"proton": "http://127.0.0.1:1", "sts": sts.URL}},
		}))
		if !strings.Contains(got.Detail, "not with (hidden) here") {
			t.Errorf("%s: got %s", name, got)
		}
	}
}
