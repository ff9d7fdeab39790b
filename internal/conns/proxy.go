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

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
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

// proxyGuard sends requests. It refuses those that no proxy can pass on, and asks a proxy only once with a wrong user name or
// password, because some proxies lock the account after a few attempts.
type proxyGuard struct {
	base     *awsbase.Config
	client   *http.Client
	metadata *http.Client // for the EC2 metadata service, which may never respond
	proxyOf  func(*http.Request) (*url.URL, error)

	mu      sync.Mutex
	proxies map[string]*proxyState // by URL
}

// proxyState is what is known of a proxy.
type proxyState struct {
	turn     chan struct{} // holds one value, except while the proxy receives its first request
	accepted bool          // the proxy accepts the user name and password; requests need no turn
	refusal  error         // it does not
}

func (g *proxyGuard) install(transport *http.Transport) {
	g.proxyOf = transport.Proxy
	transport.Proxy = func(r *http.Request) (*url.URL, error) {
		if err := g.checkVariable(r.URL); err != nil {
			return nil, err
		}
		return g.proxyOf(r)
	}
	transport.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
		if response.StatusCode == http.StatusOK {
			return nil
		}
		return proxyError(diagnostics.ProxyError{Status: response.StatusCode})
	}
}

func proxyError(e diagnostics.ProxyError) error {
	return &net.OpError{Op: "proxyconnect", Net: "tcp", Err: &e}
}

// sendRequests replaces the HTTP client of an API. The SDK's own would follow a redirect with the status 307 or 308.
func (g *proxyGuard) sendRequests(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("SendRequest",
		func(ctx context.Context, in middleware.DeserializeInput, _ middleware.DeserializeHandler) (out middleware.DeserializeOutput, metadata middleware.Metadata, err error) {
			response, err := g.sendInTurn(ctx, in.Request)
			if err == nil && response.StatusCode/100 == 3 {
				err = &smithyhttp.ResponseError{Response: response, Err: errors.New("redirects are not followed")}
			}
			if response == nil { // the SDK expects one, as from its own client
				response = &smithyhttp.Response{Response: &http.Response{Header: http.Header{}, Body: http.NoBody}}
			}
			out.RawResponse = response
			return out, metadata, err
		}), middleware.After)
}

// sendInTurn sends a request, the first ones through a proxy one at a time.
func (g *proxyGuard) sendInTurn(ctx context.Context, request any) (*smithyhttp.Response, error) {
	proxy := g.stateFor(request)
	if proxy == nil {
		return g.send(ctx, request)
	}
	select {
	case <-proxy.turn:
	case <-ctx.Done():
		return nil, &smithyhttp.RequestSendError{Err: ctx.Err()}
	}
	if proxy.accepted {
		proxy.turn <- struct{}{}
		return g.send(ctx, request)
	}
	defer func() { proxy.turn <- struct{}{} }()
	if proxy.refusal != nil {
		return nil, proxy.refusal
	}
	response, err := g.send(ctx, request)
	connection, failed := errors.AsType[*net.OpError](err)
	proxy.accepted = !failed || connection.Op != "proxyconnect" || connection.Timeout() // the others need not wait for a timeout each
	if refused, ok := errors.AsType[*diagnostics.ProxyError](err); ok && refused.Status == http.StatusProxyAuthRequired {
		proxy.accepted, proxy.refusal = false, err
	}
	return response, err
}

// send sends a request. A proxy that wants another user name or password gives the same error for every protocol.
func (g *proxyGuard) send(ctx context.Context, request any) (*smithyhttp.Response, error) {
	client := g.client
	if isMetadata(ctx, request) {
		client = g.metadata
	}
	out, _, err := smithyhttp.NewClientHandlerWithOptions(client).Handle(ctx, request)
	response, _ := out.(*smithyhttp.Response)
	connection, failed := errors.AsType[*net.OpError](err)
	if err == nil && response.StatusCode == http.StatusProxyAuthRequired ||
		failed && connection.Op == "socks connect" && strings.Contains(connection.Error(), "authentication") {
		err = &smithyhttp.RequestSendError{Err: proxyError(diagnostics.ProxyError{Status: http.StatusProxyAuthRequired})}
	}
	return response, err
}

// proxyFor returns the proxy of a request, nil if it goes through none.
func (g *proxyGuard) proxyFor(request *smithyhttp.Request) *url.URL {
	if g == nil || g.checkVariable(request.URL) != nil { // what is malformed can have a part of a password in its host
		return nil
	}
	proxy, _ := g.proxyOf(request.Request) // an error is reported when the request is sent
	return proxy
}

// isMetadata reports whether a request is one to the EC2 metadata service. Its client does not name itself, nor does that of the
// container's endpoint.
func isMetadata(ctx context.Context, request any) bool {
	r, ok := request.(*smithyhttp.Request)
	service := awsmiddleware.GetServiceID(ctx)
	return ok && (service == "" || service == credentialsService) && strings.Contains(r.URL.Path, "/latest/") &&
		!sameHost(os.Getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI"), r.URL.String())
}

// stateFor returns the state of the proxy for a request, nil if it goes through none.
func (g *proxyGuard) stateFor(request any) *proxyState {
	r, ok := request.(*smithyhttp.Request)
	if !ok {
		return nil
	}
	proxy := g.proxyFor(r)
	if proxy == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	state := g.proxies[proxy.String()]
	if state == nil {
		state = &proxyState{turn: make(chan struct{}, 1)}
		state.turn <- struct{}{}
		g.proxies[proxy.String()] = state
	}
	return state
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
	return proxyError(diagnostics.ProxyError{Problem: fmt.Sprintf("The environment variable %s must be the URL of a proxy: %s", variable, problem)})
}
