package conns

import (
	"cmp"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/useragent"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"golang.org/x/net/http/httpguts"
)

// Config has the values of a provider block, all of which are known. A zero value means that the argument is not set.
type Config struct {
	// Base has the arguments that aws-sdk-go-base supports.
	Base awsbase.Config

	ProtonEndpoint            string // endpoints.proton
	SkipCredentialsValidation *bool
	SkipRegionValidation      bool
	UserAgent                 []string

	ProviderVersion  string
	TerraformVersion string
}

// base returns the arguments for aws-sdk-go-base, with what this provider and the environment set.
func (c Config) base() awsbase.Config {
	base := c.Base
	base.HTTPProxyMode = awsbase.HTTPProxyModeLegacy
	for _, proxy := range []**string{&base.HTTPProxy, &base.HTTPSProxy} {
		if *proxy != nil { // "" means no proxy; nil means that of the environment
			*proxy = aws.String(withScheme(**proxy))
		}
	}
	if file := os.Getenv("AWS_CA_BUNDLE"); base.CustomCABundle == "" && expandHome(file) != file {
		base.CustomCABundle = expandHome(file) // the SDK takes the variable as it is
	}
	base.SharedConfigFiles = orVariable(base.SharedConfigFiles, "AWS_CONFIG_FILE")
	base.SharedCredentialsFiles = orVariable(base.SharedCredentialsFiles, "AWS_SHARED_CREDENTIALS_FILE")
	base.IamEndpoint = cmp.Or(base.IamEndpoint, endpointVariable("IAM"))
	base.StsEndpoint = cmp.Or(base.StsEndpoint, endpointVariable("STS"))
	base.SkipCredsValidation = true // verifyAccount validates them, if the block asks for it
	base.SuppressDebugLog = true    // it logs bodies, which hold values that the API marks as sensitive
	base.UserAgent = c.userAgent()
	return base
}

// ownsCredentials reports whether the block has credentials, so that it needs none of the environment and the profile.
func (c Config) ownsCredentials() bool {
	return c.Base.AccessKey != "" || c.Base.AssumeRoleWithWebIdentity != nil
}

// verifiesAccount reports whether the block requires that the credentials are checked.
func (c Config) verifiesAccount() bool {
	validates := c.SkipCredentialsValidation != nil && !*c.SkipCredentialsValidation
	return validates || len(c.Base.AllowedAccountIds) > 0 || len(c.Base.ForbiddenAccountIds) > 0
}

// userAgent returns the products to add to the SDK's own in the User-Agent header: Terraform, this provider, and those of
// the argument user_agent.
func (c Config) userAgent() awsbase.UserAgentProducts {
	return append(awsbase.UserAgentProducts{
		{Name: "Terraform", Version: c.TerraformVersion, Comment: "+https://www.terraform.io"},
		{Name: "terraform-provider-proton", Version: c.ProviderVersion, Comment: "+https://registry.terraform.io/providers/proton-deployments/proton"},
	}, useragent.FromSlice(c.UserAgent)...)
}

const (
	invalidVariable = "Invalid environment variable"
	notInHeader     = "The environment variable %s has a character that HTTP does not allow in a header, such as a line break. Remove the character."
)

// checkHeaderVariables checks what the HTTP client would refuse to send, without naming it.
func checkHeaderVariables(diags *diag.Diagnostics) {
	if !httpguts.ValidHeaderFieldValue(os.Getenv("TF_APPEND_USER_AGENT")) {
		diags.AddError(invalidVariable, fmt.Sprintf(notInHeader, "TF_APPEND_USER_AGENT"))
	}
}
