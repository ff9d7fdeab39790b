package provider_test

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestSources shows that an error names the source of the credentials that failed, with its endpoint.
func TestSources(t *testing.T) {
	t.Parallel()
	const closed, roleOnly = "http://127.0.0.1:2", "[default]\nrole_arn = " + auditor + "\n"
	config := func(settings string, more ...string) []string {
		return append(more, "AWS_REGION=us-west-2", "AWS_CONFIG_FILE="+file(t, settings))
	}
	off, dead := "AWS_EC2_METADATA_DISABLED=true", "AWS_EC2_METADATA_SERVICE_ENDPOINT="+closed
	page := func(status int, text string) string {
		return newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/login?token=hunter2")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
		}).URL
	}
	instance := func(text string) string {
		url := newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }).URL
		return "AWS_EC2_METADATA_SERVICE_ENDPOINT=" + url
	}
	container := "AWS_CONTAINER_CREDENTIALS_FULL_URI="
	sso := func(url string) []string {
		return []string{"HOME=" + homeWithSSO(t), "AWS_PROFILE=sso", "AWS_ENDPOINT_URL_SSO=" + url}
	}
	ssoCache := func(text string) []string {
		home := homeWithSSO(t)
		cached, _ := filepath.Glob(filepath.Join(home, ".aws", "sso", "cache", "*.json"))
		put(t, cached[0], text)
		return []string{"HOME=" + home, "AWS_PROFILE=sso"}
	}
	keys := block{"access_key": "a", "secret_key": "b", "region": "us-west-2"}
	withSTS := func(b block, url string) block {
		return b.with(block{"endpoints": list{{"proton": "http://127.0.0.1:1", "sts": url}}})
	}
	for name, test := range map[string]struct {
		block     block
		variables []string
		summary   string
		contains  []string
	}{
		"role without a source":   {nil, config(roleOnly, off), "No valid AWS credentials", []string{"the last source, the EC2 metadata service, is disabled"}},
		"role of an instance":     {nil, config(roleOnly+"credential_source = Ec2InstanceMetadata\n", off), "No valid AWS credentials", []string{"the last source, the EC2 metadata service, is disabled"}},
		"half a key pair":         {nil, config("", off, "AWS_ACCESS_KEY_ID=a"), "No valid AWS credentials", []string{"Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set."}},
		"instance without a role": {nil, config("", instance(`{"Code":"AssumeRoleUnauthorizedAccess","Message":"hunter2"}`)), "No valid AWS credentials", []string{"the source returned the error AssumeRoleUnauthorizedAccess"}},
		"role of no keys":         {nil, config(roleOnly+"credential_source = Environment\n", off), "No valid AWS credentials", []string{"the source of the profile's role has no credentials"}},
		"role, dead instance":     {nil, config(roleOnly, dead), "No valid AWS credentials", []string{"the EC2 metadata service, which returned", "Endpoint: " + closed + "/latest/", "AWS_EC2_METADATA_SERVICE_ENDPOINT)"}},
		"dead instance":           {nil, config("", dead), "No valid AWS credentials", []string{"Endpoint: " + closed, "AWS_EC2_METADATA_SERVICE_ENDPOINT)"}},
		"dead instance of block": {
			block{"ec2_metadata_service_endpoint": closed},
			config(""), "No valid AWS credentials",
			[]string{"Endpoint: " + closed, "(ec2_metadata_service_endpoint in the provider block)"},
		},
		"dead container":           {nil, config("", container+closed), "No valid AWS credentials", []string{"the endpoint of the container", "Endpoint: " + closed, container[:len(container)-1] + ")"}},
		"container that redirects": {nil, config("", container+page(302, "")), "No valid AWS credentials", []string{"status 302", "Redirected to: http://127.0.0.1:"}},
		"SSO that redirects":       {nil, sso(page(302, "")), "No valid AWS credentials", []string{"not a valid response of SSO", "AWS_ENDPOINT_URL_SSO)", "Redirected to: http://127.0.0.1:"}},
		"SSO that redirects on":    {nil, sso(page(307, "")), "No valid AWS credentials", []string{"not a valid response of SSO", "AWS_ENDPOINT_URL_SSO)", "Redirected to: http://127.0.0.1:"}},
		"empty cache of a login":   {nil, ssoCache(""), "No valid AWS credentials", []string{"'aws sso login --profile sso'", "cannot be read"}},
		"cache that is not one":    {nil, ssoCache("null"), "No valid AWS credentials", []string{"'aws sso login --profile sso'", "cannot be read"}},
		"no login":                 {nil, config("[profile dev]\nlogin_session = arn:aws:iam::123456789012:user/me\n", "AWS_PROFILE=dev"), "No valid AWS credentials", []string{"'aws login --profile dev'"}},
		"missing source":           {nil, config("[profile x]\nrole_arn = "+auditor+"\nsource_profile = y\n", "AWS_PROFILE=x"), "AWS profile not found", []string{`The profile "y", which source_profile`}},
		"loop of sources":          {nil, config("[profile x]\nrole_arn = "+auditor+"\nsource_profile = y\n[profile y]\nrole_arn = "+deployer+"\nsource_profile = x\n", "AWS_PROFILE=x"), "Invalid AWS profile", []string{"leads back"}},
		"mark beside keys": {
			block{"ec2_metadata_service_endpoint": closed},
			append(without(inEnvironment("AWS_CONFIG_FILE="+file(t, "\ufeff[default]\nregion = us-east-1\n")), "AWS_REGION="), off),
			"Missing AWS region",
			[]string{"begins with a byte order mark"},
		},
		"folder beside keys": {nil, inEnvironment("AWS_CONFIG_FILE=" + t.TempDir()), "Unreadable AWS shared file", []string{"AWS_CONFIG_FILE", "is a directory"}},
		"ignored endpoint": {
			block{"endpoints": nil, "https_proxy": "http://127.0.0.1:1"},
			inEnvironment("AWS_ENDPOINT_URL_PROTON="+closed, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true"),
			"Proxy cannot be reached",
			[]string{"because AWS_IGNORE_CONFIGURED_ENDPOINT_URLS disables"},
		},
		"ignored endpoint of STS": {
			role(nil).with(keys).with(block{"https_proxy": "http://127.0.0.1:1"}),
			[]string{"AWS_ENDPOINT_URL_STS=" + closed, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true"},
			"Unable to assume IAM role",
			[]string{"https://sts.us-west-2.amazonaws.com/", "because AWS_IGNORE_CONFIGURED_ENDPOINT_URLS disables"},
		},
		"STS without keys":       {withSTS(role(nil).with(keys), page(200, "")), none, "Unable to assume IAM role", []string{"The response of STS has no credentials. Endpoint: http://127.0.0.1:", "(endpoints.sts in the provider block)", "Check that the endpoint serves STS."}},
		"STS is a page":          {withSTS(role(nil).with(keys), page(200, "<html>")), none, "Unable to assume IAM role", []string{"is not a valid response of STS"}},
		"STS of a profile":       {nil, config(roleOnly+"source_profile = b\n[profile b]\naws_access_key_id = a\naws_secret_access_key = b\n", "AWS_ENDPOINT_URL_STS=127.0.0.1:4566"), "Invalid STS endpoint", []string{"AWS_ENDPOINT_URL_STS, must be"}},
		"STS of a web identity":  {nil, []string{"AWS_REGION=us-west-2", "AWS_ROLE_ARN=" + deployer, "AWS_WEB_IDENTITY_TOKEN_FILE=" + file(t, "token"), "AWS_ENDPOINT_URL_STS=127.0.0.1:4566"}, "Invalid STS endpoint", []string{"AWS_ENDPOINT_URL_STS, must be"}},
		"IAM of an account list": {keys.with(block{"allowed_account_ids": []string{account}}), []string{"AWS_ENDPOINT_URL_IAM=localhost:1"}, "Invalid IAM endpoint", []string{"AWS_ENDPOINT_URL_IAM, must be"}},
		"password for STS":       {role(nil).with(keys), []string{"AWS_ENDPOINT_URL_STS=user:hunter2@sts:1"}, "Invalid STS endpoint", []string{"The endpoint, set by the environment variable AWS_ENDPOINT_URL_STS,"}},
		"password for Proton":    {keys, []string{"AWS_ENDPOINT_URL_PROTON=user:hunter2@proton:1"}, "Invalid Proton endpoint", []string{"The endpoint, set by"}},
		"password of a profile":  {nil, config("[default]\nservices = s\naws_access_key_id = a\naws_secret_access_key = b\n[services s]\nproton =\n  endpoint_url = user:hunter2@proton:1\n"), "Invalid Proton endpoint", []string{"The endpoint, set by"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := block{"endpoints": list{{"proton": "http://127.0.0.1:1"}}, "max_retries": 1}
			if strings.Contains(test.summary, "Proton") {
				b = block{}
			}
			got := failRead(t, b.with(test.block), test.variables...)
			wantEqual(t, "summary", got.Summary, test.summary)
			for _, text := range test.contains {
				if !strings.Contains(got.Detail, text) {
					t.Errorf("got %s, want it to have %q", got, text)
				}
			}
			for _, text := range []string{"hunter2", "Proton API", "not shown", "trust policy", "connect to STS"} {
				if strings.Contains(got.Detail, text) {
					t.Errorf("got %s, want it without %q", got, text)
				}
			}
		})
	}
}

// TestSources_denied shows that the role of a profile or of the environment is named if it is denied, as one of the block is.
func TestSources_denied(t *testing.T) {
	t.Parallel()
	sts := newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>")
	})
	keys := "[profile b]\naws_access_key_id = a\naws_secret_access_key = b\n"
	token := "web_identity_token_file = " + file(t, "token") + "\n"
	source := "[default]\nrole_arn = " + auditor + "\nsource_profile = x\n[profile x]\nrole_arn = " + deployer + "\n"
	for name, test := range map[string]struct {
		variables     []string
		summary, role string
	}{
		"profile":              {[]string{"AWS_CONFIG_FILE=" + file(t, "[default]\nrole_arn = "+auditor+"\nsource_profile = b\n"+keys)}, "Unable to assume IAM role", auditor},
		"profile with a token": {[]string{"AWS_CONFIG_FILE=" + file(t, "[default]\nrole_arn = "+auditor+"\n"+token)}, "Unable to assume IAM role with web identity", auditor},
		"source of a profile":  {[]string{"AWS_CONFIG_FILE=" + file(t, source+"source_profile = b\n"+keys)}, "Unable to assume IAM role", deployer},
		"source with a token":  {[]string{"AWS_CONFIG_FILE=" + file(t, source+token)}, "Unable to assume IAM role with web identity", deployer},
		"environment":          {[]string{"AWS_ROLE_ARN=" + auditor, "AWS_WEB_IDENTITY_TOKEN_FILE=" + file(t, "token")}, "Unable to assume IAM role with web identity", auditor},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := failRead(t, endpoint("http://127.0.0.1:1"), append(test.variables, "AWS_REGION=us-west-2", "AWS_ENDPOINT_URL_STS="+sts.URL)...)
			wantEqual(t, "summary", got.Summary, test.summary)
			for _, text := range []string{"The IAM role " + test.role + " could not be assumed", "trust policy", "STS returned the error AccessDenied, status 403: not you"} {
				if !strings.Contains(got.Detail, text) {
					t.Errorf("got %s, want it to have %q", got, text)
				}
			}
		})
	}
}

// TestSources_halfKeys shows that half a key pair is not blamed for the failure of a profile.
func TestSources_halfKeys(t *testing.T) {
	t.Parallel()
	got := failRead(t, endpoint("http://127.0.0.1:1"), "HOME="+homeWithSSO(t), "AWS_PROFILE=sso", "AWS_ENDPOINT_URL_SSO=http://127.0.0.1:1", "AWS_ACCESS_KEY_ID=a")
	if got.Summary != "No valid AWS credentials" || strings.Contains(got.Detail, "Only one of") {
		t.Errorf("got %v", got)
	}
}

// TestSources_text shows that a code is shown only if it can be nothing else.
func TestSources_text(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"Code":"Hunter2\n\nRun this"}`, `{"AccessKeyId":"hunter2"}`} {
		url := newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }).URL
		got := failRead(t, endpoint("http://127.0.0.1:1"), "AWS_REGION=us-west-2", "AWS_EC2_METADATA_SERVICE_ENDPOINT="+url)
		if strings.Contains(strings.ToLower(got.Detail), "hunter2") || !strings.Contains(got.Detail, "an error that is not shown") {
			t.Errorf("got %s for %s", got, text)
		}
	}
}
