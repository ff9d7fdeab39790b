package provider_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// withSecrets is a configuration with every secret that a connection can have, from variables.
const withSecrets = acctest.Source + `
variable "secret_key" { sensitive = true }
variable "token" { sensitive = true }
variable "external_id" { sensitive = true }
variable "web_identity_token" { sensitive = true }
variable "proxy" { sensitive = true }

provider "proton" {
  access_key  = "AKIDEXAMPLE"
  secret_key  = var.secret_key
  token       = var.token
  http_proxy  = var.proxy
  https_proxy = var.proxy

  assume_role {
    role_arn    = "arn:aws:iam::123456789012:role/deployer"
    external_id = var.external_id
  }
}

provider "proton" {
  alias       = "federated"
  http_proxy  = var.proxy
  https_proxy = var.proxy

  assume_role_with_web_identity {
    role_arn           = "arn:aws:iam::123456789012:role/deployer"
    web_identity_token = var.web_identity_token
  }
}

data "proton_component" "api" {
  name = "api"
}

data "proton_components" "all" {
  provider = proton.federated
}

resource "proton_component_deployment_cancellation" "api" {
  component_name = data.proton_component.api.name
}

resource "proton_component_deployment_cancellation" "web" {
  provider       = proton.federated
  component_name = "web"
}
`

// TestAccProvider_secrets applies with the full log, and searches the log, the output and the state for the secrets.
func TestAccProvider_secrets(t *testing.T) {
	t.Parallel()
	secrets := map[string]string{
		"secret_key": "s3cret-key-hush", "token": "t0ken-hush", "external_id": "external-hush", "web_identity_token": "jwt-hush",
		"proxy's password": "proxy-hush", "role's secret": "role-secret", "role's token": "role-token",
	}
	sensitive := map[string]string{"service spec": "spec-hush", "description": "description-hush", "status message": "message-hush"}
	proxy := newFakeServer(t, apiWithSecrets(t, sensitive))
	log := filepath.Join(t.TempDir(), "trace.log")
	w := acctest.NewWorkspace(t, withSecrets, "AWS_REGION=us-east-1",
		"AWS_ENDPOINT_URL_PROTON=http://proton.test", "AWS_ENDPOINT_URL_STS=http://sts.test", "TF_LOG=TRACE", "TF_LOG_PATH="+log,
		"TF_VAR_secret_key="+secrets["secret_key"], "TF_VAR_token="+secrets["token"], "TF_VAR_external_id="+secrets["external_id"],
		"TF_VAR_web_identity_token="+secrets["web_identity_token"],
		"TF_VAR_proxy="+strings.Replace(proxy.URL, "http://", "http://me:"+secrets["proxy's password"]+"@", 1))
	shown := w.Run(t, 0, "plan") + w.Run(t, 0, "apply", "-auto-approve")

	wantUsed(t, proxy, secrets)
	text := textOf(t, log)
	if !strings.Contains(text, "Called the AWS API") {
		t.Error("the log does not have the calls")
	}
	state := textOf(t, filepath.Join(w.Dir, "terraform.tfstate"))
	for name, secret := range secrets {
		wantAbsent(t, name, secret, map[string]string{"log": text, "output": shown, "state": state})
	}
	for name, secret := range sensitive {
		wantAbsent(t, name, secret, map[string]string{"log": text, "output": shown})
	}
}

// apiWithSecrets serves Proton and STS, with components that have values which the API marks as sensitive.
func apiWithSecrets(t *testing.T, sensitive map[string]string) http.HandlerFunc {
	t.Helper()
	e := emulator.New(emulator.WithCancelTime(0))
	for _, name := range []string{"api", "web"} {
		if err := e.Seed(emulator.Component{
			Name: name, ServiceSpec: sensitive["service spec"], Description: sensitive["description"],
			StatusMessage: sensitive["status message"], ServiceName: "shop", ServiceInstanceName: "prod",
		}); err != nil {
			t.Fatal(err)
		}
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "sts.test" {
			serveSTS(w, r)
			return
		}
		e.ServeHTTP(w, r)
	}
}

// wantUsed fails the test unless the secrets were used.
func wantUsed(t *testing.T, proxy *fakeServer, secrets map[string]string) {
	t.Helper()
	var sent strings.Builder
	for _, r := range proxy.got() {
		sent.WriteString(r.Form.Get("ExternalId") + r.Form.Get("WebIdentityToken") + r.Header.Get("X-Amz-Security-Token") +
			r.Header.Get("Proxy-Authorization"))
	}
	for _, name := range []string{"token", "external_id", "web_identity_token", "role's token"} {
		if !strings.Contains(sent.String(), secrets[name]) {
			t.Errorf("the %s was not used", name)
		}
	}
	if !strings.Contains(sent.String(), "Basic ") {
		t.Error("the proxy got no password")
	}
}

func wantAbsent(t *testing.T, name, secret string, places map[string]string) {
	t.Helper()
	for place, text := range places {
		if before, _, found := strings.Cut(text, secret); found {
			t.Errorf("the %s is in the %s, after: %s", name, place, before[max(0, len(before)-300):])
		}
	}
}

func textOf(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
