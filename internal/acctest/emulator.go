package acctest

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// Emulator is an emulator of the Proton API that one test has for itself, behind a layer that injects faults.
type Emulator struct {
	*emulator.Server

	URL string

	connections atomic.Int64 // how many were opened

	mu       sync.Mutex
	faults   map[string][]Fault
	requests []string
	arrived  *sync.Cond // a request has been noted; its lock is mu
}

// NewEmulator starts an emulator. Its cancellations settle at once unless an option says otherwise.
func NewEmulator(t testing.TB, options ...emulator.Option) *Emulator {
	t.Helper()
	e := &Emulator{
		Server: emulator.New(append([]emulator.Option{emulator.WithCancelTime(0)}, options...)...),
		faults: map[string][]Fault{},
	}
	e.arrived = sync.NewCond(&e.mu)
	server := httptest.NewUnstartedServer(http.HandlerFunc(e.serve))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			e.connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(func() {
		server.CloseClientConnections() // a request that hangs would keep Close waiting
		server.Close()
	})
	e.URL = server.URL
	return e
}

// WithComponents starts an emulator whose named components each have a deployment in progress.
func WithComponents(t testing.TB, names ...string) *Emulator {
	t.Helper()
	e := NewEmulator(t)
	for _, name := range names {
		e.Add(t, emulator.Component{Name: name})
	}
	return e
}

// Add puts a component in.
func (e *Emulator) Add(t testing.TB, c emulator.Component) {
	t.Helper()
	if err := e.Seed(c); err != nil {
		t.Fatal(err)
	}
}

// Provider is a provider block that reaches the emulator and reads nothing from the environment. more is put into it.
func (e *Emulator) Provider(more ...string) string {
	return ProviderAt(e.URL, more...)
}

// ProviderAt is a provider block for an endpoint. more is put into it.
func ProviderAt(endpoint string, more ...string) string {
	region := "  region = \"us-east-1\"\n"
	if slices.ContainsFunc(more, func(s string) bool { return strings.HasPrefix(strings.TrimSpace(s), "region") }) {
		region = ""
	}
	return fmt.Sprintf(`
provider "proton" {
%s  access_key = "AKIDEXAMPLE"
  secret_key = "secret"
  endpoints {
    proton = %q
  }
  %s
}
`, region, endpoint, strings.Join(more, "\n  "))
}

// Fault answers one request in place of the emulator, or spoils the emulator's answer.
type Fault func(w http.ResponseWriter, r *http.Request, emulator http.Handler)

// Inject lets each of the faults befall one of the next requests of an operation, in turn.
func (e *Emulator) Inject(operation string, faults ...Fault) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults[operation] = append(e.faults[operation], faults...)
}

// Requests are the operations of all requests that arrived, in order, whether or not a fault befell them.
func (e *Emulator) Requests() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.requests)
}

// Requested counts the requests of an operation that arrived.
func (e *Emulator) Requested(operation string) int {
	return count(e.Requests(), operation)
}

// Connections counts the connections that were opened.
func (e *Emulator) Connections() int64 { return e.connections.Load() }

// Await waits until n requests of an operation have arrived.
func (e *Emulator) Await(operation string, n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for count(e.requests, operation) < n {
		e.arrived.Wait()
	}
}

func count(requests []string, operation string) (n int) {
	for _, r := range requests {
		if r == operation {
			n++
		}
	}
	return n
}

func (e *Emulator) serve(w http.ResponseWriter, r *http.Request) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	e.mu.Lock()
	e.requests = append(e.requests, operation)
	e.arrived.Broadcast()
	var fault Fault
	if queue := e.faults[operation]; len(queue) > 0 {
		fault, e.faults[operation] = queue[0], queue[1:]
	}
	e.mu.Unlock()
	if fault != nil {
		fault(w, r, e.Server)
		return
	}
	e.ServeHTTP(w, r)
}
