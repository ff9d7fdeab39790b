package component_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/proton"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

const (
	name   = "api"
	ours   = "11111111-1111-4111-8111-111111111111"
	theirs = "22222222-2222-4222-8222-222222222222"
)

// script is an endpoint that answers each operation from its own list, the last answer again and again. It stands in
// for the network below the real SDK client, so that what the domain meets are the SDK's own errors.
type script struct {
	cancel, get, list []answer

	mu    sync.Mutex
	calls []call
}

type call struct {
	operation string
	at        time.Time
}

type answer func(*http.Request) (*http.Response, error)

func (s *script) Do(r *http.Request) (*http.Response, error) {
	operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AwsProton20200720.")
	list := map[string][]answer{
		"CancelComponentDeployment": s.cancel, "GetComponent": s.get, "ListComponents": s.list,
	}[operation]
	s.mu.Lock()
	seen := s.count(operation)
	s.calls = append(s.calls, call{operation, time.Now()})
	s.mu.Unlock()
	if seen > 10_001 {
		panic("endless: " + operation)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("the script has no answer to %s", operation)
	}
	return list[min(seen, len(list)-1)](r)
}

func (s *script) count(operation string) int {
	n := 0
	for _, c := range s.calls {
		if c.operation == operation {
			n++
		}
	}
	return n
}

func (s *script) client() *proton.Client {
	return proton.New(proton.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String("http://proton.test"),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
		HTTPClient:   s,
	})
}

func status(code int, header http.Header, body string) answer {
	return func(r *http.Request) (*http.Response, error) {
		if header == nil {
			header = http.Header{"Content-Type": {"application/x-amz-json-1.0"}}
		}
		return &http.Response{
			StatusCode: code, Header: header, Request: r,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}, nil
	}
}

// in answers with the component in the given status, its last deployment being ours.
func in(deploymentStatus string) answer { return of(ours, deploymentStatus, "") }

func of(deployment, deploymentStatus, message string) answer {
	return status(200, nil, fmt.Sprintf(`{"component":{"name":%q,"arn":"arn:aws:proton:us-east-1:123456789012:component/x",`+
		`"environmentName":"prod","createdAt":1700000000.25,"lastModifiedAt":1700000001,"deploymentStatus":%q,`+
		`"lastAttemptedDeploymentId":%q,"deploymentStatusMessage":%q}}`, name, deploymentStatus, deployment, message))
}

func refuse(code int, exception string) answer {
	return status(code, http.Header{"X-Amzn-Requestid": {"req-1"}},
		fmt.Sprintf(`{"__type":%q,"message":"the words of the API"}`, exception))
}

func text(code int, body string) answer { return status(code, nil, body) }

// drop is a connection that is lost before the answer.
func drop(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }

// hang never answers.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func times(n int, a answer) []answer {
	list := make([]answer, n)
	for i := range list {
		list[i] = a
	}
	return list
}

func then(lists ...any) []answer {
	var all []answer
	for _, l := range lists {
		switch l := l.(type) {
		case []answer:
			all = append(all, l...)
		case answer:
			all = append(all, l)
		case func(*http.Request) (*http.Response, error):
			all = append(all, l)
		default:
			panic(fmt.Sprintf("%T is no answer", l))
		}
	}
	return all
}

// result is all that one run of Cancel showed.
type result struct {
	component.Outcome
	err      error
	observed []component.Observation
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

func runContext(ctx context.Context, s *script, options component.Options) (r result) {
	start := time.Now()
	options.Observe = func(o component.Observation) { r.observed = append(r.observed, o) }
	r.Outcome, r.err = component.Cancel(ctx, s.client(), name, options)
	r.took = time.Since(start)
	r.calls = s.calls
	return r
}

func (r result) count(operation string) int {
	return (&script{calls: r.calls}).count(operation)
}
