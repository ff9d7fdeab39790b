package emulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

const (
	deployTime = 10 * time.Minute
	cancelTime = 30 * time.Second
	deleteTime = 20 * time.Second
)

// clock changes only by Advance, and by step at each reading.
type clock struct {
	mu   sync.Mutex
	now  time.Time
	step time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(c.step)
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// fixture is an emulator in eu-west-1 behind a real HTTP server that checks each
// response against the API's model.
type fixture struct {
	*emulator.Server
	clock *clock
	url   string
	http  *http.Client
}

func newFixture(t *testing.T, opts ...emulator.Option) *fixture {
	t.Helper()
	f := newPlainFixture(t, opts...)
	server := httptest.NewServer(checkResponses(t, f.Server))
	t.Cleanup(server.Close)
	f.url, f.http = server.URL, server.Client()
	return f
}

// newPlainFixture does not check responses, for tests with faults.
func newPlainFixture(t *testing.T, opts ...emulator.Option) *fixture {
	t.Helper()
	c := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 250e6, time.UTC)}
	s := emulator.New(append([]emulator.Option{
		emulator.WithClock(c.Now),
		emulator.WithRegion("eu-west-1"),
		emulator.WithDeployTime(deployTime),
		emulator.WithCancelTime(cancelTime),
		emulator.WithDeleteTime(deleteTime),
	}, opts...)...)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return &fixture{Server: s, clock: c, url: server.URL, http: server.Client()}
}

func (f *fixture) seed(t *testing.T, components ...emulator.Component) {
	t.Helper()
	for _, c := range components {
		if err := f.Seed(c); err != nil {
			t.Fatal(err)
		}
	}
}

// client returns the real SDK's client, without the AWS configuration of the machine.
func (f *fixture) client(opts ...func(*proton.Options)) *proton.Client {
	return proton.New(proton.Options{
		Region:       "eu-west-1",
		BaseEndpoint: aws.String(f.url),
		HTTPClient:   f.http,
		Retryer:      aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "AKIDTEST", SecretAccessKey: "secret"}, nil
		}),
	}, opts...)
}

func (f *fixture) get(t *testing.T, name string) *awstypes.Component {
	t.Helper()
	out, err := f.client().GetComponent(t.Context(), &proton.GetComponentInput{Name: &name})
	if err != nil {
		t.Fatalf("getting %q: %v", name, err)
	}
	return out.Component
}

func (f *fixture) cancel(t *testing.T, name string) (*awstypes.Component, error) {
	t.Helper()
	out, err := f.client().CancelComponentDeployment(t.Context(),
		&proton.CancelComponentDeploymentInput{ComponentName: &name})
	if err != nil {
		return nil, err
	}
	return out.Component, nil
}

// response has the members of a response that the tests read.
type response struct {
	status    int
	Type      string `json:"__type"`
	Message   string `json:"message"`
	NextToken string `json:"nextToken"`
	Component struct {
		ARN              string `json:"arn"`
		DeploymentStatus string `json:"deploymentStatus"`
	} `json:"component"`
}

// call posts a body that no SDK would send.
func (f *fixture) call(t *testing.T, operation, body string) response {
	t.Helper()
	return f.do(t, newRequest(t, f.url, operation, body))
}

func (f *fixture) do(t *testing.T, r *http.Request) response {
	t.Helper()
	resp, err := f.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	out := response{status: resp.StatusCode}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		t.Fatalf("the response with status %d is not JSON: %v", resp.StatusCode, err)
	}
	return out
}

func newRequest(t *testing.T, url, operation, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewBufferString(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", "AwsProton20200720."+operation)
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	return r
}

// expectError fails the test unless err is, or wraps, an E.
func expectError[E error](t *testing.T, err error) {
	t.Helper()
	if _, ok := errors.AsType[E](err); !ok {
		t.Fatalf("got error %v, want %T", err, *new(E))
	}
}

// expectEqual compares two values as JSON, which includes what pointers point at.
func expectEqual(t *testing.T, got, want any) {
	t.Helper()
	g, gErr := json.MarshalIndent(got, "", " ")
	w, wErr := json.MarshalIndent(want, "", " ")
	if gErr != nil || wErr != nil {
		t.Fatal(gErr, wErr)
	}
	if string(g) != string(w) {
		t.Errorf("got %s\nwant %s", g, w)
	}
}
