package diagnostics

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"

	"github.com/aws/smithy-go"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

const (
	checkEndpoint = "Check that the endpoint serves the Proton API."
	checkURL      = "Check the endpoint's URL, including its scheme and path. Check that no proxy or gateway responds in its place."
)

// explainConnection returns the message for an error that the API did not return.
func explainConnection(operation string, err error) message {
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
	case is[*smithy.DeserializationError](err), is[smithy.APIError](err):
		return invalidResponse(operation)
	default:
		return explainTransport(operation, err)
	}
}

func invalidResponse(operation string) message {
	return message{
		happened: "The endpoint's response to " + operation + " is not a valid response of the Proton API.",
		remedy:   checkURL,
		retry:    true,
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
}

// explainTransport returns the message for an error without a response.
func explainTransport(operation string, err error) message {
	switch {
	case isProxy(err):
		return message{
			summary:  "Proxy cannot be reached",
			happened: operation + " goes through a proxy, and the provider could not connect to the proxy.",
			remedy: "Correct http_proxy, https_proxy or no_proxy in the provider block, or the environment variables of " +
				"the same names.",
		}
	case is[*tls.CertificateVerificationError](err):
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
	return errors.Is(err, http.ErrSchemeMismatch) || is[tls.RecordHeaderError](err)
}

// isUnreachable reports whether the connection to the endpoint failed.
func isUnreachable(err error) bool {
	connection, ok := errors.AsType[*net.OpError](err)
	return is[*net.DNSError](err) || ok && connection.Op == "dial"
}

// is reports whether err wraps an error of a type.
func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
