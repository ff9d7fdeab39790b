package conns

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// observeAttempts logs every attempt of a request at the level DEBUG: the operation, the host and the response's status.
// Headers and bodies are left out, because they hold credentials and values that the API marks as sensitive. An error gets the
// endpoint, and loses the secrets of the connection.
func (c *connection) observeAttempts(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("ObserveAttempts", c.observeAttempt), middleware.Before)
}

func (c *connection) observeAttempt(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	start := time.Now()
	out, metadata, err := next.HandleDeserialize(ctx, in)
	fields := map[string]any{
		"service":   awsmiddleware.GetServiceID(ctx),
		"operation": awsmiddleware.GetOperationName(ctx),
		"region":    awsmiddleware.GetRegion(ctx),
		"duration":  time.Since(start).String(),
	}
	called := url.URL{}
	if request, ok := in.Request.(*smithyhttp.Request); ok {
		called = url.URL{Scheme: request.URL.Scheme, Host: request.URL.Host, Path: request.URL.Path}
		fields["host"] = called.Host
	}
	if response, ok := out.RawResponse.(*smithyhttp.Response); ok && response != nil {
		fields["status"] = response.StatusCode
	}
	if id, ok := awsmiddleware.GetRequestIDMetadata(metadata); ok {
		fields["request_id"] = id
	}
	if err != nil {
		service := awsmiddleware.GetServiceID(ctx)
		text := strings.Replace(err.Error(), "api error UnknownError: UnknownError", "the response has no error of the API", 1)
		err = &diagnostics.CallError{URL: called.String(), Source: c.endpointSource(ctx, service, called.String()), Text: c.hidden.hide(text), Err: err}
		fields["error"] = errorForLog(err)
	}
	tflog.Debug(ctx, "Called the AWS API", fields)
	return out, metadata, err
}

// errorForLog returns the code of an error that is in a response, because the rest of it can hold anything.
func errorForLog(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return diagnostics.Clean(api.ErrorCode())
	}
	if _, ok := errors.AsType[*smithy.DeserializationError](err); ok {
		return "the response cannot be parsed"
	}
	return err.Error()
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
