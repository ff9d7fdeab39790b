package provider_test

import (
	"cmp"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// The secrets have the forms that AWS and identity providers give them.
const (
	secretKey     = "wJalrXUtnFEMI7K7MDENGbPxRfiCYzHUSHKEY4Qz"
	secretToken   = "IQoJb3JpZ2luX2VjEHUaCXVzLWVhc3QtMSJHMEUCIQDhushTOKEN7zQ9+Hw/0aPp4Rr5Tt6Yy7Uu8Ii9Oo0Pp1Aa2Ss3Dd4Ff5Gg6Hh7Jj8Kk9Ll0Zz=="
	secretJWT     = "eyJhbGciOiJSUzI1NiIsImtpZCI6Imh1c2gifQ.eyJzdWIiOiJodXNoLWp3dCIsImF1ZCI6InN0cyJ9.c2lnbmF0dXJlLW9mLWh1c2g"
	secretOpaque  = "opaque-token-hush-1f2e3d4c5b6a"
	secretID      = "external-id-hush-42"
	secretUser    = "hush-user"
	secretPass    = "hush-pass%21word"
	secretBasic   = "aHVzaC11c2VyOmh1c2gtcGFzcyF3b3Jk" // of secretUser and secretPass, in a header
	hushedOpening = "[profile hush]\nregion = us-east-1\n"
)

// found returns which secrets a text has, whole or cut.
func foundSecrets(text string) (all []string) {
	for _, secret := range []string{secretKey, secretToken, secretJWT, secretOpaque, secretID, secretUser, secretPass, secretBasic} {
		half := max(len(secret)/2, 8)
		for _, part := range []string{secret[:half], secret[len(secret)-half:]} {
			if i := strings.Index(text, part); i >= 0 {
				all = append(all, fmt.Sprintf("%q after %q", part, text[max(0, i-200):i]))
			}
		}
	}
	return all
}

// issued is a credential process's output, and the response of a container's or an instance's endpoint.
const issued = `{"Version":1,"Code":"Success","AccessKeyId":"ASIAHUSHHUSHHUSHHUSH","SecretAccessKey":"` + secretKey +
	`","SessionToken":"` + secretToken + `","Token":"` + secretToken + `","Expiration":"2100-01-01T00:00:00Z"}`

// gossip responds to every request with an error that quotes the whole request, and with what its issuer knows.
func gossip(status int, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		var said strings.Builder
		for name, values := range r.Header {
			fmt.Fprintf(&said, "%s: %s, ", name, values[0])
		}
		for name := range r.Form {
			fmt.Fprintf(&said, "%s=%s, ", name, r.Form.Get(name))
		}
		said.WriteString(strings.ReplaceAll(issued, `"`, `'`))
		text := said.String()
		w.Header().Set("X-Amzn-Requestid", "request-1")
		w.Header().Set("Location", "http://"+secretUser+":"+secretPass+"@login.test/saml?token="+secretJWT)
		w.WriteHeader(status)
		switch kind {
		case "json":
			_, _ = fmt.Fprintf(w, `{"__type":"ValidationException","code":"ValidationException","message":%q}`, text)
		case "xml":
			_, _ = fmt.Fprintf(w, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>%s</Message></Error></ErrorResponse>", text)
		default:
			_, _ = fmt.Fprintf(w, "<html>%s %s", text, issued)
		}
	}
}

// quote is STS that denies access with a message.
func quote(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprintf(w, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>%s</Message></Error></ErrorResponse>", text)
	}
}

// wayIn is a way for secrets into the provider.
type wayIn struct {
	block     string // the arguments of the provider block
	variables []string
	sts, sso  http.HandlerFunc
	proton    http.HandlerFunc // the default quotes the request
	url       string           // of Proton behind a proxy; the default is a local server, for which no proxy is used
}

// profile returns the variables that select a profile.
func profile(t *testing.T, settings string) []string {
	t.Helper()
	return []string{"AWS_PROFILE=hush", "AWS_CONFIG_FILE=" + file(t, hushedOpening+settings)}
}

// process returns the variables for a credential process that runs a script.
func process(t *testing.T, script string) []string {
	t.Helper()
	return profile(t, "credential_process = /bin/sh "+file(t, script)+"\n")
}

const (
	keysInBlock  = "access_key = \"AKIAHUSHHUSHHUSHHUSH\"\nsecret_key = \"" + secretKey + "\"\ntoken = \"" + secretToken + "\"\n"
	roleInBlock  = "assume_role {\n role_arn = \"" + deployer + "\"\n external_id = \"" + secretID + "\"\n}\n"
	tokenInBlock = "assume_role_with_web_identity {\n role_arn = \"" + deployer + "\"\n web_identity_token = %q\n}\n"
)

func waysIn(t *testing.T) map[string]wayIn {
	t.Helper()
	container := func(handler http.HandlerFunc) string {
		return "AWS_CONTAINER_CREDENTIALS_FULL_URI=" + newFakeServer(t, handler).URL + "/get"
	}
	say := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }
	}
	imds := func(body string) []string {
		s := newFakeServer(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/instance-role") {
				_, _ = w.Write([]byte(body))
				return
			}
			serveIMDS(w, r)
		})
		return []string{"AWS_EC2_METADATA_DISABLED=false", "AWS_EC2_METADATA_SERVICE_ENDPOINT=" + s.URL}
	}
	keysInEnv := []string{"AWS_ACCESS_KEY_ID=AKIAHUSHHUSHHUSHHUSH", "AWS_SECRET_ACCESS_KEY=" + secretKey, "AWS_SESSION_TOKEN=" + secretToken}
	proxied := func(more ...string) []string { return append(more, keysInEnv...) }
	wants, quotes := newTunnelWith(t, http.StatusProxyAuthRequired), newFakeServer(t, gossip(400, "json"))
	withPassword := func(url string) string { return strings.Replace(url, "://", "://"+secretUser+":"+secretPass+"@", 1) }
	ssoHome := loggedIn(t, ssoStart)
	cached, err := filepath.Glob(filepath.Join(ssoHome, ".aws", "sso", "cache", "*.json"))
	if err != nil || len(cached) != 1 {
		t.Fatal(cached, err)
	}
	put(t, cached[0], `{"accessToken":"`+secretOpaque+`","expiresAt":"2100-01-01T00:00:00Z"}`)
	return map[string]wayIn{
		"block":                        {block: keysInBlock},
		"block, page":                  {block: keysInBlock, proton: gossip(403, "page")},
		"block, redirect":              {block: keysInBlock, proton: gossip(302, "page")},
		"block, redirect to follow":    {block: keysInBlock, proton: gossip(307, "page")},
		"block, success that is none":  {block: keysInBlock, proton: gossip(200, "page")},
		"block, accepted":              {block: keysInBlock, proton: accept},
		"block, role":                  {block: keysInBlock + roleInBlock, sts: gossip(403, "xml")},
		"block, role, page":            {block: keysInBlock + roleInBlock, sts: gossip(200, "page")},
		"block, role, unavailable":     {block: keysInBlock + roleInBlock + "max_retries = 1\n", sts: gossip(503, "xml")},
		"block, role, assumed":         {block: keysInBlock + roleInBlock, sts: issueSecrets},
		"block, account":               {block: keysInBlock + "allowed_account_ids = [\"123456789012\"]\n", sts: gossip(403, "xml")},
		"block, account by IAM":        {block: keysInBlock + "allowed_account_ids = [\"123456789012\"]\nskip_credentials_validation = true\n", sts: gossip(403, "xml")},
		"block, token":                 {block: fmt.Sprintf(tokenInBlock, secretOpaque), sts: gossip(400, "xml")},
		"token file by $":              {block: strings.Replace(fmt.Sprintf(tokenInBlock, "$HUSH_HOME/file"), "token =", "token_file =", 1), variables: []string{"HUSH_HOME=" + filepath.Dir(file(t, secretOpaque))}, sts: gossip(400, "xml")},
		"block, JWT":                   {block: fmt.Sprintf(tokenInBlock, secretJWT), sts: gossip(400, "xml")},
		"block, JWT for a file":        {block: strings.Replace(fmt.Sprintf(tokenInBlock, secretJWT), "token =", "token_file =", 1)},
		"block, token for a file":      {block: strings.Replace(fmt.Sprintf(tokenInBlock, secretOpaque+"/+"), "token =", "token_file =", 1)},
		"block, proxy":                 {block: keysInBlock + "https_proxy = \"" + withPassword(wants.URL) + "\"\n", url: "https://proton.test"},
		"block, proxy unreachable":     {block: keysInBlock + "max_retries = 1\nhttps_proxy = \"http://" + secretUser + ":" + secretPass + "@127.0.0.1:1\"\n", url: "https://proton.test"},
		"block, proxy's page":          {block: keysInBlock + "http_proxy = \"" + withPassword(quotes.URL) + "\"\n", url: "http://proton.test"},
		"block, proxy for HTTP":        {block: keysInBlock + "max_retries = 1\nhttp_proxy = \"http://" + secretUser + ":" + secretPass + "@127.0.0.1:1\"\n", url: "http://proton.test"},
		"environment":                  {variables: keysInEnv},
		"environment, line break":      {variables: []string{keysInEnv[0], keysInEnv[1], keysInEnv[2] + "\nx"}},
		"environment, token":           {block: "assume_role_with_web_identity {\n role_arn = \"" + deployer + "\"\n}\n", variables: []string{"TF_AWS_WEB_IDENTITY_TOKEN=" + secretOpaque}, sts: gossip(400, "xml")},
		"environment, token's file":    {variables: []string{"AWS_ROLE_ARN=" + deployer, "AWS_WEB_IDENTITY_TOKEN_FILE=" + file(t, secretOpaque)}, sts: gossip(400, "xml")},
		"environment, JWT for a file":  {variables: []string{"AWS_ROLE_ARN=" + deployer, "AWS_WEB_IDENTITY_TOKEN_FILE=" + secretJWT}},
		"environment, long JWT":        {variables: []string{"AWS_ROLE_ARN=" + deployer, "AWS_WEB_IDENTITY_TOKEN_FILE=" + strings.Repeat(secretJWT, 4)}},
		"environment, token for file":  {variables: []string{"AWS_ROLE_ARN=" + deployer, "AWS_WEB_IDENTITY_TOKEN_FILE=" + secretOpaque}},
		"environment, slashed token":   {variables: []string{"AWS_ROLE_ARN=" + deployer, "AWS_WEB_IDENTITY_TOKEN_FILE=" + secretOpaque + "/+"}},
		"environment, proxy":           {variables: proxied("HTTPS_PROXY=" + withPassword(wants.URL)), url: "https://proton.test"},
		"environment, malformed proxy": {variables: proxied("HTTPS_PROXY=http://" + secretUser + ":" + secretPass + " %@proxy.test"), url: "https://proton.test"},
		"environment, endpoint":        {variables: proxied("AWS_ENDPOINT_URL_PROTON=http://" + secretUser + ":" + secretPass + "@proton.test")},
		"files":                        {variables: []string{"AWS_PROFILE=hush", "AWS_SHARED_CREDENTIALS_FILE=" + file(t, "[hush]\naws_access_key_id = AKIAHUSHHUSHHUSHHUSH\naws_secret_access_key = "+secretKey+"\naws_session_token = "+secretToken+"\n")}},
		"files, half":                  {variables: []string{"AWS_PROFILE=hush", "AWS_SHARED_CREDENTIALS_FILE=" + file(t, "[hush]\naws_secret_access_key = "+secretKey+"\n")}},
		"files, token's file":          {variables: profile(t, "role_arn = "+deployer+"\nweb_identity_token_file = "+file(t, secretOpaque)+"\n"), sts: quote("the token " + secretOpaque)},
		"files, role":                  {variables: profile(t, "role_arn = "+deployer+"\nexternal_id = "+secretID+"\nsource_profile = base\n[profile base]\naws_access_key_id = a\naws_secret_access_key = "+secretOpaque+"\n"), sts: quote("the key " + secretOpaque + " with " + secretID)},
		"process":                      {variables: process(t, "echo '"+issued+"'")},
		"process, notice":              {variables: process(t, "echo 'A new version is available.'; echo '"+issued+"'")},
		"process, notice after":        {variables: process(t, "echo '"+issued+"'; echo 'Goodbye.'")},
		"process, version":             {variables: process(t, "echo '"+strings.Replace(issued, ":1", ":2", 1)+"'")},
		"process, types":               {variables: process(t, "echo '"+strings.Replace(issued, `"`+secretKey+`"`, `["`+secretKey+`"]`, 1)+"'")},
		"process, expiration":          {variables: process(t, "echo '"+strings.Replace(issued, "2100-01-01T00:00:00Z", secretToken, 1)+"'")},
		"process, fails":               {variables: process(t, "echo '"+issued+"'; echo '"+issued+"' >&2; echo aws_secret_access_key="+secretKey+" >&2; echo "+secretToken+" >&2; exit 3")},
		"process, trace":               {variables: process(t, "set -x; false --password "+secretPass+"; false token="+secretOpaque+"; exit 4")},
		"process, role":                {variables: profile(t, "role_arn = "+deployer+"\nsource_profile = base\n[profile base]\ncredential_process = /bin/echo '"+issued+"'\n"), sts: gossip(403, "xml")},
		"SSO":                          {variables: append(profile(t, "sso_region = us-west-2\nsso_start_url = "+ssoStart+"\nsso_account_id = 123456789012\nsso_role_name = reader\n"), "HOME="+ssoHome), sso: gossip(401, "json")},
		"SSO, deadline":                {variables: append(profile(t, "sso_region = us-west-2\nsso_start_url = "+ssoStart+"\nsso_account_id = 123456789012\nsso_role_name = reader\n"), "HOME="+ssoHome), sso: gossip(500, "json"), block: "max_retries = 25\n"},
		"container":                    {variables: []string{container(say(issued))}},
		"container, page":              {variables: []string{container(gossip(500, "page")), "AWS_CONTAINER_AUTHORIZATION_TOKEN=" + secretOpaque}},
		"container, error":             {variables: []string{container(gossip(400, "json")), "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=" + file(t, secretOpaque)}},
		"container, not JSON":          {variables: []string{container(say("credentials: " + issued))}},
		"container, expiration":        {variables: []string{container(say(strings.Replace(issued, "2100-01-01T00:00:00Z", secretToken, 1)))}},
		"container, password":          {variables: []string{withPassword(container(gossip(500, "page")))}},
		"container, unreachable":       {variables: []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://" + secretUser + ":" + secretPass + "@127.0.0.1:1/get"}},
		"container, foreign host":      {variables: []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://" + secretUser + ":" + secretPass + "@192.0.2.1/get"}},
		"container, malformed":         {variables: []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://" + secretUser + ":" + secretPass + " %@192.0.2.1/get"}},
		"instance":                     {variables: imds(issued)},
		"instance, not JSON":           {variables: imds("credentials: " + issued)},
		"instance, failure":            {variables: imds(strings.Replace(issued, "Success", "Failed "+secretKey, 1))},
		"instance, expiration":         {variables: imds(strings.Replace(issued, "2100-01-01T00:00:00Z", secretToken, 1))},
	}
}

// accept is Proton that accepts a cancellation, and then responds with errors: the resource is stored.
func accept(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".CancelComponentDeployment") {
		gossip(400, "json")(w, r)
		return
	}
	_, _ = w.Write([]byte(`{"component": {"name": "api", "arn": "arn:aws:proton:us-east-1:123456789012:component/api", "environmentName": "e", ` +
		`"createdAt": 1, "lastModifiedAt": 1, "deploymentStatus": "CANCELLING"}}`))
}

// issueSecrets is STS that issues the secrets.
func issueSecrets(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	_, _ = fmt.Fprintf(w, `<%[1]sResponse><%[1]sResult><Credentials><AccessKeyId>ASIAHUSHHUSHHUSHHUSH</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>`+
		`<SessionToken>%s</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></%[1]sResult></%[1]sResponse>`,
		r.Form.Get("Action"), secretKey, secretToken)
}

const (
	invocable = `
action "proton_cancel_component_deployment" "api" {
  config {
    component_name = "api"
    timeouts {
      invoke = "3s"
    }
  }
}
`
	invocation = "-invoke=action.proton_cancel_component_deployment.api"
)

// TestAccProvider_waysOut feeds secrets through every way into the provider, and searches every way out of it: what the CLI
// prints in a plan and in an apply, errors, warnings and the progress of an action among it, the log, the saved plan, the state
// and the User-Agent.
func TestAccProvider_waysOut(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	for name, way := range waysIn(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if way.proton == nil {
				way.proton = gossip(400, "json")
			}
			proton := newFakeServer(t, way.proton)
			sts, sso := newFakeServer(t, way.sts), newFakeServer(t, way.sso)
			log := filepath.Join(t.TempDir(), "trace.log")
			config := acctest.Source + "provider \"proton\" {\n" + way.block + "}\n" +
				strings.Replace(cancellation, "}", "  timeouts {\n    create = \"3s\"\n  }\n}", 1)
			if acctest.HasActions() {
				config += invocable
			}
			w := acctest.NewWorkspace(t, config, append([]string{
				"AWS_REGION=us-east-1", "TF_LOG=TRACE", "TF_LOG_PATH=" + log, "AWS_ENDPOINT_URL_PROTON=" + cmp.Or(way.url, proton.URL),
				"AWS_ENDPOINT_URL_STS=" + sts.URL, "AWS_ENDPOINT_URL_IAM=" + sts.URL, "AWS_ENDPOINT_URL_SSO=" + sso.URL,
			}, way.variables...)...)
			shown, saved := "", filepath.Join(w.Dir, "saved.tfplan")
			run := func(args ...string) (status int) {
				p := w.Start(t, args...)
				status = p.Wait()
				shown += p.Output()
				return status
			}
			planned := run("plan", "-out="+saved)
			if planned == 0 {
				run("apply", saved)
			}
			if acctest.HasActions() {
				run("apply", "-auto-approve", invocation)
			}
			if !strings.Contains(shown, "Error: ") {
				t.Errorf("nothing failed:\n%s", shown)
			}
			places := map[string]string{"output": shown, "log": textOf(t, log)}
			if state, err := os.ReadFile(filepath.Join(w.Dir, "terraform.tfstate")); err == nil {
				places["state"] = withDecoded(string(state))
			}
			if _, err := os.Stat(saved); err == nil || planned == 0 {
				places["plan file"] = planFileText(t, saved, config)
			}
			if planned == 0 && !strings.Contains(places["plan file"], "ignore_not_in_progress") {
				t.Errorf("the plan file does not have the planned resource:\n%q", places["plan file"])
			}
			for _, r := range append(proton.got(), sts.got()...) {
				places["user agent"] += r.Header.Get("User-Agent")
			}
			for place, text := range places {
				for _, secret := range foundSecrets(text) {
					t.Errorf("in the %s: %s", place, secret)
				}
			}
			if strings.Contains(strings.ReplaceAll(shown, "AKIAHUSHHUSHHUSHHUSH", ""), "ASIAHUSH") {
				t.Errorf("the ID of a key is in the output:\n%s", shown)
			}
		})
	}
}
