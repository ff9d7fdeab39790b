package diagnostics

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// EndOfProton is the sentence that stands wherever a user may wonder why nothing answers.
const EndOfProton = "AWS ended Proton on 7 October 2026, so its own endpoints no longer answer."

// cause is what to say of one kind of failure.
type cause struct {
	summary    string // short and stable, without a colon
	happened   string
	remedy     string
	atArgument bool // the argument that names the component is at fault
}

// CredentialsError says that no credentials could be had. It reaches the diagnostics through the SDK, which asks for
// credentials when it makes its first call.
type CredentialsError struct {
	Summary  string
	Happened string // "" if the summary says it all
	Remedy   string
	Cause    string
	Err      error // for errors.As; its text may hold secrets, Cause does not
}

// Error is what the SDK puts into its own error.
func (e *CredentialsError) Error() string { return e.Cause }

// Unwrap gives the error behind it to errors.Is and errors.As.
func (e *CredentialsError) Unwrap() error { return e.Err }

// Detail is for a diagnostic that is not about a call.
func (e *CredentialsError) Detail() string {
	return CleanText(strings.TrimSpace(e.Happened+"\n\n"+e.Remedy) + "\n\nCause: " + e.Cause)
}

// explain says what the error of an API operation means to a user. Its summary is "" if it has none of its own.
func (t Target) explain(operation string, err error) cause {
	var (
		credentials *CredentialsError
		api         smithy.APIError
	)
	switch {
	case errors.As(err, &credentials):
		return cause{
			summary:  credentials.Summary,
			happened: strings.TrimSpace("Proton was not called: there are no credentials to call it with. " + CleanText(credentials.Happened)),
			remedy:   credentials.Remedy,
		}
	case errors.As(err, &api):
		return t.explainAPI(operation, api)
	default:
		return t.explainSilence(operation, err)
	}
}

// explainSilence says what an error means that came without an answer of the API.
func (t Target) explainSilence(operation string, err error) cause {
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, context.Canceled):
		return cause{happened: "Terraform was interrupted before " + operation + " was answered."}
	case errors.Is(err, context.DeadlineExceeded):
		return cause{
			happened: operation + " was not answered in time.",
			remedy:   "Check that the endpoint is one of the Proton API, and " + t.again() + ".",
		}
	case errors.Is(err, component.ErrEndless):
		return cause{
			happened: operation + " has ever more pages, so that not all of them can be read.",
			remedy:   "Check that the endpoint is one of the Proton API.",
		}
	case isProxy(err):
		return cause{
			summary:  "Proxy cannot be reached",
			happened: operation + " was to be sent through a proxy, to which no connection could be made.",
			remedy: "Correct http_proxy, https_proxy or no_proxy in the provider block, or the variables of these names in the " +
				"environment.",
		}
	case errors.As(err, &certificate):
		return cause{
			summary:  "Proton endpoint not trusted",
			happened: "The endpoint's TLS certificate was not issued by an authority that is trusted here.",
			remedy:   "If the endpoint is the right one, name its authority's certificate with custom_ca_bundle or AWS_CA_BUNDLE.",
		}
	case unreachable(err):
		return cause{
			summary:  "Proton endpoint cannot be reached",
			happened: "The endpoint's host does not resolve, or refuses connections. " + EndOfProton,
			remedy: "Point the endpoints block's proton argument, or AWS_ENDPOINT_URL_PROTON, at a compatible endpoint, such " +
				"as the emulator that comes with this provider. Blocks that are no longer needed can be taken out of the " +
				"configuration and the state: that makes no call.",
		}
	default:
		return cause{happened: operation + " got no answer that could be read.", remedy: t.doubt()}
	}
}

// doubt is what to do if it is not known what the endpoint has done.
func (t Target) doubt() string {
	remedy := "Check that the endpoint is one of the Proton API, and " + t.again()
	if t.Timeout == "" { // it only reads
		return remedy + "."
	}
	return remedy + ": should Proton have accepted a cancellation all the same, that joins it."
}

// isProxy tells a proxy that refuses or does not resolve from an endpoint that does.
func isProxy(err error) bool {
	var connection *net.OpError
	return errors.As(err, &connection) && connection.Op == "proxyconnect"
}

// explainAPI says what an error of the API means to a user.
func (t Target) explainAPI(operation string, err smithy.APIError) cause {
	var (
		missing *types.ResourceNotFoundException
		denied  *types.AccessDeniedException
		invalid *types.ValidationException
	)
	_, throttled := retry.DefaultThrottleErrorCodes[err.ErrorCode()]
	switch {
	case errors.As(err, &missing):
		return cause{
			summary:    "Component not found",
			happened:   "Proton knows no component of this name in this region and account.",
			remedy:     "Check the name, the region and the credentials' account.",
			atArgument: true,
		}
	case errors.As(err, &denied):
		return cause{
			summary:  "Access denied by Proton",
			happened: fmt.Sprintf("The credentials may not call %s.", operation),
			remedy:   fmt.Sprintf("Allow them the IAM action proton:%s.", operation),
		}
	case errors.As(err, &invalid):
		return cause{
			happened: fmt.Sprintf("Proton refused the request of %s as invalid.", operation),
			remedy:   "Correct what the message names.",
		}
	case throttled:
		return cause{
			happened: fmt.Sprintf("Proton throttled %s until the attempts were used up.", operation),
			remedy:   "Wait and " + t.again() + ", raise max_retries in the provider block, or lower Terraform's -parallelism.",
		}
	case err.ErrorCode() == "UnknownError": // what the SDK calls an answer that names no error
		return cause{
			happened: operation + " was answered in a way that is not that of the Proton API.",
			remedy:   "Check that the endpoint is one of the Proton API, and that nothing in between answers in its place.",
		}
	default:
		return cause{
			happened: fmt.Sprintf("%s was answered with the error %s.", operation, Clean(err.ErrorCode())),
			remedy:   "If the message does not help, wait and " + t.again() + ".",
		}
	}
}

// unreachable tells an endpoint that nobody serves.
func unreachable(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.Is(err, syscall.ECONNREFUSED)
}
