package conns

import (
	"context"
	"io"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

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
		response.Body = limitedBody{io.LimitReader(response.Body, maxResponseBytes), response.Body}
	}
	return out, metadata, err
}

type limitedBody struct {
	io.Reader
	io.Closer
}
