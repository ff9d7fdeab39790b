package provider_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// TestErrors_transient shows that a denial of STS is kept, and that what may pass is tried again by the next call.
func TestErrors_transient(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first http.HandlerFunc
		kept  bool
	}{
		"503": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<Error/>", http.StatusServiceUnavailable) }, false},
		"500 as XML": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = fmt.Fprint(w, "<ErrorResponse><Error><Code>InternalFailure</Code></Error></ErrorResponse>")
		}, false},
		"throttled": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprint(w, "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>")
		}, false},
		"cut":    {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, false},
		"denied": {deny, true},
		"expired": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = fmt.Fprint(w, "<ErrorResponse><Error><Code>ExpiredToken</Code></Error></ErrorResponse>")
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			sts := newFakeServer(t, func(w http.ResponseWriter, r *http.Request) {
				if asked.Add(1) == 1 {
					test.first(w, r)
					return
				}
				serveSTS(w, r)
			})
			p, s := newProton(t), acctest.NewServer(t)
			wantEqual(t, "problems", configure(t, s, at(p.URL).with(role(nil)).with(block{
				"max_retries": 1, "endpoints": list{{"proton": p.URL, "sts": sts.URL}},
			})), []problem(nil))
			first := failures(readComponent(t, s))
			if len(first) != 1 || first[0].Summary != "Unable to assume IAM role" {
				t.Fatalf("got %v, want that the role could not be assumed", first)
			}
			if advises := strings.Contains(first[0].Detail, "trust policy"); advises != test.kept {
				t.Errorf("got %s, which speaks of the trust policy: %t", first[0], advises)
			}
			wantEqual(t, "number of errors of the second call", len(failures(readComponent(t, s))), map[bool]int{true: 1, false: 0}[test.kept])
		})
	}
}

// TestAccount_instance shows that the account of an instance is read where ec2_metadata_service_endpoint, its variable or the
// profile says, with which the credentials were read too.
func TestAccount_instance(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		block     func(url string) block
		variables func(url string) []string
	}{
		"block":    {func(url string) block { return block{"ec2_metadata_service_endpoint": url} }, func(string) []string { return none }},
		"variable": {func(string) block { return block{} }, func(url string) []string { return []string{"AWS_EC2_METADATA_SERVICE_ENDPOINT=" + url} }},
		"profile": {func(string) block { return block{} }, func(url string) []string {
			return []string{"AWS_CONFIG_FILE=" + file(t, "[default]\nec2_metadata_service_endpoint = "+url+"\n")}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			imds := newFakeServer(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/latest/meta-data/iam/info" {
					_, _ = fmt.Fprintf(w, `{"Code":"Success","InstanceProfileArn":"arn:aws:iam::%s:instance-profile/p","InstanceProfileId":"AIPA"}`, account)
					return
				}
				serveIMDS(w, r)
			})
			p, other := newProton(t), newFakeServer(t, nil)
			b := test.block(imds.URL).with(block{
				"region": "us-east-1", "skip_credentials_validation": true,
				"endpoints": list{{"proton": p.URL, "sts": other.URL, "iam": other.URL}},
			})
			mustRead(t, b.with(block{"allowed_account_ids": []string{account}}), test.variables(imds.URL)...)
			got := failRead(t, b.with(block{"allowed_account_ids": []string{"444455556666"}}), test.variables(imds.URL)...)
			wantEqual(t, "summary", got.Summary, "AWS account not allowed")
			wantEqual(t, "number of requests to Proton, STS and IAM", len(p.got())+len(other.got()), 1)
		})
	}
}

