package component

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

// Kind is the kind of failure that an error of a call reports. Retries, doubt and messages depend on the kind alone.
type Kind int

const (
	// Lost means that the request was sent and no response arrived.
	Lost Kind = iota
	// NotSent means that no connection was made: refused, not resolved, not trusted, or a proxy did not connect.
	NotSent
	// Local means that the request failed before a connection: no credentials, or a request that the HTTP client refused.
	Local
	// Throttled means that the API or a gateway limits the rate of calls.
	Throttled
	// Conflict is the API's ConflictException.
	Conflict
	// Invalid is the API's ValidationException.
	Invalid
	// NotFound is the API's ResourceNotFoundException.
	NotFound
	// Denied is the API's AccessDeniedException.
	Denied
	// Unsupported means that the endpoint does not have the operation.
	Unsupported
	// Rejected is any other clear refusal. It includes a proxy that asks for a password.
	Rejected
	// Redirected is a 3xx response: whoever redirects has not processed the request.
	Redirected
	// WrongServer is a response that no Proton sends, such as a page with the status 404 or 501.
	WrongServer
	// Malformed is a successful response that is not one of the API but could have been, such as {} or a part of one.
	Malformed
	// ServerFault means that the server, or a gateway before it, could not process the request now.
	ServerFault
)

// mayBeProcessed reports whether the service may have processed a request that ended in an error of this kind.
func (k Kind) mayBeProcessed() bool {
	switch k {
	case Lost, WrongServer, Malformed, ServerFault:
		return true
	default:
		return false
	}
}

// isTransient reports whether the same read may succeed later. A foreign response counts: a gateway may have sent it.
func (k Kind) isTransient() bool {
	switch k {
	case NotSent, Throttled, Redirected:
		return true
	default:
		return k.mayBeProcessed()
	}
}

// KindOf returns the kind of an error of a call.
func KindOf(err error) Kind {
	status, code := httpStatus(err), errorCode(err)
	if status == http.StatusProxyAuthRequired || proxyStatus(err) == http.StatusProxyAuthRequired {
		return Rejected // trying again could lock the account
	}
	if unsent, ok := errors.AsType[*unsentError](err); ok {
		return unsent.kind
	}
	switch {
	case isConnectionFailure(err):
		return NotSent
	case isThrottle(status, code):
		return Throttled
	case isServerFault(status, code, err):
		return ServerFault
	case status >= 500:
		return WrongServer // 501 and 505, which Proton does not send
	case status >= 300 && status < 400:
		return Redirected
	case is[*smithy.DeserializationError](err), code == "UnknownError": // the SDK's code for an error without one
		return foreignKind(status, err)
	case is[malformed](err):
		return Malformed
	case code != "":
		return refusalKind(err)
	default:
		return Lost
	}
}

func isThrottle(status int, code string) bool {
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	return throttled || status == http.StatusTooManyRequests
}

func isServerFault(status int, code string, err error) bool {
	if status == http.StatusNotImplemented || status == http.StatusHTTPVersionNotSupported {
		return false
	}
	api, ok := errors.AsType[smithy.APIError](err)
	_, timeout := retry.DefaultRetryableErrorCodes[code]
	return status >= 500 || status == http.StatusRequestTimeout || timeout || ok && api.ErrorFault() == smithy.FaultServer
}

// foreignKind returns the kind of a response that is not one of the API. What begins like one could be a part of one.
func foreignKind(status int, err error) Kind {
	if status >= 400 || is[*json.SyntaxError](err) {
		return WrongServer
	}
	return Malformed
}

func refusalKind(err error) Kind {
	api, _ := errors.AsType[smithy.APIError](err)
	switch api.(type) { //nolint:errorlint // the first one, if errors are joined
	case *awstypes.ConflictException:
		return Conflict
	case *awstypes.ValidationException:
		return Invalid
	case *awstypes.ResourceNotFoundException:
		return NotFound
	case *awstypes.AccessDeniedException:
		return Denied
	}
	if api.ErrorCode() == "UnknownOperationException" {
		return Unsupported
	}
	return Rejected
}

// isConnectionFailure reports whether the client could not connect, by the type of its error.
func isConnectionFailure(err error) bool {
	if connection, ok := errors.AsType[*net.OpError](err); ok && (connection.Op == "dial" || connection.Op == "proxyconnect") {
		return true
	}
	return is[*net.DNSError](err) || is[*tls.CertificateVerificationError](err)
}

// isFromAPI reports whether the API itself responded with err, not a gateway or another server: only the API has these
// exceptions.
func isFromAPI(err error) bool {
	return errorCode(err) != "" && !is[*smithy.GenericAPIError](err)
}

// malformed is the error of a successful response that is not one of the API.
type malformed string

// Error implements error.
func (m malformed) Error() string { return string(m) }

// is reports whether err wraps an error of a type.
func is[E error](err error) bool {
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

// httpStatus returns the status of the response that err is about, 0 if there was none.
func httpStatus(err error) int {
	var response interface{ HTTPStatusCode() int }
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

// proxyStatus returns the status with which a proxy refused to connect, 0 if none did.
func proxyStatus(err error) int {
	var refused interface{ ProxyStatus() int }
	if errors.As(err, &refused) {
		return refused.ProxyStatus()
	}
	return 0
}
