package conns

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// HTTPURL describes a valid endpoint in an error.
const HTTPURL = "an http or https URL"

// CheckHTTPURL returns why an endpoint is not valid, or nil. The error does not repeat the URL.
func CheckHTTPURL(endpoint string) error {
	u, err := parseURL(endpoint)
	switch {
	case err != nil:
		return err
	case u.Scheme != "http" && u.Scheme != "https":
		return errors.New("it must begin with http:// or https://")
	case u.Host == "":
		return errors.New("it has no host")
	case u.User != nil:
		return errors.New("it must not have a user name or password")
	}
	return nil
}

// checkEndpoint checks an endpoint from the environment or the profile. That of the provider block was validated. The SDK
// would only report that it cannot be reached.
func checkEndpoint(resolved aws.Config, diags *diag.Diagnostics) {
	endpoint := proton.NewFromConfig(resolved).Options().BaseEndpoint
	if endpoint == nil {
		return
	}
	if err := CheckHTTPURL(*endpoint); err != nil {
		diags.AddError("Invalid Proton endpoint", fmt.Sprintf("The endpoint from AWS_ENDPOINT_URL_PROTON, AWS_ENDPOINT_URL "+
			"or the profile must be %s: %s. Correct it, or set proton in the endpoints block.", HTTPURL, err))
	}
}

// endpointVariable returns the endpoint of IAM or STS from the environment, which also has older variables for them.
func endpointVariable(service string) string {
	return cmp.Or(
		os.Getenv("AWS_ENDPOINT_URL_"+service),
		os.Getenv("TF_AWS_"+service+"_ENDPOINT"),
		os.Getenv("AWS_"+service+"_ENDPOINT"),
	)
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
