package conns

import (
	"errors"
	"fmt"
	"os"
	"strings"

	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// MalformedProxyURL is the summary of an error about the address of a proxy.
const MalformedProxyURL = "Malformed proxy URL"

// CheckProxyURL returns why the address of a proxy is not valid, or nil. The error does not repeat the address.
func CheckProxyURL(address string) error {
	u, err := parseURL(withScheme(address))
	if err == nil && u.Hostname() == "" {
		err = errors.New("it has no host")
	}
	return err
}

// withScheme adds the scheme that HTTP clients assume for a proxy.
func withScheme(address string) string {
	if address == "" || strings.Contains(address, "://") {
		return address
	}
	return "http://" + address
}

var proxyVariables = []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"}

// checkProxyVariables checks the addresses in the environment; those of the provider block were validated. Go would
// parse an invalid one as another URL, or return an error with its password.
func checkProxyVariables(config *awsbase.Config, diags *diag.Diagnostics) {
	overridden := map[string]bool{"http_proxy": config.HTTPProxy != nil, "https_proxy": config.HTTPSProxy != nil}
	for _, variable := range proxyVariables {
		argument, address := strings.ToLower(variable), os.Getenv(variable)
		if address == "" || overridden[argument] {
			continue
		}
		if err := CheckProxyURL(address); err != nil {
			diags.AddError(MalformedProxyURL, fmt.Sprintf("The environment variable %s must be the URL of a proxy: %s. "+
				"Correct it, or set %s in the provider block.", variable, err, argument))
		}
	}
}
