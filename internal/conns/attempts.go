package conns

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"syscall"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"golang.org/x/net/http2"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// observeAttempts logs every attempt of a request at the level DEBUG: the operation, the host and the response's status.
// Headers and bodies are left out, because they hold credentials and values that the API marks as sensitive. An error gets the
// endpoint, and loses the secrets of the connection.
func (c *connection) observeAttempts(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("ObserveAttempts", c.observeAttempt), middleware.Before)
}

func (c *connection) observeAttempt(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	call := c.describe(ctx, in.Request)
	service := awsmiddleware.GetServiceID(ctx)
	if service != proton.ServiceID {
		c.awaited.Store(&awaited{source: diagnostics.ConnectionFacts(call), failure: c.lastFailure()})
	}
	start := time.Now()
	out, metadata, err := next.HandleDeserialize(ctx, in)
	fields := map[string]any{
		"service":   service,
		"operation": awsmiddleware.GetOperationName(ctx),
		"region":    awsmiddleware.GetRegion(ctx),
		"duration":  time.Since(start).String(),
	}
	if request, ok := in.Request.(*smithyhttp.Request); ok {
		fields["host"] = request.URL.Host
	}
	if response, ok := out.RawResponse.(*smithyhttp.Response); ok && response != nil {
		fields["status"] = response.StatusCode
	}
	if id, ok := awsmiddleware.GetRequestIDMetadata(metadata); ok {
		fields["request_id"] = id
	}
	if err != nil {
		call.Text, call.Err = c.hidden.hide(errorText(err)), err
		err, fields["error"] = call, call.Text
		if service != proton.ServiceID {
			c.awaited.Store(&awaited{source: diagnostics.ConnectionFacts(call), failure: failureOf(service, call)})
		}
		if api, ok := errors.AsType[smithy.APIError](err); ok { // the rest can hold anything
			fields["error"] = diagnostics.Clean(api.ErrorCode())
		}
	}
	tflog.Debug(ctx, "Called the AWS API", fields)
	return out, metadata, err
}

// describe returns which endpoint a request calls.
func (c *connection) describe(ctx context.Context, request any) *diagnostics.CallError {
	r, ok := request.(*smithyhttp.Request)
	if !ok {
		return &diagnostics.CallError{}
	}
	shown := url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Path: r.URL.Path}
	if awsmiddleware.GetServiceID(ctx) == credentialsService && !isMetadata(ctx, request) {
		shown.Path = "" // that of a container's endpoint selects its credentials
	}
	called := shown.String()
	call := &diagnostics.CallError{URL: called, Source: c.endpointSource(ctx, awsmiddleware.GetServiceID(ctx), called)}
	if proxy := c.proxies.proxyFor(r); proxy != nil {
		call.Proxy = (&url.URL{Scheme: proxy.Scheme, Host: proxy.Host}).String()
	}
	return call
}

// errorText returns the text of an attempt's error. It has of the response only what the API's model names: the SDK's own texts can
// quote headers and bodies.
func errorText(err error) (text string) {
	response, responded := errors.AsType[*awshttp.ResponseError](err)
	if responded && response.HTTPStatusCode() != 0 {
		text = fmt.Sprintf("https response error StatusCode: %d, RequestID: %s, ", response.HTTPStatusCode(), response.ServiceRequestID())
	}
	api, isAPI := errors.AsType[smithy.APIError](err)
	isRedirect := responded && response.HTTPStatusCode()/100 == 3
	_, unreadable := errors.AsType[*smithy.DeserializationError](err)
	switch {
	case isRedirect:
		return text + "redirects are not followed"
	case isAPI && api.ErrorCode() == "UnknownError": // the SDK's code for an error without one
		return text + "the response has no error of the API"
	case isAPI:
		return text + api.ErrorCode() + ": " + api.ErrorMessage()
	case unreadable:
		return text + "the response cannot be parsed"
	default:
		return text + transportText(err)
	}
}

// transportText returns the text of an error of the HTTP client. It shows only kinds of errors that quote nothing of the server.
func transportText(err error) string {
	for next := err; next != nil; next = errors.Unwrap(next) {
		switch known := next.(type) { //nolint:errorlint // the loop unwraps
		case *url.Error: // repeats the URL
		case *net.OpError:
			shown := *known
			if shown.Op != "remote error" && shown.Op != "local error" { // an alert of TLS
				shown.Err = errors.New(transportText(known.Err))
			}
			return shown.Error()
		case *diagnostics.ProxyError, *os.SyscallError, syscall.Errno, *net.DNSError, *tls.CertificateVerificationError, tls.RecordHeaderError:
			return next.Error()
		case interface{ Timeout() bool }:
			if known.Timeout() {
				return "timeout"
			}
		}
	}
	for _, known := range []error{context.Canceled, io.EOF, io.ErrUnexpectedEOF, http.ErrSchemeMismatch} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	if stream, ok := errors.AsType[http2.StreamError](err); ok {
		return "the stream of HTTP/2 ended with " + stream.Code.String()
	}
	return "the connection failed, or the response is not valid HTTP"
}

// maxResponseBytes is far above what the API's model allows: a hundred summaries in a page, or one service spec.
const maxResponseBytes = 16 << 20

// limitResponses keeps an endpoint whose response never ends from filling the memory. A response is cut off at the
// limit, so that it cannot be parsed, which is a transient error.
func limitResponses(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("LimitResponses", limitResponse), middleware.After)
}

func limitResponse(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	out, metadata, err := next.HandleDeserialize(ctx, in)
	if response, ok := out.RawResponse.(*smithyhttp.Response); ok && response != nil && response.Response != nil {
		response.Body = http.MaxBytesReader(nil, response.Body, maxResponseBytes)
	}
	return out, metadata, err
}
