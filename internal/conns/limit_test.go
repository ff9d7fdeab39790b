package conns_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
)

// TestClient_endlessAnswer shows that an endpoint that sends without end is cut off, long before an attempt's time is.
func TestClient_endlessAnswer(t *testing.T) {
	t.Parallel()
	const sent = 64 << 20
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"component": {"serviceSpec": "`))
		for n, chunk := 0, []byte(strings.Repeat("x", 1<<20)); n < sent; n += len(chunk) {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
		_, _ = w.Write([]byte(`"}}`))
	}))
	t.Cleanup(server.Close)
	client := conns.NewClient(conns.ClientConfig{Endpoint: server.URL, AWS: aws.Config{
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
	}})
	var diags diag.Diagnostics
	_, err := component.Get(t.Context(), client.Proton("us-east-1", &diags), "api")
	if err == nil {
		t.Errorf("%d bytes were read to their end", sent)
	}
}
