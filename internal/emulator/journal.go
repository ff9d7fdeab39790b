package emulator

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Call is one request to the API, and its result.
type Call struct {
	Time        time.Time // of its arrival, by the server's clock
	Operation   string    // even one that the server does not support; "" if the request names no operation of this API
	Component   string    // its name; "" for lists, and for requests that were not processed
	Region      string    // of the signature, "" if the request is unsigned
	AccessKeyID string    // of the signature
	UserAgent   string
	Fault       string // the fault that was applied, "" if none
	// Status is the HTTP status of the server's response, and Error its error code, "" for success. The status is 0 if the
	// request was not processed: not yet, or not at all because of a fault. A fault may keep the response from the client.
	Status int
	Error  string
	Seen   Seen
}

// Seen is what the client got for a request: with a fault, something else than the server's response.
type Seen struct {
	Status int // 0 if the connection was broken
	Error  string
}

// observer notes in a call what is sent to the client, before it is sent.
type observer struct {
	http.ResponseWriter
	server *Server
	call   *Call
}

// WriteHeader implements [http.ResponseWriter].
func (o observer) WriteHeader(status int) {
	o.server.mu.Lock()
	o.call.Seen = Seen{status, o.Header().Get(errorTypeHeader)}
	o.server.mu.Unlock()
	o.ResponseWriter.WriteHeader(status)
}

// Calls returns a copy of the journal in order of arrival: every request to the API, including those with a fault and
// those in progress. A long journal has only the latest requests.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := make([]Call, 0, len(s.journal))
	for _, c := range s.journal {
		calls = append(calls, *c)
	}
	return calls
}

// Count returns how many of the journal's calls are of an operation.
func (s *Server) Count(operation string) (n int) {
	for _, c := range s.Calls() {
		if c.Operation == operation {
			n++
		}
	}
	return n
}

// Await waits until the journal has n calls of an operation. It returns an error if ctx is done first.
func (s *Server) Await(ctx context.Context, operation string, n int) error {
	for {
		s.mu.Lock()
		arrived := s.arrived
		s.mu.Unlock()
		got := s.Count(operation)
		if got >= n {
			return nil
		}
		select {
		case <-arrived:
		case <-ctx.Done():
			return fmt.Errorf("waiting for %d requests of %s, got %d: %w", n, operation, got, ctx.Err())
		}
	}
}

// credential has the access key and the region of a signature.
var credential = regexp.MustCompile(`^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)/\d{8}/([^/,\s]+)/[a-z0-9-]+/aws4_request`)

// arrive adds a request to the journal. It returns the entry, which is changed only with the lock held, and the fault to
// apply, nil if there is none.
func (s *Server) arrive(r *http.Request) (*Call, Fault) {
	call := &Call{UserAgent: r.UserAgent()}
	if name, ok := strings.CutPrefix(target(r), targetPrefix); ok {
		call.Operation = fmt.Sprintf("%.100s", name)
	}
	if m := credential.FindStringSubmatch(r.Header.Get("Authorization")); m != nil {
		call.AccessKeyID, call.Region = m[1], m[2]
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	call.Time = s.now()
	var fault Fault
	if queue := s.faults[call.Operation]; len(queue) > 0 {
		fault, call.Fault = queue[0].apply, queue[0].Fault
		if queue[0].Times--; queue[0].Times == 0 {
			s.faults[call.Operation] = queue[1:]
		}
	}
	if len(s.journal) >= 100_000 { // limits the memory of a server that runs for days
		s.journal = slices.Delete(s.journal, 0, len(s.journal)/2)
	}
	s.journal = append(s.journal, call)
	close(s.arrived)
	s.arrived = make(chan struct{})
	return call, fault
}
