package conns

import (
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/useragent"
)

// userAgent returns the products of the User-Agent header beside the SDK's own: Terraform, this provider, and what the
// argument user_agent adds.
func (c Config) userAgent() awsbase.UserAgentProducts {
	return append(awsbase.UserAgentProducts{
		{Name: "Terraform", Version: c.TerraformVersion, Comment: "+https://www.terraform.io"},
		{Name: "terraform-provider-proton", Version: c.ProviderVersion, Comment: "+https://registry.terraform.io/providers/proton-deployments/proton"},
	}, useragent.FromSlice(c.UserAgent)...)
}
