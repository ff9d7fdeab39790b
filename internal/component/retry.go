package component

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// unprocessedOnly is the SDK's retryer, limited to requests that the service cannot have processed. Sending any other
// cancel again could cancel a deployment that has started since.
type unprocessedOnly struct {
	aws.RetryerV2

	sent *bool  // whether the newest attempt got a connection
	err  *error // of the newest attempt
}

// IsErrorRetryable implements aws.Retryer.
func (r unprocessedOnly) IsErrorRetryable(err error) bool {
	*r.err = err
	return (!*r.sent || isUnprocessed(err)) && r.RetryerV2.IsErrorRetryable(err)
}

// isUnprocessed reports whether the service cannot have processed the request that ended in err.
func isUnprocessed(err error) bool {
	return isUnsent(err) || IsThrottled(err) || isRejected(err)
}

// isUnsent reports whether the client could not connect, so that the request was not sent.
func isUnsent(err error) bool {
	if connection, ok := errors.AsType[*net.OpError](err); ok && (connection.Op == "dial" || connection.Op == "proxyconnect") {
		return true
	}
	return is[*net.DNSError](err) || is[*tls.CertificateVerificationError](err)
}

// IsThrottled reports whether an error of a call says that there are too many calls.
func IsThrottled(err error) bool {
	if httpStatus(err) == http.StatusTooManyRequests {
		return true
	}
	_, throttled := retry.DefaultThrottleErrorCodes[errorCode(err)]
	return throttled
}

// isRejected reports whether the service clearly rejected the request. An error of the server, a timeout and a response
// that is not one of the API are not clear.
func isRejected(err error) bool {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok || api.ErrorFault() == smithy.FaultServer {
		return false
	}
	_, timeout := retry.DefaultRetryableErrorCodes[api.ErrorCode()]
	status := httpStatus(err)
	return !timeout && !isForeign(err) && status != http.StatusRequestTimeout && status < 500
}

// isForeign reports whether a response is not one of the API, such as a page of a web server.
func isForeign(err error) bool {
	return is[*smithy.DeserializationError](err) || errorCode(err) == "UnknownError" // what the SDK calls an error without a code
}

// IsWrongServer reports whether a response is probably from a server without the Proton API, such as a page for the
// status 404.
func IsWrongServer(err error) bool {
	status := httpStatus(err)
	return isForeign(err) && !IsThrottled(err) && status >= 300 && status < 500 && status != http.StatusRequestTimeout
}

// isTransient reports whether the same call may succeed later.
func isTransient(err error) bool {
	if isForeign(err) || IsThrottled(err) || errors.Is(err, errNoComponent) || is[*smithyhttp.RequestSendError](err) {
		return true
	}
	api, ok := errors.AsType[smithy.APIError](err)
	_, timeout := retry.DefaultRetryableErrorCodes[errorCode(err)]
	status := httpStatus(err)
	return timeout || status == http.StatusRequestTimeout || status >= 500 || ok && api.ErrorFault() == smithy.FaultServer
}

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
