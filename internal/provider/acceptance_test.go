package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

const cancellation = `
resource "proton_component_deployment_cancellation" "api" {
  component_name = "api"
}
`

// everyArgument has all connection arguments that the AWS provider documents, with the values in its documentation. They
// are in several blocks, because some of them conflict.
const everyArgument = acctest.Source + `
provider "proton" {
  access_key                         = "AKIDEXAMPLE"
  allowed_account_ids                = ["123456789012"]
  custom_ca_bundle                   = "~/certificates/proxy.pem"
  ec2_metadata_service_endpoint      = "http://localhost:1338"
  ec2_metadata_service_endpoint_mode = "IPv4"
  http_proxy                         = "http://proxy.example.com:3128"
  https_proxy                        = "http://proxy.example.com:3128"
  insecure                           = false
  max_retries                        = 25
  no_proxy                           = "localhost,10.0.0.0/8"
  profile                            = "customprofile"
  region                             = "us-west-2"
  retry_mode                         = "adaptive"
  secret_key                         = "my-secret-key"
  shared_config_files                = ["/Users/tf_user/.aws/conf"]
  shared_credentials_files           = ["/Users/tf_user/.aws/creds"]
  skip_credentials_validation        = true
  skip_metadata_api_check            = true
  skip_region_validation             = true
  skip_requesting_account_id         = false
  sts_region                         = "us-west-2"
  token                              = "my-session-token"
  token_bucket_rate_limiter_capacity = 500
  use_dualstack_endpoint             = false
  use_fips_endpoint                  = false
  user_agent                         = ["my-tool/1.0.0 (a comment)", "other"]

  assume_role {
    role_arn            = "arn:aws:iam::123456789012:role/FIRST"
    duration            = "1h"
    external_id         = "EXTERNAL_ID"
    policy              = jsonencode({ Version = "2012-10-17", Statement = [] })
    policy_arns         = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    session_name        = "SESSION_NAME"
    source_identity     = "SOURCE_IDENTITY"
    tags                = { Team = "core" }
    transitive_tag_keys = ["Team"]
  }
  assume_role {
    role_arn = "arn:aws:iam::210987654321:role/SECOND"
  }

  endpoints {
    proton = "http://localhost:4600"
    iam    = "http://localhost:4566"
    sso    = "http://localhost:4566"
    sts    = "http://localhost:4566"
  }
}

provider "proton" {
  alias                 = "other"
  forbidden_account_ids = ["123456789012"]

  assume_role_with_web_identity {
    role_arn                = "arn:aws:iam::123456789012:role/ROLE_NAME"
    duration                = "2h45m"
    policy                  = jsonencode({ Version = "2012-10-17", Statement = [] })
    policy_arns             = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    session_name            = "SESSION_NAME"
    web_identity_token_file = "/Users/tf_user/secrets/web-identity-token"
  }
}

provider "proton" {
  alias = "third"

  assume_role_with_web_identity {
    web_identity_token = "a-token"
  }
}

# Terraform validates only provider blocks that are used.
resource "proton_component_deployment_cancellation" "api" {
  component_name = "api"
}

resource "proton_component_deployment_cancellation" "other" {
  provider       = proton.other
  component_name = "api"
}

resource "proton_component_deployment_cancellation" "third" {
  provider       = proton.third
  component_name = "api"
}
`

func TestAccProvider_everyArgument(t *testing.T) {
	t.Parallel()
	for _, name := range names("", providerSchema(t).ConfigSchema.Block) {
		if parts := strings.Split(name, "."); !strings.Contains(everyArgument, " "+parts[len(parts)-1]+" ") {
			t.Errorf("%s is not in the configuration", name)
		}
	}
	w := acctest.NewWorkspace(t, everyArgument)
	w.Run(t, 0, "validate")
	// An invalid value shows that the provider validates the blocks.
	w.Configure(t, strings.Replace(everyArgument, `"2h45m"`, `"soon"`, 1))
	wantOnce(t, w.Run(t, 1, "validate"), `assume_role_with_web_identity[0].duration must be a duration`)
}

