package acctest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// awaitLimit bounds how long a test waits for a request.
const awaitLimit = time.Minute

// Emulator is an emulator of the Proton API for one test, with its faults and its journal.
type Emulator struct {
	*emulator.Server

	URL string

	connections atomic.Int64
}

// NewEmulator starts an emulator. Its cancellations complete at once unless an option says otherwise.
func NewEmulator(t testing.TB, options ...emulator.Option) *Emulator {
	t.Helper()
	e := &Emulator{Server: emulator.New(append([]emulator.Option{emulator.WithCancelTime(0)}, options...)...)}
	server := httptest.NewUnstartedServer(e.Server)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			e.connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(func() {
		server.CloseClientConnections() // a request that hangs would block Close
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

// Add adds a component.
func (e *Emulator) Add(t testing.TB, c emulator.Component) {
	t.Helper()
	if err := e.Seed(c); err != nil {
		t.Fatal(err)
	}
}

// Await waits until n requests of an operation have arrived. If they do not, it reports an error and returns, so that any
// goroutine may call it.
func (e *Emulator) Await(t testing.TB, operation string, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), awaitLimit)
	defer cancel()
	if err := e.Server.Await(ctx, operation, n); err != nil {
		t.Error(err)
	}
}

// Connections returns the number of connections that were opened.
func (e *Emulator) Connections() int64 { return e.connections.Load() }

// Provider returns a provider block for the emulator, with more arguments. It uses nothing from the environment.
func (e *Emulator) Provider(more ...string) string {
	return ProviderAt(e.URL, more...)
}

// ProviderAt returns a provider block for an endpoint, with more arguments.
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

// Operations returns the operations of all requests, in order of arrival.
func (e *Emulator) Operations() []string {
	var operations []string
	for _, c := range e.Calls() {
		operations = append(operations, c.Operation)
	}
	return operations
}
