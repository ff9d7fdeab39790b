package component_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

const name = "api"

// scripted is a deployment as the responses of a [script] show it.
type scripted struct {
	id    string
	began time.Duration // after the first request, by the service's clock
}

var (
	earlier = scripted{"00000000-0000-4000-8000-000000000000", -time.Hour}
	ours    = scripted{"11111111-1111-4111-8111-111111111111", -time.Minute} // in progress when the first cancel is sent
	theirs  = scripted{"22222222-2222-4222-8222-222222222222", 5 * time.Second}
)

// script is an endpoint that responds to each operation from its own list, and repeats the last response. It replaces
// the network below the real SDK client, so that the errors are the SDK's own.
type script struct {
	cancel, get, history, list []response

	ahead   time.Duration // of the service's clock, compared with the local one
	undated bool          // the responses have no Date header

	mu    sync.Mutex
	start epoch
	calls []call
	seen  map[string]int // calls of each operation
}

type call struct {
	operation string
	at        time.Time
}

// epoch is the time of the first request, by the service's clock and by the local one.
type epoch struct {
	time.Time

	local time.Time
}

// response returns the response to a request.
type response func(r *http.Request, start epoch) (*http.Response, error)

func (s *script) Do(r *http.Request) (*http.Response, error) {
	operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AwsProton20200720.")
	list := map[string][]response{
		"CancelComponentDeployment": s.cancel, "GetComponent": s.get, "GetDeployment": s.history, "ListComponents": s.list,
	}[operation]
	s.mu.Lock()
	if s.calls == nil {
		s.start, s.seen = epoch{time.Now().Add(s.ahead), time.Now()}, map[string]int{}
	}
	seen := s.seen[operation]
	s.calls = append(s.calls, call{operation, time.Now()})
	s.seen[operation]++
	s.mu.Unlock()
	if seen > 10_001 {
		panic("never ends: " + operation)
	}
	if len(list) == 0 && operation == "GetDeployment" {
		list = then(refuse(400, "AccessDeniedException")) // the action is optional in a policy
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("the script has no response to %s", operation)
	}
	body, _ := io.ReadAll(r.Body) // the request is sent
	r.Body = io.NopCloser(bytes.NewReader(body))
	out, err := list[min(seen, len(list)-1)](r, s.start)
	if err != nil {
		return nil, err
	}
	if _, own := out.Header["Date"]; !own && !s.undated {
		out.Header.Set("Date", time.Now().Add(s.ahead).UTC().Format(http.TimeFormat))
	}
	return out, nil
}

func (s *script) client() *proton.Client { return s.clientOf(s.Do) }

// clientOf returns a client with a transport that passes requests to the script.
func (s *script) clientOf(transport smithyhttp.ClientDoFunc) *proton.Client {
	return proton.New(proton.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String("http://proton.test"),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
		HTTPClient:   transport,
	})
}

func status(code int, header http.Header, body string) response {
	return func(r *http.Request, _ epoch) (*http.Response, error) {
		h := header.Clone()
		if h == nil {
			h = http.Header{"Content-Type": {"application/x-amz-json-1.0"}}
		}
		return &http.Response{
			StatusCode: code, Header: h, Request: r,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}, nil
	}
}

// in responds with our deployment in the given status.
func in(deploymentStatus string) response { return ours.in(deploymentStatus) }

// in responds with the deployment, once it has begun.
func (d scripted) in(deploymentStatus string) response {
	return func(r *http.Request, start epoch) (*http.Response, error) {
		time.Sleep(time.Until(start.local.Add(d.began)))
		began := float64(start.Add(d.began).UnixMilli()) / 1000
		return status(200, nil, fmt.Sprintf(`{"component":{"name":%q,"arn":"arn:aws:proton:us-east-1:123456789012:component/x",`+
			`"environmentName":"prod","createdAt":1700000000.25,"lastModifiedAt":1700000001,"deploymentStatus":%q,`+
			`"lastAttemptedDeploymentId":%q,"lastDeploymentAttemptedAt":%.3f,"deploymentStatusMessage":"message of %[3]s"}}`,
			name, deploymentStatus, d.id, began))(r, start)
	}
}

// untimed responds with a deployment without the time at which it began.
func (d scripted) untimed(deploymentStatus string) response {
	return text(200, fmt.Sprintf(`{"component":{"name":%q,"deploymentStatus":%q,"lastAttemptedDeploymentId":%q}}`,
		name, deploymentStatus, d.id))
}

func refuse(code int, exception string) response {
	return status(code, http.Header{"X-Amzn-Requestid": {"req-1"}},
		fmt.Sprintf(`{"__type":%q,"message":"the API's message"}`, exception))
}

func text(code int, body string) response { return status(code, nil, body) }

// fail ends a request with an error of the transport.
func fail(err error) response {
	return func(*http.Request, epoch) (*http.Response, error) { return nil, err }
}

var (
	// drop is a connection that is lost after the request was sent.
	drop = fail(io.ErrUnexpectedEOF)

	// silence is a request whose attempt times out in the HTTP client after a minute.
	silence = after(time.Minute, fail(&url.Error{Op: "Post", URL: "http://proton.test", Err: context.DeadlineExceeded}))
)

// dated responds with a Date header that differs from the local time.
func dated(ahead time.Duration, next response) response {
	return func(r *http.Request, start epoch) (*http.Response, error) {
		out, err := next(r, start)
		if err == nil {
			out.Header.Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
		}
		return out, err
	}
}

// hang never responds.
var hang = response(func(r *http.Request, _ epoch) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
})

// after responds after some time.
func after(d time.Duration, next response) response {
	return func(r *http.Request, start epoch) (*http.Response, error) {
		select {
		case <-time.After(d):
			return next(r, start)
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
}

// series is one response or several.
type series interface{ responses() []response }

type several []response

func (r response) responses() []response { return []response{r} }
func (s several) responses() []response  { return s }

func times(n int, r response) several { return slices.Repeat(several{r}, n) }

func then(all ...series) []response {
	var list []response
	for _, s := range all {
		list = append(list, s.responses()...)
	}
	return list
}

// result is what one run of Cancel returned and did.
type result struct {
	component.Outcome
	err      error
	observed []component.Facts
	calls    []call
	took     time.Duration
}

// run calls Cancel with a deadline, on the clock of a synctest bubble: minutes of waiting take no time.
func run(t *testing.T, s *script, deadline time.Duration, options component.Options) (r result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), deadline)
		defer stop()
		r = runContext(ctx, s, options)
	})
	return r
}

func runContext(ctx context.Context, s *script, options component.Options) result {
	return runClient(ctx, s, s.client(), name, options)
}

func runClient(ctx context.Context, s *script, client component.API, name string, options component.Options) (r result) {
	start := time.Now()
	options.Observe = func(o component.Facts) { r.observed = append(r.observed, o) }
	r.Outcome, r.err = component.Cancel(ctx, client, name, options)
	r.took = time.Since(start)
	r.calls = s.calls
	return r
}

func (r result) count(operation string) int {
	n := 0
	for _, c := range r.calls {
		if c.operation == operation {
			n++
		}
	}
	return n
}
