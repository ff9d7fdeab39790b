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

// unprocessedOnly is the SDK's retryer, limited to what the service cannot have processed. To send a cancel again
// after anything else could cancel a deployment that has started in between.
type unprocessedOnly struct {
	aws.RetryerV2

	newest *error // what the newest attempt ended in
}

// IsErrorRetryable implements aws.Retryer.
func (r unprocessedOnly) IsErrorRetryable(err error) bool {
	*r.newest = err
	return isUnprocessed(err) && r.RetryerV2.IsErrorRetryable(err)
}

// isUnprocessed reports whether the service cannot have processed the request that ended in err.
func isUnprocessed(err error) bool {
	return isUnsent(err) || isThrottled(err) || isRefused(err)
}

// isUnsent reports whether no connection for the request could be made.
func isUnsent(err error) bool {
	if connection, ok := errors.AsType[*net.OpError](err); ok && (connection.Op == "dial" || connection.Op == "proxyconnect") {
		return true
	}
	return is[*net.DNSError](err) || is[*tls.CertificateVerificationError](err) || is[tls.RecordHeaderError](err) ||
		errors.Is(err, http.ErrSchemeMismatch)
}

func isThrottled(err error) bool {
	if httpStatus(err) == http.StatusTooManyRequests {
		return true
	}
	_, throttled := retry.DefaultThrottleErrorCodes[errorCode(err)]
	return throttled
}

// isRefused reports whether the service said clearly that it does not carry out the request. A server's fault, a
// timeout and a response that is not one of the API are no such statement.
func isRefused(err error) bool {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok || api.ErrorFault() == smithy.FaultServer {
		return false
	}
	_, timeout := retry.DefaultRetryableErrorCodes[api.ErrorCode()]
	status := httpStatus(err)
	return !timeout && !isForeign(err) && status != http.StatusRequestTimeout && status < 500
}

// isForeign reports whether a response is not one of the API: a page of a web server, say.
func isForeign(err error) bool {
	return is[*smithy.DeserializationError](err) || errorCode(err) == "UnknownError" // what the SDK calls an error without a code
}

// isWrongServer reports whether a response looks like that of a server which is not Proton's: a page that says that
// there is nothing here.
func isWrongServer(err error) bool {
	status := httpStatus(err)
	return isForeign(err) && !isThrottled(err) && status >= 300 && status < 500 && status != http.StatusRequestTimeout
}

// isTransient reports whether the next call may succeed where this one failed.
func isTransient(err error) bool {
	if isForeign(err) || isThrottled(err) || errors.Is(err, errNoComponent) || is[*smithyhttp.RequestSendError](err) {
		return true
	}
	_, timeout := retry.DefaultRetryableErrorCodes[errorCode(err)]
	status := httpStatus(err)
	return timeout || status == http.StatusRequestTimeout || status >= 500
}

// is reports whether err wraps an error of a type.
func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// errorCode is the API's code of an error, "" if it has none.
func errorCode(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

// httpStatus is the status of the response that err came with, 0 if there was none.
func httpStatus(err error) int {
	var response interface{ HTTPStatusCode() int }
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}
