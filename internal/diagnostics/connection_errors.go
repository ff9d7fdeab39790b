package diagnostics

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

const (
	protonAPI     = "the Proton API"
	checkEndpoint = "Check that the endpoint serves " + protonAPI + "."
	checkURL      = "Check the endpoint's URL, including its scheme and path. Check that no proxy or gateway responds in its place."
	checkProxy    = "Correct http_proxy, https_proxy or no_proxy in the provider block, or the environment variables of the same names."
)

// CallError adds to the error of a call which endpoint was called. Its text leaves out the secrets of the connection.
type CallError struct {
	URL    string // of the endpoint, without user name and password
	Source string // what sets URL
	Proxy  string // the URL of the proxy without user name and password; "" if the call goes through none
	Text   string
	Err    error
}

// Error returns the text of Err without secrets.
func (e *CallError) Error() string { return e.Text }

// Unwrap returns Err.
func (e *CallError) Unwrap() error { return e.Err }

type fact struct{ label, value string }

// connectionFacts returns the endpoint that was called, through which proxy, and to where it redirected.
func connectionFacts(err error) (facts []fact) {
	if call, ok := errors.AsType[*CallError](err); ok {
		facts = append(facts, fact{"Endpoint", fmt.Sprintf("%s (%s)", call.URL, call.Source)})
		if call.Proxy != "" {
			facts = append(facts, fact{"Proxy", call.Proxy})
		}
	}
	response, ok := errors.AsType[*smithyhttp.ResponseError](err)
	if ok && response.Response != nil && response.HTTPStatusCode()/100 == 3 {
		if to, err := response.Response.Location(); err == nil && to.Host != "" {
			facts = append(facts, fact{"Redirected to", to.Scheme + "://" + to.Host + to.EscapedPath()})
		}
	}
	return facts
}

// ConnectionFacts returns the endpoint that was called, through which proxy, and to where it redirected, "" if none was.
func ConnectionFacts(err error) string {
	var all []string
	for _, f := range connectionFacts(err) {
		all = append(all, fmt.Sprintf("%s: %s.", f.label, f.value))
	}
	return strings.Join(all, " ")
}

// ExplainService says, of an error of a service that issues credentials, what happened to the call, and what to do. It does not
// explain what the service itself returned. summary is "" unless the error has its own.
func ExplainService(service string, err error) (summary, happened, remedy string) {
	m := explainConnection("the call of "+service, err)
	m.happened, m.remedy = strings.ReplaceAll(m.happened, protonAPI, service), strings.ReplaceAll(m.remedy, protonAPI, service)
	if m.summary == unreachable.summary {
		m.happened = "The provider could not connect to " + service + ": its host does not resolve or does not accept connections."
		m.remedy = "Check the network of this machine and the region. The provider's guide 'Connecting' shows how to set the endpoint of " + service + "."
	}
	m.happened = sentences(m.happened, ConnectionFacts(err))
	if proxyStatus(err) != 0 || malformedProxy(err) != "" {
		summary = m.summary
	}
	return summary, sentence(m.happened), m.remedy
}

// explainConnection returns the message for an error that the API did not return.
func explainConnection(operation string, err error) message {
	m := explainResponse(operation, err)
	m.connection = !errors.Is(err, context.Canceled)
	return m
}

func explainResponse(operation string, err error) message {
	switch {
	case errors.Is(err, context.Canceled):
		return message{happened: "Terraform was interrupted before the endpoint responded to " + operation + "."}
	case errors.Is(err, context.DeadlineExceeded):
		return message{
			happened: "The endpoint did not respond to " + operation + " in time.",
			remedy:   checkEndpoint,
			retry:    true,
		}
	case errors.Is(err, component.ErrEndless):
		return message{
			happened: "The list of components never ends: the endpoint repeats a page token, or returns too many components.",
			remedy:   checkEndpoint,
		}
	case proxyStatus(err) != 0:
		return explainProxy(operation, proxyStatus(err))
	case attempt.HTTPStatus(err) != 0, attempt.Is[*smithy.DeserializationError](err), attempt.Is[smithy.APIError](err):
		return invalidResponse(operation)
	default:
		return explainTransport(operation, err)
	}
}

func invalidResponse(operation string) message {
	return message{
		happened:   "The endpoint's response to " + operation + " is not a valid response of " + protonAPI + ".",
		remedy:     checkURL,
		retry:      true,
		connection: true,
	}
}

// unreachable is also for a request that was not sent for a reason which has no message of its own.
var unreachable = message{
	summary: "Proton endpoint cannot be reached",
	happened: "The provider could not connect to the endpoint: its host does not resolve or does not accept connections, or a " +
		"proxy does not connect to it. " + EndOfProton,
	remedy: "Set proton in the provider's endpoints block, or AWS_ENDPOINT_URL_PROTON, to a compatible endpoint, " +
		"such as the emulator that comes with this provider. If you no longer need the blocks, remove " +
		"them from the configuration and from the state. That needs no endpoint.",
	connection: true,
}

// explainTransport returns the message for an error without a response.
func explainTransport(operation string, err error) message {
	switch {
	case malformedProxy(err) != "":
		return message{summary: MalformedProxyURL, happened: malformedProxy(err) + ".", remedy: checkProxy}
	case isProxy(err):
		return message{
			summary:  "Proxy cannot be reached",
			happened: operation + " goes through a proxy, and the provider could not connect to the proxy.",
			remedy:   checkProxy,
		}
	case attempt.Is[*tls.CertificateVerificationError](err):
		return message{
			summary:  "Proton endpoint not trusted",
			happened: "The endpoint's TLS certificate could not be verified.",
			remedy: "Check the endpoint's URL. If a private authority issued its certificate, set custom_ca_bundle or " +
				"AWS_CA_BUNDLE to the certificate of that authority.",
		}
	case isNotTLS(err):
		return message{
			summary:  "Proton endpoint does not use TLS",
			happened: "The endpoint's URL begins with https://, but the server responded without TLS.",
			remedy:   "Check the endpoint's URL. If the server is the right one, begin its URL with http://.",
		}
	case isHandshake(err):
		return message{
			summary:  "TLS handshake with the Proton endpoint failed",
			happened: "The endpoint accepted the connection, but the TLS handshake failed.",
			remedy:   "Check the endpoint's URL. Check whether the server, or a proxy before it, supports the TLS versions of this provider or wants a client certificate.",
		}
	case isUnreachable(err):
		return unreachable
	default:
		return message{
			happened: "The endpoint did not respond to " + operation + ", or its response was incomplete.",
			remedy:   checkEndpoint,
			retry:    true,
		}
	}
}

// isProxy reports whether the connection to a proxy failed, not that to the endpoint.
func isProxy(err error) bool {
	connection, ok := errors.AsType[*net.OpError](err)
	return ok && connection.Op == "proxyconnect"
}

func isNotTLS(err error) bool {
	return errors.Is(err, http.ErrSchemeMismatch) || attempt.Is[tls.RecordHeaderError](err)
}

// isHandshake reports whether the server aborted the TLS handshake.
func isHandshake(err error) bool {
	connection, ok := errors.AsType[*net.OpError](err)
	return attempt.Is[tls.AlertError](err) || ok && connection.Op == "remote error"
}

// isUnreachable reports whether the connection to the endpoint failed.
func isUnreachable(err error) bool {
	connection, ok := errors.AsType[*net.OpError](err)
	return attempt.Is[*net.DNSError](err) || ok && connection.Op == "dial"
}
