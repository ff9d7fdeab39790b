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

	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"golang.org/x/net/http/httpproxy"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

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
