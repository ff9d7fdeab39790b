package component_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/proton"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// TestCancel_transport shows that no doubt remains if no connection was made, and that a cancel is not repeated once it was
// written to one, whatever the error is called.
func TestCancel_transport(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	for row, test := range map[string]struct {
		endpoint string
		proxy    string
		unsent   bool
	}{
		"the server has no TLS":                      {endpoint: strings.Replace(plain.URL, "http:", "https:", 1), unsent: true},
		"the server closes the connection at once":   {endpoint: "https://" + serve(t, func(net.Conn) {}), unsent: true},
		"a proxy refuses to connect to the endpoint": {endpoint: "https://proton.test", proxy: "http://" + serve(t, refuseConnect), unsent: true},
		"plain HTTP after the request":               {endpoint: "https://" + serve(t, readThenWrite(t, "HTTP/1.1 502 Bad Gateway\r\n\r\n"))},
		"plain text after the request":               {endpoint: "https://" + serve(t, readThenWrite(t, "the gateway is not available"))},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}
			if test.proxy != "" {
				address, err := url.Parse(test.proxy)
				if err != nil {
					t.Fatal(err)
				}
				transport.Proxy = http.ProxyURL(address)
			}
			cancels := 0
			client := proton.New(proton.Options{
				Region: "us-east-1", BaseEndpoint: &test.endpoint,
				Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
				HTTPClient: &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "CancelComponentDeployment") {
						cancels++
					}
					return transport.RoundTrip(r)
				})},
				Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
					o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
				}),
			})
			ctx, stop := context.WithTimeout(t.Context(), time.Second)
			defer stop()
			_, err := component.Cancel(ctx, client, name, component.Options{Wait: true})
			var failure *component.Error
			if !errors.As(err, &failure) {
				t.Fatalf("got %v, want a *component.Error", err)
			}
			if sent(failure.Cause) == test.unsent || failure.Doubt() == test.unsent {
				t.Errorf("got unsent %t and doubt %t, want %t and %t: %v", !sent(failure.Cause), failure.Doubt(), test.unsent, !test.unsent, err)
			}
			if want := 3; test.unsent && (cancels != want || failure.Reason != component.CallFailed) {
				t.Errorf("got %d attempts and the reason %q, want %d and a failed call", cancels, failure.Reason, want)
			}
			if !test.unsent && cancels != 1 {
				t.Errorf("got %d cancels, want one", cancels)
			}
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// serve passes each connection to a function, closes it afterwards, and returns the address.
func serve(t *testing.T, handle func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close() //nolint:errcheck // nothing is lost
				handle(connection)
			}()
		}
	}()
	return listener.Addr().String()
}

func refuseConnect(connection net.Conn) {
	if _, err := http.ReadRequest(bufio.NewReader(connection)); err == nil {
		_, _ = io.WriteString(connection, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
	}
}

// readThenWrite reads a request over TLS, and then writes a text to the connection below.
func readThenWrite(t *testing.T, text string) func(net.Conn) {
	t.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	server.Close()
	config := &tls.Config{Certificates: server.TLS.Certificates}
	return func(connection net.Conn) {
		if _, err := http.ReadRequest(bufio.NewReader(tls.Server(connection, config))); err == nil {
			_, _ = io.WriteString(connection, text)
		}
	}
}

// sent reports whether the request that ended in err was sent.
func sent(err error) bool {
	kind := attempt.KindOf(err)
	return kind != attempt.NotSent && kind != attempt.Local
}
