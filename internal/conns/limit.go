package conns

import (
	"context"
	"io"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// mostBytes is far above what the API's model lets an answer hold: a hundred summaries in a page, or one service spec.
const mostBytes = 16 << 20

// limitAnswers keeps an endpoint that sends without end from filling the memory. What lies beyond the limit is cut off,
// so that the answer cannot be read, which is a fault like any other.
func limitAnswers(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("LimitAnswers", limitAnswer), middleware.After)
}

func limitAnswer(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	out, metadata, err := next.HandleDeserialize(ctx, in)
	if response, ok := out.RawResponse.(*smithyhttp.Response); ok && response != nil && response.Response != nil {
		response.Body = limitedBody{io.LimitReader(response.Body, mostBytes), response.Body}
	}
	return out, metadata, err
}

type limitedBody struct {
	io.Reader
	io.Closer
}