// TestAccount_plan shows that a plan of a new cancellation is refused in the wrong account, before anything is applied.
func TestAccount_plan(t *testing.T) {
	t.Parallel()
	sts, p := newSTS(t), newProton(t)
	s := acctest.NewServer(t)
	found := configure(t, s, at(p.URL).with(block{
		"allowed_account_ids": []string{"444455556666"}, "endpoints": list{{"proton": p.URL, "sts": sts.URL}},
	}))
	wantEqual(t, "problems while configuring", found, []problem(nil))
	wantEqual(t, "number of requests while configuring", len(sts.got()), 0)
	name := "proton_component_deployment_cancellation"
	schema := s.Schema.ResourceSchemas[name]
	for range 2 {
		resp, err := s.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
			TypeName:         name,
			Config:           acctest.Encode(t, schema, block{"component_name": "api"}),
			ProposedNewState: acctest.Encode(t, schema, block{"component_name": "api"}),
			PriorState:       null(t, schema),
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := failures(problems(resp.Diagnostics)); len(got) != 1 || got[0].Summary != "AWS account not allowed" {
			t.Errorf("got %v, want that the account is not allowed", got)
		}
	}
	wantEqual(t, "number of requests to STS", len(sts.got()), 1)
	wantEqual(t, "number of requests to Proton", len(p.got()), 0)
}

// TestAccount_unnamed shows that credentials whose account is not known pass neither list.
func TestAccount_unnamed(t *testing.T) {
	t.Parallel()
	for _, argument := range []string{"allowed_account_ids", "forbidden_account_ids"} {
		for name, identity := range map[string]string{
			"no account": "<Arn>arn:aws:sts:::assumed-role/x/y</Arn><Account></Account>", "a word": "<Arn>arn:aws:sts::root:assumed-role/x/y</Arn>",
		} {
			t.Run(argument+", "+name, func(t *testing.T) {
				t.Parallel()
				p, sts := newProton(t), newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) {
					_, _ = io.WriteString(w, "<GetCallerIdentityResponse><GetCallerIdentityResult>"+identity+"</GetCallerIdentityResult></GetCallerIdentityResponse>")
				})
				got := failRead(t, at(p.URL).with(block{argument: []string{"444455556666"}, "endpoints": list{{"proton": p.URL, "sts": sts.URL}}}))
				wantEqual(t, "summary", got.Summary, "Unable to validate AWS credentials")
				wantEqual(t, "number of requests to Proton", len(p.got()), 0)
			})
		}
	}
}

