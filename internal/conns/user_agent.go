package conns

import (
	"fmt"
	"os"

	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/useragent"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"golang.org/x/net/http/httpguts"
)

// userAgent returns the products to add to the SDK's own in the User-Agent header: Terraform, this provider, and those of
// the argument user_agent.
func (c Config) userAgent() awsbase.UserAgentProducts {
	return append(awsbase.UserAgentProducts{
		{Name: "Terraform", Version: c.TerraformVersion, Comment: "+https://www.terraform.io"},
		{Name: "terraform-provider-proton", Version: c.ProviderVersion, Comment: "+https://registry.terraform.io/providers/proton-deployments/proton"},
	}, useragent.FromSlice(c.UserAgent)...)
}

// checkUserAgentVariable checks what the HTTP client would refuse to send, without naming it.
func checkUserAgentVariable(diags *diag.Diagnostics) {
	const variable = "TF_APPEND_USER_AGENT"
	if !httpguts.ValidHeaderFieldValue(os.Getenv(variable)) {
		diags.AddError("Invalid user agent", fmt.Sprintf("The environment variable %s has a character that HTTP does not allow in "+
			"a header, such as a line break. Remove the character.", variable))
	}
}
