package diagnostics_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// foreign is what the SDK makes of a response without an error code.
var foreign = &smithy.GenericAPIError{Code: "UnknownError", Message: "UnknownError"}

// responded returns the SDK's error for a response.
func responded(operation string, status int, err error) error {
	return called(operation, status, "0a1b2c3d-req-1", err)
}

// noResponse returns the SDK's error for a request without a response.
func noResponse(operation string, err error) error {
	return called(operation, 0, "", &smithyhttp.RequestSendError{Err: &url.Error{
		Op: "Post", URL: "https://proton.eu-west-1.amazonaws.com/", Err: err,
	}})
}

func called(operation string, status int, request string, err error) error {
	return &smithy.OperationError{ServiceID: "Proton", OperationName: operation, Err: &awshttp.ResponseError{
		RequestID: request,
		ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: err,
		},
	}}
}

var (
	conflict = responded(cancelCall, 400, &awstypes.ConflictException{Message: aws.String("The component has no deployment in progress.")})
	lost     = noResponse(cancelCall, io.ErrUnexpectedEOF)
	missing  = responded(getCall, 400, &awstypes.ResourceNotFoundException{Message: aws.String("Component api was not found.")})
	throttle = &awstypes.ThrottlingException{Message: aws.String("Rate exceeded")}
)

// causes returns an error of each kind that a call of an operation can return.
func causes(operation string) []struct {
	name string
	err  error
} {
	return []struct {
		name string
		err  error
	}{
		{"component not found", responded(operation, 400, &awstypes.ResourceNotFoundException{Message: aws.String("Component api was not found.")})},
		{"access denied", responded(operation, 400, &awstypes.AccessDeniedException{Message: aws.String("User is not authorized.")})},
		{"validation", responded(operation, 400, &awstypes.ValidationException{Message: aws.String("The name is not valid.")})},
		{"throttled", responded(operation, 400, throttle)},
		{"another exception", responded(operation, 400, &smithy.GenericAPIError{Code: "ExpiredTokenException", Message: "The security token is expired."})},
		{"internal error", responded(operation, 500, &awstypes.InternalServerException{Message: aws.String("Internal failure")})},
		{"page of another server", responded(operation, 404, foreign)},
		{"operation unknown to the endpoint", responded(operation, 400, &smithy.GenericAPIError{Code: "UnknownOperationException"})},
		{"429 without an exception", responded(operation, 429, foreign)},
		{"408 without an exception", responded(operation, 408, foreign)},
		{"503 without an exception", responded(operation, 503, foreign)},
		{"429 with a page", responded(operation, 429, &smithy.DeserializationError{Err: errors.New("invalid character '<' looking for beginning of value")})},
		{"page of another server that is not JSON", responded(operation, 404, &smithy.DeserializationError{Err: errors.New("invalid character '<' looking for beginning of value")})},
		{"response cannot be parsed", responded(operation, 200, &smithy.DeserializationError{Err: errors.New("invalid character '<' looking for beginning of value")})},
		{"connection lost", noResponse(operation, io.ErrUnexpectedEOF)},
		{"connection reset", noResponse(operation, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET})},
		{"no response within the limit of an attempt", noResponse(operation, context.DeadlineExceeded)},
		{"interrupted", called(operation, 0, "", &smithy.CanceledError{Err: context.Canceled})},
		{"host does not resolve", noResponse(operation, &net.DNSError{Err: "no such host", Name: "proton.eu-west-1.amazonaws.com", IsNotFound: true})},
		{"connection refused", noResponse(operation, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED})},
		{"no route to the host", noResponse(operation, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.EHOSTUNREACH})},
		{"proxy refuses", noResponse(operation, &net.OpError{Op: "proxyconnect", Net: "tcp", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}})},
		{"certificate not trusted", noResponse(operation, &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}})},
		{"certificate of another host", noResponse(operation, &tls.CertificateVerificationError{Err: x509.HostnameError{
			Certificate: &x509.Certificate{DNSNames: []string{"example.com"}}, Host: "proton.eu-west-1.amazonaws.com",
		}})},
		{"certificate expired", noResponse(operation, &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}})},
		{"TLS handshake aborted", noResponse(operation, &net.OpError{Op: "remote error", Err: tls.AlertError(40)})},
		{"no TLS", noResponse(operation, tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"})},
		{"HTTP server behind an https URL", noResponse(operation, http.ErrSchemeMismatch)},
		{"no credentials", called(operation, 0, "", &diagnostics.CredentialsError{
			Summary: "No valid credential sources found", Happened: "None of the sources has credentials.",
			Remedy: "Configure a source.", Cause: "no EC2 IMDS role found",
		})},
	}
}

// unsent returns the error of a cancel that was not sent. connecting is whether the client tried to connect.
func unsent(connecting bool) error {
	client := proton.New(proton.Options{
		Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""), RetryMaxAttempts: 1,
		HTTPClient: smithyhttp.ClientDoFunc(func(r *http.Request) (*http.Response, error) {
			if connecting {
				httptrace.ContextClientTrace(r.Context()).GetConn("proton.test")
			}
			return nil, errors.New("unusual")
		}),
	})
	_, err := component.Cancel(context.Background(), client, "api", component.Options{})
	failure, _ := errors.AsType[*component.Error](err)
	return failure.Cause
}
