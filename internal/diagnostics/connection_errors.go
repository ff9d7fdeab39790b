package diagnostics

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"syscall"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

const checkEndpoint = "Check that the endpoint serves the Proton API"

// explainConnection says what an error means that came without an error of the API.
func (t Target) explainConnection(operation string, err error) message {
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, context.Canceled):
		return message{happened: "Terraform was interrupted before the endpoint responded to " + operation + "."}
	case errors.Is(err, context.DeadlineExceeded):
		return message{
			happened: "The endpoint did not respond to " + operation + " in time.",
			remedy:   checkEndpoint + ", and " + t.again() + ".",
		}
	case errors.Is(err, component.ErrEndless):
		return message{
			happened: "The list of components never ends: the endpoint's pages lead to themselves, or there are too many.",
			remedy:   checkEndpoint + ".",
		}
	case isProxy(err):
		return message{
			summary:  "Proxy cannot be reached",
			happened: operation + " goes through a proxy, and the provider could not connect to the proxy.",
			remedy: "Correct http_proxy, https_proxy or no_proxy in the provider block, or the environment variables of " +
				"the same names.",
		}
	case errors.As(err, &certificate):
		return message{
			summary:  "Proton endpoint not trusted",
			happened: "The endpoint's TLS certificate could not be verified.",
			remedy:   "If the endpoint is the right one, set custom_ca_bundle or AWS_CA_BUNDLE to its authority's certificate.",
		}
	case isNotTLS(err):
		return message{
			summary:  "Proton endpoint does not use TLS",
			happened: "The endpoint's URL begins with https://, but the server responded without TLS.",
			remedy:   "If the endpoint is the right one, begin its URL with http://.",
		}
	case isUnreachable(err):
		return message{
			summary:  "Proton endpoint cannot be reached",
			happened: "The endpoint's host does not resolve, or refuses connections. " + EndOfProton,
			remedy: "Set proton in the provider's endpoints block, or AWS_ENDPOINT_URL_PROTON, to a compatible endpoint, " +
				"such as the emulator that comes with this provider. Blocks that are no longer needed can be removed from " +
				"the configuration and from the state: that makes no call.",
		}
	default:
		return message{
			happened: "The endpoint did not respond to " + operation + ", or its response could not be parsed.",
			remedy:   checkEndpoint + ", and " + t.again() + ".",
		}
	}
}

// isProxy tells a proxy that refuses or does not resolve from an endpoint that does.
func isProxy(err error) bool {
	var connection *net.OpError
	return errors.As(err, &connection) && connection.Op == "proxyconnect"
}

func isNotTLS(err error) bool {
	var record tls.RecordHeaderError
	return errors.Is(err, http.ErrSchemeMismatch) || errors.As(err, &record)
}

// isUnreachable reports whether nobody serves the endpoint.
func isUnreachable(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.Is(err, syscall.ECONNREFUSED)
}
