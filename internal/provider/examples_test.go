package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// fakes has a fake of each server that the examples of the guide 'Connecting' use.
type fakes struct {
	proton, tls, sts, sso, tunnel *fakeServer
	variables                     []string
}

func newFakes(t *testing.T) *fakes {
	t.Helper()
	w := &fakes{proton: newProton(t), tls: newTLSFakeServer(t, api(t)), sts: newSTS(t), sso: newSSO(t)}
	w.tunnel = newTunnel(t, w.tls)
	w.variables = inEnvironment("AWS_ENDPOINT_URL_PROTON="+w.proton.URL, "AWS_ENDPOINT_URL_STS="+w.sts.URL, "AWS_ENDPOINT_URL_SSO="+w.sso.URL)
	return w
}

// connecting has the variables of each example folder, and a check after the apply.
var connecting = map[string]struct {
	variables func(*testing.T, *fakes) []string
	check     func(*testing.T, *fakes)
}{
	"across-accounts": {
		func(*testing.T, *fakes) []string { return []string{"TF_VAR_account=" + account} },
		func(t *testing.T, w *fakes) {
			role := "arn:aws:iam::" + account + ":role/deployer"
			wantForm(t, w.sts.first(t).Form, form{"RoleArn": role, "RoleSessionName": "incident"})
			wantSignature(t, w.proton.last(t), keyOf(role), "us-east-1")
		},
	},
	"chain": {
		func(*testing.T, *fakes) []string { return []string{"TF_VAR_external_id=of-the-partner"} },
		func(t *testing.T, w *fakes) {
			last := w.sts.last(t)
			wantForm(t, last.Form, form{"RoleArn": "arn:aws:iam::210987654321:role/deployer", "ExternalId": "of-the-partner", "DurationSeconds": "3600"})
			wantSignature(t, last, keyOf("role/hub"), "us-east-1")
			wantSignature(t, w.proton.last(t), keyOf("role/deployer"), "us-east-1")
		},
	},
	"web-identity": {
		func(t *testing.T, _ *fakes) []string { return []string{"TF_VAR_token_file=" + file(t, "a-token")} },
		func(t *testing.T, w *fakes) {
			wantForm(t, w.sts.first(t).Form, form{"RoleArn": "arn:aws:iam::123456789012:role/pipeline", "WebIdentityToken": "a-token"})
			wantSignature(t, w.proton.last(t), keyOf("role/pipeline"), "us-east-1")
		},
	},
	"profile": {
		func(t *testing.T, _ *fakes) []string {
			return []string{
				"HOME=" + loggedIn(t, "company"), "AWS_REGION=", "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=",
				"AWS_CONFIG_FILE=" + filepath.Join(acctest.Root(), connectingFolder, "profile", "config.ini"),
			}
		},
		func(t *testing.T, w *fakes) {
			wantEqual(t, "token", w.sso.last(t).Header.Get("X-Amz-Sso_bearer_token"), "sso-token")
			wantSignature(t, w.proton.last(t), "KEY-OF-SSO", "us-east-1")
		},
	},
	"endpoint": {
		func(_ *testing.T, w *fakes) []string {
			return []string{"TF_VAR_proton_endpoint=" + w.proton.URL, "AWS_ENDPOINT_URL_PROTON=http://127.0.0.1:1"}
		},
		func(t *testing.T, w *fakes) { wantSignature(t, w.proton.last(t), "non-empty", "us-east-1") },
	},
	"proxy": {
		func(t *testing.T, w *fakes) []string {
			return []string{
				"AWS_ENDPOINT_URL_PROTON=https://example.com", "TF_VAR_certificates=" + w.tls.certificate(t),
				"TF_VAR_proxy=" + strings.Replace(w.tunnel.URL, "http://", "http://me:secret@", 1),
			}
		},
		func(t *testing.T, w *fakes) {
			wantEqual(t, "host", w.tunnel.first(t).Host, "example.com:443")
			wantSignature(t, w.tls.last(t), "KEY-OF-ENV", "us-east-1")
		},
	},
}

const connectingFolder = "examples/guides/connecting"

// TestAccConnectingExamples applies and destroys the examples of the guide 'Connecting'.
func TestAccConnectingExamples(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(filepath.Join(acctest.Root(), connectingFolder))
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, entry := range entries {
		folders = append(folders, entry.Name())
	}
	wantEqual(t, "examples", folders, slices.Sorted(maps.Keys(connecting)))
	for folder, example := range connecting {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			acctest.SkipUnlessAcc(t)
			w := newFakes(t)
			workspace := acctest.NewWorkspace(t, "", append(w.variables, example.variables(t, w)...)...)
			if err := os.Remove(filepath.Join(workspace.Dir, "main.tf")); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(workspace.Dir, os.DirFS(filepath.Join(acctest.Root(), connectingFolder, folder))); err != nil {
				t.Fatal(err)
			}
			workspace.Run(t, 0, "apply", "-auto-approve")
			example.check(t, w)
			workspace.Run(t, 0, "plan", "-detailed-exitcode")
			workspace.Run(t, 0, "destroy", "-auto-approve")
		})
	}
}
