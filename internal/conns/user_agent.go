package conns

import (
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/useragent"
)

// userAgent returns the products to add to the SDK's own in the User-Agent header: Terraform, this provider, and those of
// the argument user_agent.
func (c Config) userAgent() awsbase.UserAgentProducts {
	return append(awsbase.UserAgentProducts{
		{Name: "Terraform", Version: c.TerraformVersion, Comment: "+https://www.terraform.io"},
		{Name: "terraform-provider-proton", Version: c.ProviderVersion, Comment: "+https://registry.terraform.io/providers/proton-deployments/proton"},
	}, useragent.FromSlice(c.UserAgent)...)
}