// TestWebIdentity_replaces shows that what a web identity block replaces does not break it.
func TestWebIdentity_replaces(t *testing.T) {
	t.Parallel()
	for name, variables := range map[string][]string{
		"token without a role":      {"AWS_WEB_IDENTITY_TOKEN_FILE=/nowhere"},
		"malformed container":       {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://%zz"},
		"foreign container":         {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://192.0.2.1/"},
		"half a profile":            {"AWS_SHARED_CREDENTIALS_FILE=" + file(t, "[default]\naws_access_key_id = a\n")},
		"unknown credential source": {"AWS_CONFIG_FILE=" + file(t, "[default]\nrole_arn = "+auditor+"\ncredential_source = Moon\n")},
		"container of a profile":    {"AWS_CONFIG_FILE=" + file(t, "[default]\nrole_arn = "+auditor+"\ncredential_source = EcsContainer\n")},
		"mfa_serial":                {"AWS_CONFIG_FILE=" + file(t, "[default]\nrole_arn = "+auditor+"\nsource_profile = b\nmfa_serial = m\n[profile b]\ncredential_source = Ec2InstanceMetadata\nrole_arn = "+auditor+"\n")},
		"source without a role":     {"AWS_CONFIG_FILE=" + file(t, "[default]\nsource_profile = b\n")},
		"missing source":            {"AWS_CONFIG_FILE=" + file(t, "[default]\nrole_arn = "+auditor+"\nsource_profile = b\n")},
		"missing SSO session":       {"AWS_CONFIG_FILE=" + file(t, "[default]\nsso_session = gone\n")},
		"container's token":         {"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:1", "AWS_CONTAINER_AUTHORIZATION_TOKEN=a\nb"},
		"failing process":           {"AWS_CONFIG_FILE=" + file(t, "[default]\ncredential_process = false\n")},
		"unreadable file":           {"AWS_CONFIG_FILE=" + t.TempDir()},
		"other keys":                {"AWS_ACCESS_KEY_ID=OTHER", "AWS_SECRET_ACCESS_KEY=other-secret", "AWS_SESSION_TOKEN=t"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantForm(t, askSTS(t, identity(block{"web_identity_token": "a-token"}), variables...), form{"RoleArn": deployer, "WebIdentityToken": "a-token"})
		})
	}
}

// TestFiles_asPeopleWriteThem has paths and files that shells and editors write.
func TestFiles_asPeopleWriteThem(t *testing.T) {
	t.Parallel()
	p := newTLSFakeServer(t, api(t))
	certificate := textOf(t, p.certificate(t))
	home, odd := t.TempDir(), filepath.Join(t.TempDir(), "ca$x.pem")
	put(t, filepath.Join(home, "ca.pem"), certificate)
	put(t, filepath.Join(home, "config"), sharedConfig)
	put(t, filepath.Join(home, "keys"), sharedCredentials)
	put(t, odd, certificate)
	put(t, odd+".ini", "[profile ci]\nregion = us-east-1\naws_access_key_id = AKIDCI\naws_secret_access_key = b\n")
	files := []string{"HOME=" + home, "AWS_CONFIG_FILE=~/config", "AWS_SHARED_CREDENTIALS_FILE=~/keys"}
	mustRead(t, at(p.URL), "AWS_CA_BUNDLE=~/ca.pem", "HOME="+home)
	mustRead(t, at(p.URL), "AWS_CA_BUNDLE="+odd)
	plain := newProton(t)
	mustRead(t, block{"profile": "ci", "endpoints": list{{"proton": plain.URL}}}, files...)
	wantSignature(t, plain.last(t), "AKIDCI", "eu-central-1")
	mustRead(t, block{"profile": "ci", "endpoints": list{{"proton": plain.URL}}}, "AWS_CONFIG_FILE="+odd+".ini")
	onlyProton := endpoint(plain.URL).with(block{"region": "us-east-1"})
	marked := file(t, "\ufeff"+sharedCredentials)
	for name, test := range map[string]struct {
		variables []string
		summary   string
		contains  string
	}{
		"missing ~ for a bundle": {[]string{"AWS_CA_BUNDLE=~/gone.pem"}, "Unreadable CA bundle", "AWS_CA_BUNDLE names a file that cannot be read"},
		"missing ~ for a file":   {[]string{"AWS_PROFILE=ci", "AWS_CONFIG_FILE=~/gone"}, "AWS profile not found", "These files do not exist: /"},
		"misspelt profile":       {[]string{"AWS_PROFILE=prd", "AWS_CONFIG_FILE=" + file(t, "[profile prod]\nregion = us-east-1\n")}, "AWS profile not found", `The profile "prd", from AWS_PROFILE or AWS_DEFAULT_PROFILE, is not in the shared configuration and credentials files. Did you mean "prod"? Correct`},
		"misspelt source":        {[]string{"AWS_CONFIG_FILE=" + file(t, "[default]\nrole_arn = "+auditor+"\nsource_profile = stagin\n[ profile \"staging\" ]\nregion = us-east-1\n")}, "AWS profile not found", `The profile "stagin", which source_profile of another profile names, is not in the shared configuration and credentials files. Did you mean "staging"?`},
		"byte order mark":        {[]string{"AWS_SHARED_CREDENTIALS_FILE=" + marked}, "Unreadable AWS shared file", "byte order mark"},
		"usual file with mark":   {[]string{"HOME=" + homeWith(t, "\ufeff[default]\nregion = us-east-1\n")}, "Unreadable AWS shared file", "byte order mark"},
		"mfa_serial":             {[]string{"AWS_CONFIG_FILE=" + file(t, "[default]\nrole_arn = "+auditor+"\nsource_profile = b\nmfa_serial = arn:aws:iam::1:mfa/me\n[profile b]\naws_access_key_id = a\naws_secret_access_key = b\n")}, "No valid AWS credentials", "Terraform cannot ask for the code"},
		"mfa_serial, process":    {[]string{"AWS_CONFIG_FILE=" + file(t, "[default]\nrole_arn = "+auditor+"\nsource_profile = b\nmfa_serial = arn:aws:iam::1:mfa/me\n[profile b]\ncredential_process = /bin/false\n")}, "No valid AWS credentials", "Terraform cannot ask for the code"},
		"bundle of a profile":    {[]string{"AWS_CONFIG_FILE=" + file(t, "[default]\nca_bundle = /nowhere/ca.pem\n")}, "Unreadable CA bundle", "ca_bundle of the profile"},
		"token's file":           {[]string{"AWS_ROLE_ARN=" + deployer, "AWS_WEB_IDENTITY_TOKEN_FILE=/nowhere/token"}, "No valid AWS credentials", "AWS_WEB_IDENTITY_TOKEN_FILE names a file that cannot be read: /nowhere/token"},
		"token for its file":     {[]string{"AWS_ROLE_ARN=" + deployer, "AWS_WEB_IDENTITY_TOKEN_FILE=hunter2-hunter2"}, "No valid AWS credentials", "cannot be read: (hidden)"},
		"process":                {[]string{"AWS_CONFIG_FILE=" + file(t, "[default]\ncredential_process = sh -c 'echo log in first >&2; exit 7'\n")}, "Credential process failed", "exit status 7.\n\nIts standard error: log in first"},
		"process that is gone":   {[]string{"AWS_CONFIG_FILE=" + file(t, "[default]\ncredential_process = /nowhere/process\n")}, "Credential process failed", "exit status 127"},
		"quoted process":         {[]string{"AWS_CONFIG_FILE=" + file(t, "[default]\ncredential_process = \"/a b/process\" \"x\"\n")}, "Credential process failed", "put env in front of the command"},
		"process that goes on":   {[]string{"AWS_CONFIG_FILE=" + file(t, "[default]\ncredential_process = sh -c 'sleep 3 & echo {}'\n")}, "Credential process failed", "kept its standard output or standard error open for 1s"},
		"process with a notice":  {[]string{"AWS_CONFIG_FILE=" + file(t, "[default]\ncredential_process = echo a new version is available\n")}, "Credential process failed", "A notice must go to its standard error"},
		"line break in a token":  {[]string{"AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=b", "AWS_SESSION_TOKEN=hunter2\nx"}, "Invalid AWS credentials", "The session token in AWS_SESSION_TOKEN has a character"},
		"CR in an access key":    {[]string{"AWS_ACCESS_KEY_ID=hunter2\r", "AWS_SECRET_ACCESS_KEY=b"}, "Invalid AWS credentials", "The access key in AWS_ACCESS_KEY_ID has a character"},
		"CR in a process's key":  {[]string{"AWS_CONFIG_FILE=" + file(t, `[default]`+"\n"+`credential_process = /bin/echo '{"Version":1,"AccessKeyId":"hunter2\r","SecretAccessKey":"s"}'`+"\n")}, "Invalid AWS credentials", "The access key from ProcessProvider has a character"},
		"container's token":      {[]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:1", "AWS_CONTAINER_AUTHORIZATION_TOKEN=hunter2\n"}, "Invalid environment variable", "AWS_CONTAINER_AUTHORIZATION_TOKEN"},
		"user agent":             {[]string{"TF_APPEND_USER_AGENT=hunter2\r\nX: y"}, "Invalid environment variable", "TF_APPEND_USER_AGENT"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := failRead(t, onlyProton, append([]string{"AWS_EC2_METADATA_DISABLED=true"}, test.variables...)...)
			wantEqual(t, "summary", got.Summary, test.summary)
			if !strings.Contains(got.Detail, test.contains) || strings.Contains(got.Detail, "hunter2") {
				t.Errorf("got %s, want it to have %q", got, test.contains)
			}
		})
	}
	t.Cleanup(func() { wantEqual(t, "number of requests", len(plain.got()), 2) })
}

// homeWith returns a home folder with the usual configuration file.
func homeWith(t *testing.T, config string) string {
	t.Helper()
	home := t.TempDir()
	put(t, filepath.Join(home, ".aws", "config"), config)
	return home
}

// TestProcess_role shows that the roles of profiles are assumed with the credentials of a process.
func TestProcess_role(t *testing.T) {
	t.Parallel()
	sts, p := newSTS(t), newProton(t)
	config := file(t, `
[profile base]
credential_process = /bin/echo '{"Version":1,"AccessKeyId":"KEY-OF-PROCESS","SecretAccessKey":"s"}'
[profile middle]
role_arn = `+auditor+`
source_profile = base
external_id = id-of-the-partner
role_session_name = night
[profile top]
role_arn = `+deployer+`
source_profile = middle
`)
	mustRead(t, block{"region": "us-west-2", "profile": "top", "shared_config_files": []string{config}, "endpoints": list{{"proton": p.URL, "sts": sts.URL}}})
	wantSignature(t, sts.first(t), "KEY-OF-PROCESS", "us-west-2")
	wantForm(t, sts.first(t).Form, form{"RoleArn": auditor, "ExternalId": "id-of-the-partner", "RoleSessionName": "night"})
	wantSignature(t, sts.last(t), keyOf(auditor), "us-west-2")
	wantSignature(t, p.last(t), keyOf(deployer), "us-west-2")
}

// TestProcess_refresh shows what is said when credentials have expired and there are no new ones.
func TestProcess_refresh(t *testing.T) {
	t.Parallel()
	p, s := newProton(t), acctest.NewServer(t)
	script := file(t, `if [ -e "$1" ]; then echo "log in again" >&2; exit 1; fi
touch "$1"
echo '{"Version":1,"AccessKeyId":"KEY-OF-PROCESS","SecretAccessKey":"s","Expiration":"2001-01-01T00:00:00Z"}'
`)
	config := file(t, "[profile ci]\ncredential_process = /bin/sh "+script+" "+filepath.Join(t.TempDir(), "ran")+"\n")
	wantEqual(t, "problems", configure(t, s, endpoint(p.URL).with(block{
		"region": "us-west-2", "profile": "ci", "shared_config_files": []string{config},
	})), []problem(nil))
	wantEqual(t, "errors of the first call", failures(readComponent(t, s)), []problem(nil))
	wantSignature(t, p.last(t), "KEY-OF-PROCESS", "us-west-2")
	got := failures(readComponent(t, s))
	if len(got) != 1 || got[0].Summary != "Unable to refresh AWS credentials" || !strings.Contains(got[0].Detail, "Its standard error: log in again") {
		t.Errorf("got %v, want that the credentials could not be refreshed", got)
	}
}

// TestRedirect shows that a redirect is not followed, because the session token would go with it.
func TestRedirect(t *testing.T) {
	t.Parallel()
	other := newFakeServer(t, nil)
	for _, status := range []int{301, 302, 303, 307, 308} {
		p := newFakeServer(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, status) })
		failRead(t, at(p.URL).with(block{"token": "hunter2"}))
		failRead(t, at(p.URL).with(role(nil)).with(block{"token": "hunter2", "endpoints": list{{"proton": p.URL, "sts": p.URL}}}))
	}
	for _, status := range []int{302, 307, 308} {
		url := newFakeServer(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, status) }).URL
		for _, variables := range [][]string{
			{"HOME=" + homeWithSSO(t), "AWS_PROFILE=sso", "AWS_ENDPOINT_URL_SSO=" + url},
			{"AWS_REGION=us-east-1", "AWS_CONTAINER_CREDENTIALS_FULL_URI=" + url, "AWS_CONTAINER_AUTHORIZATION_TOKEN=hunter2"},
			{"AWS_REGION=us-east-1", "AWS_EC2_METADATA_SERVICE_ENDPOINT=" + url},
		} {
			failRead(t, endpoint("http://127.0.0.1:1"), variables...)
		}
	}
	wantEqual(t, "number of requests to the target", len(other.got()), 0)
}
