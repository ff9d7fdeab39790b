package provider_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// missing has what a machine can lack, or have wrong, that a block or the environment names.
func missing(t *testing.T) map[string]struct {
	block     block
	variables []string
	summary   string // of the error of a call
} {
	t.Helper()
	gone := filepath.Join(t.TempDir(), "gone")
	return map[string]struct {
		block     block
		variables []string
		summary   string
	}{
		"profile":                 {block{"profile": "gone"}, none, "AWS profile not found"},
		"AWS_PROFILE":             {block{}, []string{"AWS_PROFILE=gone"}, "AWS profile not found"},
		"token's file":            {identity(block{"web_identity_token_file": gone}), none, "Unable to assume IAM role with web identity"},
		"token":                   {identity(nil), none, "Missing web identity token"},
		"role of the token":       {identity(block{"role_arn": nil, "web_identity_token": "a-token"}), none, "Missing role ARN"},
		"AWS_WEB_IDENTITY":        {block{}, []string{"AWS_ROLE_ARN=" + deployer, "AWS_WEB_IDENTITY_TOKEN_FILE=" + gone}, "No valid AWS credentials"},
		"CA bundle":               {block{"custom_ca_bundle": gone}, none, "Unreadable CA bundle"},
		"AWS_CA_BUNDLE":           {block{}, []string{"AWS_CA_BUNDLE=" + gone}, "Unreadable CA bundle"},
		"AWS_RETRY_MODE":          {block{}, []string{"AWS_RETRY_MODE=legacy"}, "Invalid AWS environment variable"},
		"AWS_MAX_ATTEMPTS":        {block{}, []string{"AWS_MAX_ATTEMPTS=many"}, "Invalid AWS environment variable"},
		"AWS_ENDPOINT_URL":        {block{"endpoints": nil}, []string{"AWS_ENDPOINT_URL=localhost:4600"}, "Invalid Proton endpoint"},
		"AWS_REGION":              {block{"region": nil}, []string{"AWS_REGION=local"}, "Invalid AWS region"},
		"region":                  {block{"region": nil}, none, "Missing AWS region"},
		"HTTP_PROXY":              {at("http://proton.test"), []string{"HTTP_PROXY=http://me:hunter2 %@proxy.test"}, "Malformed proxy URL"},
		"shared file":             {block{}, []string{"AWS_CONFIG_FILE=" + t.TempDir()}, "Unreadable AWS shared file"},
		"account":                 {block{"allowed_account_ids": []string{account}}, []string{"AWS_EC2_METADATA_DISABLED=true"}, "No valid AWS credentials"},
		"STS":                     {at("http://127.0.0.1:1").with(role(nil)), []string{"AWS_ENDPOINT_URL_STS=http://127.0.0.1:1"}, "Unable to assume IAM role"},
		"credentials to validate": {block{"skip_credentials_validation": false}, []string{"AWS_EC2_METADATA_DISABLED=true"}, "No valid AWS credentials"},
		"TF_APPEND_USER_AGENT":    {block{}, []string{"TF_APPEND_USER_AGENT=a\nb"}, "Invalid environment variable"},
	}
}

// TestMissing shows that what a machine lacks is an error of the first call, and of no plan, refresh or destroy of an existing
// cancellation.
func TestMissing(t *testing.T) {
	t.Parallel()
	for name, test := range missing(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := block{"region": "us-east-1", "max_retries": 1, "endpoints": list{{"proton": "http://127.0.0.1:1"}}}.with(test.block)
			got := failRead(t, b, append([]string{"AWS_EC2_METADATA_DISABLED=true"}, test.variables...)...)
			wantEqual(t, "summary", got.Summary, test.summary)
			if strings.Contains(got.String(), "hunter2") {
				t.Errorf("a secret is in the error: %s", got)
			}
		})
	}
}

// TestAccProvider_missing shows with a CLI that a state with old cancellations only can be planned, refreshed and destroyed.
func TestAccProvider_missing(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	gone := filepath.Join(t.TempDir(), "gone")
	e := acctest.WithComponents(t, "api")
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+cancellation)
	w.Run(t, 0, "apply", "-auto-approve")
	requests := len(e.Operations())
	w.Configure(t, acctest.Source+`
provider "proton" {
  profile             = "gone"
  custom_ca_bundle    = "`+gone+`"
  allowed_account_ids = ["`+account+`"]

  assume_role_with_web_identity {
    role_arn                = "`+deployer+`"
    web_identity_token_file = "`+gone+`"
  }
}
`+cancellation)
	for _, variable := range []string{
		"AWS_PROFILE=gone", "AWS_CONFIG_FILE=" + w.Dir, "HTTPS_PROXY=http://me:x %@proxy.test", "AWS_RETRY_MODE=legacy", "AWS_ENDPOINT_URL=localhost:1",
		"AWS_REGION=local", "AWS_CA_BUNDLE=" + gone, "AWS_MAX_ATTEMPTS=many", "TF_APPEND_USER_AGENT=a\nb",
	} {
		name, value, _ := strings.Cut(variable, "=")
		w.Setenv(name, value)
	}
	wantOnce(t, w.Run(t, 0, "plan"), "No changes.")
	w.Run(t, 0, "refresh")
	w.Configure(t, strings.Replace(acctest.Source+`provider "proton" {}`+cancellation, `"api"`+"\n}", `"api"`+"\n  wait_for_completion = false\n}", 1))
	w.Run(t, 0, "apply", "-auto-approve")
	w.Run(t, 0, "destroy", "-auto-approve")
	wantEqual(t, "number of requests", len(e.Operations()), requests)
}

// TestConfigure shows that the provider is configured whatever the machine lacks.
func TestConfigure(t *testing.T) {
	t.Parallel()
	s := acctest.NewServer(t)
	for name, test := range missing(t) {
		resp, err := s.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: acctest.Encode(t, s.Schema.Provider, test.block)})
		if err != nil || len(resp.Diagnostics) > 0 {
			t.Errorf("%s: got %v, %v", name, problems(resp.Diagnostics), err)
		}
	}
}
