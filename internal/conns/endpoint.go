package conns

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"golang.org/x/net/http/httpproxy"

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
	if len(c.base.AssumeRole) > 0 || c.base.AssumeRoleWithWebIdentity != nil || c.block.verifiesAccount() {
		used["STS"] = c.stsClient("", nil).Options().BaseEndpoint
	}
	for service, endpoint := range used {
		if endpoint == nil {
			continue
		}
		if err := CheckHTTPURL(*endpoint); err != nil {
			diags.AddError(fmt.Sprintf("Invalid %s endpoint", service), fmt.Sprintf("The endpoint %q, set by %s, must be %s: %s. Correct "+
				"it, or set %s in the endpoints block.", diagnostics.Clean(*endpoint), c.endpointSource(ctx, service, *endpoint), HTTPURL, err, strings.ToLower(service)))
		}
	}
}

// endpointSource returns what sets the endpoint of a service to a URL.
func (c *connection) endpointSource(ctx context.Context, service, endpoint string) string {
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
			own, _, _ := profile.GetServiceBaseEndpoint(ctx, service)
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

// proxyGuard refuses requests that no proxy can pass on.
type proxyGuard struct {
	base *awsbase.Config

	refused sync.Map // by the host of a proxy that wants another user name or password: asking it again may lock an account
}

func (g *proxyGuard) install(transport *http.Transport) {
	proxyOf := transport.Proxy
	transport.Proxy = func(r *http.Request) (*url.URL, error) {
		if err := g.checkVariable(r.URL); err != nil {
			return nil, err
		}
		proxy, err := proxyOf(r)
		if proxy != nil {
			if refusal, ok := g.refused.Load(proxy.Host); ok {
				return nil, refusal.(error) //nolint:forcetypeassert // only errors are stored
			}
		}
		return proxy, err
	}
	transport.OnProxyConnectResponse = func(_ context.Context, proxy *url.URL, _ *http.Request, response *http.Response) error {
		if response.StatusCode == http.StatusOK {
			return nil
		}
		err := &net.OpError{Op: "proxyconnect", Net: "tcp", Err: &diagnostics.ProxyError{Status: response.StatusCode}}
		if response.StatusCode == http.StatusProxyAuthRequired {
			g.refused.Store(proxy.Host, err)
		}
		return err
	}
}

// checkVariable checks the variable with the proxy for a URL; the arguments of the provider block were validated. Go would
// parse an invalid one as another URL, or ignore it.
func (g *proxyGuard) checkVariable(u *url.URL) error {
	upper, argument := "HTTP_PROXY", g.base.HTTPProxy
	if u.Scheme == "https" {
		upper, argument = "HTTPS_PROXY", g.base.HTTPSProxy
	}
	variable := upper
	if os.Getenv(upper) == "" {
		variable = strings.ToLower(upper)
	}
	problem := CheckProxyURL(os.Getenv(variable))
	if os.Getenv(variable) == "" || argument != nil || problem == nil {
		return nil
	}
	all := httpproxy.Config{HTTPProxy: "http://proxy.invalid", HTTPSProxy: "http://proxy.invalid"}
	all.NoProxy = cmp.Or(g.base.NoProxy, os.Getenv("NO_PROXY"), os.Getenv("no_proxy"))
	if used, err := all.ProxyFunc()(u); used == nil && err == nil {
		return nil
	}
	return &net.OpError{Op: "proxyconnect", Net: "tcp", Err: &diagnostics.ProxyError{
		Problem: fmt.Sprintf("The environment variable %s must be the URL of a proxy: %s", variable, problem),
	}}
}
