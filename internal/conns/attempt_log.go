package conns

import (
	"context"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// logAttempts logs every attempt of a request at the level DEBUG: the operation, the host and the response's status.
// Headers and bodies are left out, because they hold credentials and values that the API marks as sensitive.
func logAttempts(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("LogAttempts", logAttempt), middleware.Before)
}

func logAttempt(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	start := time.Now()
	out, metadata, err := next.HandleDeserialize(ctx, in)
	fields := map[string]any{
		"service":   awsmiddleware.GetServiceID(ctx),
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
		fields["error"] = diagnostics.CleanText(err.Error())
	}
	tflog.Debug(ctx, "Called the AWS API", fields)
	return out, metadata, err
}
