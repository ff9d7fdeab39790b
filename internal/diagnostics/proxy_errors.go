package diagnostics

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// MalformedProxyURL is the summary of an error about the address of a proxy.
const MalformedProxyURL = "Malformed proxy URL"

// ProxyError reports that a proxy is not usable, or did not connect to the endpoint.
type ProxyError struct {
	Problem string // of the proxy's address; "" if the proxy responded
	Status  int    // of its response
}

// Error returns a text without the address of the proxy, which may have a password.
func (e *ProxyError) Error() string {
	if e.Problem != "" {
		return e.Problem
	}
	return fmt.Sprintf("the proxy responded with the status %d %s", e.Status, http.StatusText(e.Status))
}

// Kind returns that no connection was made, or that trying again could lock the account of the proxy.
func (e *ProxyError) Kind() attempt.Kind {
	if e.Status == http.StatusProxyAuthRequired {
		return attempt.Rejected
	}
	return attempt.NotSent
}

// RetryableError tells the SDK whether to send the request again: not to a proxy that may lock the account, nor to a wrong URL.
func (e *ProxyError) RetryableError() bool {
	return e.Problem == "" && e.Status != http.StatusProxyAuthRequired
}

// explainProxy returns the message for the response of a proxy that did not pass on a request.
func explainProxy(operation string, status int) message {
	if status == http.StatusProxyAuthRequired {
		return message{
			summary:  "Proxy wants a user name and password",
			happened: operation + " was not sent: the proxy wants a user name and password, or those in its URL are wrong (status 407).",
			remedy: "Write them into the URL of the proxy, as in http://USER:PASSWORD@HOST:PORT, with percent-encoded special characters. " +
				checkProxy,
		}
	}
	return message{
		summary:  "Proxy refused to connect",
		happened: fmt.Sprintf("%s was not sent: the proxy did not connect to the endpoint and responded with the status %d %s.", operation, status, http.StatusText(status)),
		remedy:   "Allow the endpoint's host in the proxy, or list it in no_proxy. " + checkProxy,
		retry:    status >= http.StatusInternalServerError,
	}
}

// proxyStatus returns the status with which a proxy responded in place of the endpoint, 0 if it did not.
func proxyStatus(err error) int {
	if proxy, ok := errors.AsType[*ProxyError](err); ok {
		return proxy.Status
	}
	if attempt.HTTPStatus(err) == http.StatusProxyAuthRequired {
		return http.StatusProxyAuthRequired
	}
	return 0
}

// malformedProxy returns what is wrong with the address of the proxy, "" if nothing is.
func malformedProxy(err error) string {
	if proxy, ok := errors.AsType[*ProxyError](err); ok {
		return proxy.Problem
	}
	return ""
}
