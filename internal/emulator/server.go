// Package emulator is an in-memory stand-in for the component part of the AWS
// Proton API. A [Server] is an [http.Handler] that speaks the service's own
// protocol (AWS JSON 1.0) well enough for the AWS SDKs, the AWS CLI and their
// waiters, so a program under test needs nothing but another endpoint.
//
// Six operations are answered: CreateComponent, GetComponent, ListComponents,
// UpdateComponent, DeleteComponent and CancelComponentDeployment. Environments,
// services and service instances are not emulated: any well-formed name is
// taken to exist. Credentials are not checked, and one store serves every
// region and account.
//
// Deployments take their course by the clock. Nothing runs in the background:
// whatever is due is settled when the state is next looked at, so a test that
// injects a clock moves hours on at once.
package emulator

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"
)

const (
	defaultDeployTime = 10 * time.Minute
	defaultCancelTime = 2 * time.Second
	defaultDeleteTime = 2 * time.Second
)

// Server emulates the Proton component API over HTTP and keeps a journal of
// the calls it got. Make one with [New]; it is safe for concurrent use.
type Server struct {
	operations map[string]operation
	now        func() time.Time

	mu      sync.Mutex // guards everything below
	store   store
	journal []*Call
	arrived chan struct{} // closed when the next call is in the journal
	faults  map[string][]Fault
}

var _ http.Handler = (*Server)(nil)

// Option changes how a [Server] made by [New] behaves.
type Option func(*Server)

// WithClock makes the server read the time from now instead of [time.Now].
// The server calls it with its lock held, so it must not call the server.
func WithClock(now func() time.Time) Option {
	return func(s *Server) { s.now = now }
}

// WithDeployTime sets how long a deployment is IN_PROGRESS before it is
// SUCCEEDED. The default is ten minutes; zero or less settles it at once.
func WithDeployTime(d time.Duration) Option {
	return func(s *Server) { s.store.deployTime = d }
}

// WithCancelTime sets how long a deployment is CANCELLING before it is
// CANCELLED. The default is two seconds; zero or less settles it at once,
// though the answer to the cancel itself still says CANCELLING.
func WithCancelTime(d time.Duration) Option {
	return func(s *Server) { s.store.cancelTime = d }
}

// WithDeleteTime sets how long a component is DELETE_IN_PROGRESS before it is
// gone. The default is two seconds; zero or less removes it at once, though
// the answer to the delete itself still says DELETE_IN_PROGRESS.
func WithDeleteTime(d time.Duration) Option {
	return func(s *Server) { s.store.deleteTime = d }
}

// New returns a server without components.
func New(opts ...Option) *Server {
	s := &Server{
		operations: operations(),
		now:        time.Now,
		arrived:    make(chan struct{}),
		faults:     make(map[string][]Fault),
		store: store{
			deployTime: defaultDeployTime,
			cancelTime: defaultCancelTime,
			deleteTime: defaultDeleteTime,
			components: make(map[string]*record),
			answers:    make(map[tokenKey]firstAnswer),
			pageKey:    make([]byte, 32),
		},
	}
	rand.Read(s.store.pageKey) // never fails: crypto/rand ends the program instead
	for _, opt := range opts {
		opt(s)
	}
	return s
}

// turn is the state as one call sees it: the moment is fixed, everything due
// by then has happened, and the server's lock is held until the turn is over.
type turn struct {
	*store
	now    time.Time
	region string
}

// begin needs the server's lock.
func (s *Server) begin(region string) turn {
	t := turn{store: &s.store, now: s.now(), region: region}
	t.settle(t.now)
	return t
}
