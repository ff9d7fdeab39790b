package conns

import (
	"cmp"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
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

// withDefaults adds the values that this provider and the environment set.
func (c Config) withDefaults() Config {
	c.Base.HTTPProxyMode = awsbase.HTTPProxyModeLegacy
	for _, proxy := range []**string{&c.Base.HTTPProxy, &c.Base.HTTPSProxy} {
		if *proxy != nil { // "" means no proxy; nil means that of the environment
			*proxy = aws.String(withScheme(**proxy))
		}
	}
	c.Base.IamEndpoint = cmp.Or(c.Base.IamEndpoint, endpointVariable("IAM"))
	c.Base.StsEndpoint = cmp.Or(c.Base.StsEndpoint, endpointVariable("STS"))
	c.Base.SkipCredsValidation = true // verifyAccount validates them, if the block asks for it
	c.Base.SuppressDebugLog = true    // it logs bodies, which hold values that the API marks as sensitive
	c.Base.UserAgent = c.userAgent()
	return c
}

// verifiesAccount reports whether the block requires network calls while the provider is configured.
func (c Config) verifiesAccount() bool {
	validates := c.SkipCredentialsValidation != nil && !*c.SkipCredentialsValidation
	return validates || len(c.Base.AllowedAccountIds) > 0 || len(c.Base.ForbiddenAccountIds) > 0
}
