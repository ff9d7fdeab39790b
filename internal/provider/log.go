package provider

import (
	"cmp"
	"context"
	"os"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// FollowLogLevel keeps the plugin libraries from writing log lines that Terraform would throw away. Terraform shows the
// log of a provider from the level in TF_LOG_PROVIDER, or else in TF_LOG, and none of it without them. The libraries go
// by variables of their own and write everything without those, which took two fifths of a plan. Variables of
// theirs that are set stay. [Serve] calls it.
func FollowLogLevel() {
	level := cmp.Or(os.Getenv("TF_LOG_PROVIDER"), os.Getenv("TF_LOG"), "OFF")
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_PROTON"} {
		if os.Getenv(name) == "" {
			_ = os.Setenv(name, level) // only a malformed name is an error
		}
	}
}

// logAttempts logs every attempt of a request at the level DEBUG: what was called, where and how it was answered.
// Headers and bodies, which hold credentials and what the API calls sensitive, are left out rather than masked.
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
		fields["error"] = err.Error()
	}
	tflog.Debug(ctx, "Called the AWS API", fields)
	return out, metadata, err
}
