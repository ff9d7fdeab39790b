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

// maxJournal bounds the journal of a server that runs for days.
const maxJournal = 100_000

// Call is one request to the API, and what the server made of it.
type Call struct {
	// Time is when the request arrived, by the server's clock.
	Time time.Time
	// Operation is the requested API operation, whether or not the server supports it; "" if the request names none of this API.
	Operation string
	// Component is the name of the requested component, "" for lists and for requests that were not processed.
	Component string
	// Region and AccessKeyID are from the signature, "" if the request is unsigned.
	Region, AccessKeyID string
	// UserAgent is the header of that name.
	UserAgent string
	// Status is the HTTP status of the server's response, and Error its error code, "" for success. The status is 0 if the
	// request was not processed: not yet, or not at all because of a fault. A fault may keep the response from the client.
	Status int
	Error  string
	// Fault is whether a fault was applied.
	Fault bool
}

// Calls returns a copy of the journal in order of arrival: every request to the API, also those that a fault was applied to
// and those that are still in progress; of very many, the latest.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := make([]Call, 0, len(s.journal))
	for _, c := range s.journal {
		calls = append(calls, *c)
	}
	return calls
}

// Operations returns the journal's operations in order of arrival.
func (s *Server) Operations() []string {
	var operations []string
	for _, c := range s.Calls() {
		operations = append(operations, c.Operation)
	}
	return operations
}

// Count returns how many of the journal's calls are of an operation.
func (s *Server) Count(operation string) (n int) {
	for _, o := range s.Operations() {
		if o == operation {
			n++
		}
	}
	return n
}

// Await waits until the journal has n calls of an operation. It returns an error when ctx is done first.
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

// arrive adds a request to the journal. It returns its entry, which is written with the lock held alone, and the fault to
// apply, nil if there is none.
func (s *Server) arrive(r *http.Request) (*Call, Fault) {
	call := &Call{UserAgent: r.UserAgent()}
	if name, ours := strings.CutPrefix(target(r), targetPrefix); ours {
		call.Operation = name
	}
	call.AccessKeyID, call.Region = credentialScope(r)

	s.mu.Lock()
	defer s.mu.Unlock()
	call.Time = s.now()
	var fault Fault
	if queue := s.faults[call.Operation]; len(queue) > 0 {
		fault, s.faults[call.Operation], call.Fault = queue[0], queue[1:], true
	}
	if len(s.journal) >= maxJournal {
		s.journal = slices.Delete(s.journal, 0, maxJournal/2)
	}
	s.journal = append(s.journal, call)
	close(s.arrived)
	s.arrived = make(chan struct{})
	return call, fault
}

var scope = regexp.MustCompile(`^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)/\d{8}/([a-z0-9-]+)/[a-z0-9-]+/aws4_request`)

// credentialScope returns who signed a request, and for which region.
func credentialScope(r *http.Request) (accessKeyID, region string) {
	if m := scope.FindStringSubmatch(r.Header.Get("Authorization")); m != nil {
		return m[1], m[2]
	}
	return "", ""
}