// TestAccProvider_environment shows that variables without arguments are enough, and that only Proton is called.
func TestAccProvider_environment(t *testing.T) {
	t.Parallel()
	e, other := acctest.NewEmulator(t), newFakeServer(t, http.NotFound)
	e.Add(t, emulator.Component{Name: "api", Region: "us-west-2"})
	w := acctest.NewWorkspace(t, acctest.Source+`provider "proton" {}`+cancellation,
		inEnvironment("AWS_ENDPOINT_URL_PROTON="+e.URL, "AWS_ENDPOINT_URL="+other.URL)...)
	w.Run(t, 0, "apply", "-auto-approve")
	wantEqual(t, "requests", e.Operations(), []string{"CancelComponentDeployment", "GetComponent"})
	wantEqual(t, "number of other requests", len(other.got()), 0)
	wantEqual(t, "region", e.Calls()[0].Region, "us-west-2")
	if agent := e.Calls()[0].UserAgent; !strings.Contains(agent, "Terraform/1.") || !strings.Contains(agent, "terraform-provider-proton/dev") {
		t.Errorf("got the user agent %q", agent)
	}
}

// TestAccProvider_noCredentials shows that only an apply needs credentials, and fails soon without them.
func TestAccProvider_noCredentials(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	w := acctest.NewWorkspace(t, acctest.Source+`provider "proton" {}`+cancellation, "AWS_REGION=us-east-1", "AWS_ENDPOINT_URL_PROTON="+e.URL)
	w.Run(t, 0, "plan")
	start := time.Now()
	out := w.Run(t, 1, "apply", "-auto-approve")
	if waited := time.Since(start); waited > 6*time.Second {
		t.Errorf("it took %s", waited)
	}
	wantOnce(t, out, "Error: No valid AWS credentials")
	w.Run(t, 0, "destroy", "-auto-approve")
	wantEqual(t, "number of requests", len(e.Operations()), 0)
}

func TestAccProvider_wrongAccount(t *testing.T) {
	t.Parallel()
	e, sts := acctest.WithComponents(t, "api"), newSTS(t)
	w := acctest.NewWorkspace(t, acctest.Source+acctest.ProviderAt(e.URL, `allowed_account_ids = ["444455556666"]`)+cancellation,
		"AWS_ENDPOINT_URL_STS="+sts.URL)
	out := w.Run(t, 1, "apply", "-auto-approve")
	wantOnce(t, out, "Error: AWS account not allowed")
	wantOnce(t, out, "111122223333, which allowed_account_ids does not allow")
	wantEqual(t, "number of requests to Proton", len(e.Operations()), 0)
}

// TestAccProvider_unknown has a role that the same configuration creates: there is no call before it exists.
func TestAccProvider_unknown(t *testing.T) {
	t.Parallel()
	e, sts := acctest.WithComponents(t, "api"), newSTS(t)
	w := acctest.NewWorkspace(t, acctest.Source+fmt.Sprintf(`
resource "terraform_data" "role" {
  input = %q
}
`, deployer)+acctest.ProviderAt(e.URL, "assume_role {\n role_arn = terraform_data.role.output\n }")+cancellation, "AWS_ENDPOINT_URL_STS="+sts.URL)
	w.Run(t, 0, "plan")
	wantEqual(t, "number of requests", len(e.Operations())+len(sts.got()), 0)
	w.Run(t, 0, "apply", "-auto-approve")
	wantEqual(t, "role", sts.first(t).Form.Get("RoleArn"), deployer)
	wantEqual(t, "key", e.Calls()[0].AccessKeyID, keyOf(deployer))
}

// TestAccProvider_quotedLine shows that an error does not show the line of the configuration if it has a password.
func TestAccProvider_quotedLine(t *testing.T) {
	t.Parallel()
	w := acctest.NewWorkspace(t, acctest.Source+`
provider "proton" {
  https_proxy = "http://me:hunter2 %@proxy.example.com"

  endpoints {
    sts = "https://me:hunter2@sts.example.com"
  }
}
`+cancellation)
	out := w.Run(t, 1, "validate")
	wantOnce(t, out, "https_proxy must be the URL of a proxy")
	wantOnce(t, out, "endpoints.sts must be an http or https URL")
	if strings.Contains(out, "hunter2") {
		t.Errorf("the password is shown:\n%s", out)
	}
}

// wantOnce is [wantTimes], once.
func wantOnce(t *testing.T, in, want string) {
	t.Helper()
	wantTimes(t, in, want, 1)
}

// wantTimes fails the test unless a text occurs that often in another, regardless of line breaks and indentation.
func wantTimes(t *testing.T, in, want string, times int) {
	t.Helper()
	flat := strings.Join(strings.Fields(strings.NewReplacer("│", "", "╷", "", "╵", "").Replace(in)), " ")
	if n := strings.Count(flat, want); n != times {
		t.Errorf("%q occurs %d times, want %d, in:\n%s", want, n, times, in)
	}
}
