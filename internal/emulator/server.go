// Package emulator is an in-memory emulator of the component part of the AWS Proton API. A [Server] is an [http.Handler]
// that uses the service's own protocol (AWS JSON 1.0), so that the AWS SDKs and the AWS CLI, with their waiters and
// paginators, need nothing but another endpoint. [Operations] lists what it supports.
//
// A component belongs to the region that the request which created it was signed for. There is one account, credentials are
// not checked, and every well-formed name of an environment, a service or a service instance is accepted.
//
// There is no background task: a change of status that is due is applied when a request next uses the component.
package emulator

import (
	"cmp"
	"crypto/rand"
	"sync"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// The defaults of the [Option]s: how long a status lasts, and the server's own region.
const (
	DefaultDeployTime = 10 * time.Minute
	DefaultCancelTime = 2 * time.Second
	DefaultDeleteTime = 2 * time.Second
	DefaultRegion     = "us-east-1"
)

// Server emulates the Proton component API over HTTP and keeps a journal of the calls. It is safe for concurrent use.
type Server struct {
	Region // the server's own: of components that are seeded without a region, and of unsigned requests

	now func() time.Time
	log func(Call)

	mu         sync.Mutex                                  // guards everything below
	durations  map[awstypes.DeploymentStatus]time.Duration // of the statuses that are temporary
	components map[componentKey]*record
	deployed   int64 // how many deployments there were
	tokens     map[tokenKey]firstCall
	pageKey    []byte
	journal    []*Call
	arrived    chan struct{} // closed when the next call is in the journal
	faults     map[string][]Pending
	seeds      []Component
}

// Option is an option of [New].
type Option func(*Server)

// WithClock makes the server read the time from now instead of [time.Now]. The server holds its lock while it calls now,
// so now must not call the server.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.now = now } }

// WithRegion sets the server's own region, by default [DefaultRegion].
func WithRegion(name string) Option { return func(s *Server) { s.name = name } }

// WithLog calls log at the end of each request to the API or to the handler of [Server.Control].
func WithLog(log func(Call)) Option { return func(s *Server) { s.log = log } }

// WithDeployTime sets how long a deployment is IN_PROGRESS before it is SUCCEEDED, by default [DefaultDeployTime].
func WithDeployTime(d time.Duration) Option {
	return withDuration(awstypes.DeploymentStatusInProgress, d)
}

// WithCancelTime sets how long a deployment is CANCELLING before it is CANCELLED, by default [DefaultCancelTime]. With
// zero, only the response to the cancel itself says CANCELLING.
func WithCancelTime(d time.Duration) Option {
	return withDuration(awstypes.DeploymentStatusCancelling, d)
}

// WithDeleteTime sets how long a component is DELETE_IN_PROGRESS before it is removed, by default [DefaultDeleteTime].
func WithDeleteTime(d time.Duration) Option {
	return withDuration(awstypes.DeploymentStatusDeleteInProgress, d)
}

func withDuration(status awstypes.DeploymentStatus, d time.Duration) Option {
	return func(s *Server) { s.durations[status] = d }
}

// New returns a server without components.
func New(opts ...Option) *Server {
	s := &Server{
		now: time.Now,
		log: func(Call) {},
		durations: map[awstypes.DeploymentStatus]time.Duration{
			awstypes.DeploymentStatusInProgress:       DefaultDeployTime,
			awstypes.DeploymentStatusCancelling:       DefaultCancelTime,
			awstypes.DeploymentStatusDeleteInProgress: DefaultDeleteTime,
		},
		components: make(map[componentKey]*record),
		tokens:     make(map[tokenKey]firstCall),
		pageKey:    make([]byte, 32),
		arrived:    make(chan struct{}),
		faults:     make(map[string][]Pending),
	}
	s.Region = s.In(DefaultRegion)
	rand.Read(s.pageKey) // never fails: crypto/rand ends the program instead
	for _, opt := range opts {
		opt(s)
	}
	return s
}

// transaction is the state in one region during one call: the time is fixed, and the server's lock is held.
type transaction struct {
	*Server
	began  time.Time
	region string
}

// begin starts a transaction. The caller holds the server's lock. An empty region means the server's own.
func (s *Server) begin(region string) transaction {
	return transaction{s, s.now(), cmp.Or(region, s.name)}
}
