package component

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
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
	var (
		connection  *net.OpError
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		notTLS      tls.RecordHeaderError
	)
	if errors.As(err, &connection) && (connection.Op == "dial" || connection.Op == "proxyconnect") {
		return true
	}
	return errors.As(err, &dns) || errors.As(err, &certificate) || errors.As(err, &notTLS) ||
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
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorFault() == smithy.FaultServer {
		return false
	}
	_, timeout := retry.DefaultRetryableErrorCodes[api.ErrorCode()]
	status := httpStatus(err)
	return !timeout && !isForeign(err) && status != http.StatusRequestTimeout && status < 500
}

// isForeign reports whether a response is not one of the API: a page of a web server, say.
func isForeign(err error) bool {
	return isUnreadable(err) || errorCode(err) == "UnknownError" // what the SDK calls an error without a code
}

// isWrongServer reports whether a response looks like that of a server which is not Proton's: a page that says that
// there is nothing here.
func isWrongServer(err error) bool {
	status := httpStatus(err)
	return isForeign(err) && !isThrottled(err) && status >= 300 && status < 500 && status != http.StatusRequestTimeout
}

func isUnreadable(err error) bool {
	var deserialization *smithy.DeserializationError
	return errors.As(err, &deserialization)
}

// isTransient reports whether the next call may succeed where this one failed.
func isTransient(err error) bool {
	var send *smithyhttp.RequestSendError
	if isForeign(err) || isThrottled(err) || errors.Is(err, errNoComponent) || errors.As(err, &send) {
		return true
	}
	_, timeout := retry.DefaultRetryableErrorCodes[errorCode(err)]
	status := httpStatus(err)
	return timeout || status == http.StatusRequestTimeout || status >= 500
}

func isConflict(err error) bool {
	var conflict *awstypes.ConflictException
	return errors.As(err, &conflict)
}

func isValidation(err error) bool {
	var validation *awstypes.ValidationException
	return errors.As(err, &validation)
}

func isNotFound(err error) bool {
	var missing *awstypes.ResourceNotFoundException
	return errors.As(err, &missing)
}

// errorCode is the API's code of an error, "" if it has none.
func errorCode(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
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
