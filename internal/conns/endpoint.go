package conns

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// HTTPURL describes a valid endpoint in an error.
const HTTPURL = "an http or https URL"

// CheckHTTPURL returns why an endpoint is not valid, or nil. The error does not repeat the URL.
func CheckHTTPURL(endpoint string) error {
	if scheme, _, _ := strings.Cut(endpoint, "://"); !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return errors.New("it must begin with http:// or https://")
	}
	u, err := parseURL(endpoint)
	switch {
	case err != nil:
		return err
	case u.Host == "":
		return errors.New("it has no host")
	case u.User != nil:
		return errors.New("it must not have a user name or password")
	}
	return nil
}

// checkEndpoint checks an endpoint from the environment or the profile. That of the provider block was validated. The SDK
// would only report that it cannot be reached.
func (c *connection) checkEndpoint(diags *diag.Diagnostics) {
	endpoint := proton.NewFromConfig(c.aws).Options().BaseEndpoint
	if c.block.ProtonEndpoint != "" || endpoint == nil {
		return
	}
	if err := CheckHTTPURL(*endpoint); err != nil {
		diags.AddError("Invalid Proton endpoint", fmt.Sprintf("The endpoint %q, set by %s, must be %s: %s. Correct it, or set "+
			"proton in the endpoints block.", diagnostics.Clean(*endpoint), c.endpointSource("Proton", *endpoint), HTTPURL, err))
	}
}

// endpointSource returns what sets the endpoint of a service to a URL.
func (c *connection) endpointSource(service, endpoint string) string {
	blocks := map[string]string{
		"Proton": c.block.ProtonEndpoint, "IAM": c.block.Base.IamEndpoint, "SSO": c.block.Base.SsoEndpoint, "STS": c.block.Base.StsEndpoint,
	}
	if sameHost(blocks[service], endpoint) {
		return fmt.Sprintf("endpoints.%s in the provider block", strings.ToLower(service))
	}
	upper := strings.ToUpper(strings.ReplaceAll(service, " ", "_"))
	variables := append(endpointVariables(upper), "AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_ENDPOINT_URL")
	for _, variable := range variables {
		if sameHost(os.Getenv(variable), endpoint) {
			return "the environment variable " + variable
		}
	}
	for _, source := range c.aws.ConfigSources {
		if profile, ok := source.(awsconfig.SharedConfig); ok {
			own, _, _ := profile.GetServiceBaseEndpoint(nil, service) //nolint:staticcheck // the context is not used
			if sameHost(own, endpoint) || sameHost(profile.BaseEndpoint, endpoint) {
				return "endpoint_url of the profile"
			}
		}
	}
	return "the default of the AWS SDK"
}

// sameHost reports whether a setting, which may be "", has the host of a URL.
func sameHost(setting, endpoint string) bool {
	a, errA := url.Parse(setting)
	b, errB := url.Parse(endpoint)
	return setting == endpoint || errA == nil && errB == nil && a.Host != "" && a.Host == b.Host
}

// endpointVariables returns the variables for the endpoint of a service. There are older ones for IAM and STS.
func endpointVariables(service string) []string {
	return []string{"AWS_ENDPOINT_URL_" + service, "TF_AWS_" + service + "_ENDPOINT", "AWS_" + service + "_ENDPOINT"}
}

// endpointVariable returns the endpoint of IAM or STS from the environment.
func endpointVariable(service string) (endpoint string) {
	for _, variable := range endpointVariables(service) {
		endpoint = cmp.Or(endpoint, os.Getenv(variable))
	}
	return endpoint
}

// parseURL is url.Parse, with an error that leaves out the URL, which may have a password.
func parseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err == nil {
		return u, nil
	}
	if parse, ok := errors.AsType[*url.Error](err); ok && !strings.Contains(s, "@") {
		return nil, parse.Err
	}
	return nil, errors.New("it cannot be parsed; it is not repeated here because it may have a password")
}
