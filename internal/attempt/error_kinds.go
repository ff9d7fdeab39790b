// Package attempt reports how the attempts of a call to an AWS API ended: which kind of failure an error is, whether the service can
// have processed the request, and which time it was at the service.
package attempt

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"
)

// Kind is the kind of failure that an error of a call reports. Retries, doubt and messages depend on the kind alone. The order
// counts: see IsTransient and isResent. From [Lost] on, the service may have processed the request.
type Kind int

// The kinds of failures.
const (
	Local       Kind = iota // it failed before a connection: no credentials, or a request that the HTTP client refuses to send
	Denied                  // AccessDeniedException
	NotFound                // ResourceNotFoundException
	Conflict                // ConflictException
	Invalid                 // ValidationException
	Unsupported             // the endpoint does not have the operation
	Rejected                // any other clear refusal, also that of a proxy that wants a password
	Outdated                // a repeated cancel was not sent, because the read before it was too long ago
	NotSent                 // no connection was made: refused, not resolved, not trusted, or a proxy did not connect
	Throttled               // the API or a gateway limits the rate of calls
	Skewed                  // the time of the signature is wrong: the SDK corrects its clock for the next request
	Redirected              // a 3xx response: whoever redirects has not processed the request
	Lost                    // the request was sent, and no response arrived
	ServerFault             // the server, or a gateway before it, could not process the request now
	Malformed               // a successful response that is not one of the API but could have been, such as {} or a part of one
	WrongServer             // a response that no Proton sends, such as a page with the status 404 or 501
)

// IsTransient reports whether the same read may succeed later. A foreign response counts: a gateway may have sent it.
func (k Kind) IsTransient() bool { return k >= NotSent }

// isResent reports whether the SDK may send the request again: the service has not processed it, and can process the next one.
func (k Kind) isResent() bool { return k >= NotSent && k <= Skewed }

// isSent reports whether the request left this machine.
func (k Kind) isSent() bool { return k != Local && k != NotSent }

// KindOf returns the kind of an error of a call.
func KindOf(err error) Kind {
	if known, ok := errors.AsType[kindError](err); ok {
		return known.Kind()
	}
	status, code := HTTPStatus(err), errorCode(err)
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	_, timeout := retry.DefaultRetryableErrorCodes[code]
	api, isAPI := errors.AsType[smithy.APIError](err)
	switch {
	case isConnectionFailure(err):
		return NotSent
	case isSkewed(err):
		return Skewed
	case status == http.StatusProxyAuthRequired: // trying again could lock the account
		return Rejected
	case throttled, status == http.StatusTooManyRequests:
		return Throttled
	case status == http.StatusNotImplemented, status == http.StatusHTTPVersionNotSupported:
		return WrongServer
	case timeout, status >= 500, status == http.StatusRequestTimeout, isAPI && api.ErrorFault() == smithy.FaultServer:
		return ServerFault
	case status >= 300 && status < 400:
		return Redirected
	case Is[*smithy.DeserializationError](err), code == "UnknownError": // the SDK's code for an error without one
		return foreignKind(status, err)
	case isAPI:
		return refusalKind(api)
	default:
		return Lost
	}
}

// foreignKind returns the kind of a response that is not one of the API. What begins like one could be a part of one.
func foreignKind(status int, err error) Kind {
	if status >= 400 || Is[*json.SyntaxError](err) {
		return WrongServer
	}
	return Malformed
}

func refusalKind(err smithy.APIError) Kind {
	switch err.(type) {
	case *awstypes.ConflictException:
		return Conflict
	case *awstypes.ValidationException:
		return Invalid
	case *awstypes.ResourceNotFoundException:
		return NotFound
	case *awstypes.AccessDeniedException:
		return Denied
	}
	if err.ErrorCode() == "UnknownOperationException" {
		return Unsupported
	}
	return Rejected
}

// isConnectionFailure reports whether the client could not connect, by the type of its error.
func isConnectionFailure(err error) bool {
	if connection, ok := errors.AsType[*net.OpError](err); ok && (connection.Op == "dial" || connection.Op == "proxyconnect") {
		return true
	}
	return Is[*net.DNSError](err) || Is[*tls.CertificateVerificationError](err)
}

// isSkewed reports whether the SDK found that the local clock is wrong. No other error of a Proton client has this method.
func isSkewed(err error) bool {
	skewed, ok := errors.AsType[interface {
		error
		RetryableError() bool
	}](err)
	return ok && skewed.RetryableError()
}

// IsFromAPI reports whether the API itself responded with err, not a gateway or another server: only the API has these
// exceptions. An error with a kind of its own can wrap that of another service.
func IsFromAPI(err error) bool {
	return errorCode(err) != "" && !Is[*smithy.GenericAPIError](err) && !Is[kindError](err)
}

// kindError is an error that has a kind of its own.
type kindError interface {
	error
	Kind() Kind
}

// classified is an error with the kind that was observed.
type classified struct {
	error

	kind Kind
}

// Unwrap returns the error without its kind.
func (e *classified) Unwrap() error { return e.error }

// Kind returns what was observed.
func (e *classified) Kind() Kind { return e.kind }

// WithKind returns err with a kind, unless it has one of its own.
func WithKind(err error, kind Kind) error {
	if Is[kindError](err) {
		return err
	}
	return &classified{err, kind}
}

// Is reports whether err wraps an error of a type.
func Is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// errorCode returns the API's code of an error, "" if it has none.
func errorCode(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

// HTTPStatus returns the status of the response that err is about, 0 if there was none.
func HTTPStatus(err error) int {
	if response, ok := errors.AsType[interface {
		error
		HTTPStatusCode() int
	}](err); ok {
		return response.HTTPStatusCode()
	}
	return 0
}
