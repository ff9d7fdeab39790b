package conns

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
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

// checkEndpoints checks endpoints from the environment or the profile that calls use. Those of the provider block were validated.
// The SDK would only report that they cannot be reached.
func (c *connection) checkEndpoints(ctx context.Context, diags *diag.Diagnostics) {
	used := map[string]*string{"Proton": proton.NewFromConfig(c.aws).Options().BaseEndpoint}
	if c.block.ProtonEndpoint != "" {
		used["Proton"] = nil
	}
	if c.usesSTS() {
		used["STS"] = c.stsClient("", nil).Options().BaseEndpoint
	}
	if c.block.verifiesAccount() && c.base.IamEndpoint != "" {
		used["IAM"] = &c.base.IamEndpoint
	}
	for service, endpoint := range used {
		if endpoint == nil {
			continue
		}
		if err := CheckHTTPURL(*endpoint); err != nil {
			quoted := fmt.Sprintf(" %q,", diagnostics.Clean(*endpoint))
			if strings.Contains(*endpoint, "@") {
				quoted = "," // it may have a password
			}
			diags.AddError(fmt.Sprintf("Invalid %s endpoint", service), fmt.Sprintf("The endpoint%s set by %s, must be %s: %s. Correct "+
				"it, or set %s in the endpoints block.", quoted, c.endpointSource(ctx, service, *endpoint), HTTPURL, err, strings.ToLower(service)))
		}
	}
}

// usesSTS reports whether a call of STS precedes that of Proton.
func (c *connection) usesSTS() bool {
	ofBlock := len(c.base.AssumeRole) > 0 || c.base.AssumeRoleWithWebIdentity != nil || c.block.verifiesAccount()
	return ofBlock || c.usesProfile() && c.profile().RoleARN != "" || !c.block.ownsCredentials() && c.env.WebIdentityTokenFilePath != ""
}

// endpointSource returns what sets the endpoint of a service to a URL.
func (c *connection) endpointSource(ctx context.Context, service, endpoint string) string {
	blocks := map[string]string{
		"Proton": c.block.ProtonEndpoint, "IAM": c.block.Base.IamEndpoint, "SSO": c.block.Base.SsoEndpoint, "STS": c.block.Base.StsEndpoint,
	}
	if sameHost(blocks[service], endpoint) {
		return fmt.Sprintf("endpoints.%s in the provider block", strings.ToLower(service))
	}
	if sameHost(c.block.Base.EC2MetadataServiceEndpoint, endpoint) {
		return "ec2_metadata_service_endpoint in the provider block"
	}
	upper := strings.ToUpper(strings.ReplaceAll(service, " ", "_"))
	variables := append(endpointVariables(upper), "AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_ENDPOINT_URL")
	for _, variable := range variables {
		if sameHost(os.Getenv(variable), endpoint) {
			return "the environment variable " + variable
		}
	}
	profile := c.profile()
	own, _, _ := profile.GetServiceBaseEndpoint(ctx, service)
	if sameHost(own, endpoint) || sameHost(profile.BaseEndpoint, endpoint) {
		return "endpoint_url of the profile"
	}
	if sameHost(profile.EC2IMDSEndpoint, endpoint) {
		return "ec2_metadata_service_endpoint of the profile"
	}
	if ignoresEndpoints() {
		return "the default of the AWS SDK, because " + ignoreVariable + " disables the variables and the profile"
	}
	return "the default of the AWS SDK"
}

// ignoreVariable is the variable that disables the endpoints of the environment and of the profile.
const ignoreVariable = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"

func ignoresEndpoints() bool { return strings.EqualFold(os.Getenv(ignoreVariable), "true") }

// profile returns the profile of the shared files, which is empty if there is none.
func (c *connection) profile() (profile awsconfig.SharedConfig) {
	for _, source := range c.aws.ConfigSources {
		if found, ok := source.(awsconfig.SharedConfig); ok {
			profile = found
		}
	}
	return profile
}

// sameHost reports whether a setting, which may be "", has the host of a URL.
func sameHost(setting, endpoint string) bool {
	a, errA := url.Parse(setting)
	b, errB := url.Parse(endpoint)
	return setting != "" && setting == endpoint || errA == nil && errB == nil && a.Host != "" && a.Host == b.Host
}

// endpointVariables returns the variables for the endpoint of a service. There are older ones for IAM and STS.
func endpointVariables(service string) []string {
	return []string{"AWS_ENDPOINT_URL_" + service, "TF_AWS_" + service + "_ENDPOINT", "AWS_" + service + "_ENDPOINT"}
}

// endpointVariable returns the endpoint of IAM or STS from the environment.
func endpointVariable(service string) (endpoint string) {
	variables := endpointVariables(service)
	if ignoresEndpoints() {
		variables = variables[1:] // the others are not the SDK's
	}
	for _, variable := range variables {
		endpoint = cmp.Or(endpoint, os.Getenv(variable))
	}
	return endpoint
}

// parseURL is url.Parse, with an error that leaves out the URL, which may have a password.
func parseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if parse, ok := errors.AsType[*url.Error](err); ok && !strings.Contains(s, "@") {
		return nil, parse.Err
	}
	if err != nil {
		return nil, errors.New("it cannot be parsed; it is not repeated here because it may have a password")
	}
	if strings.Contains(u.Path+u.RawQuery+u.Fragment, "@") {
		return nil, errors.New("it has an @ after its host; a special character of a password must be percent-encoded")
	}
	if _, err := strconv.ParseUint(cmp.Or(u.Port(), "0"), 10, 16); err != nil {
		return nil, errors.New("its port is above 65535")
	}
	return u, nil
}
