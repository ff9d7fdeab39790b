package emulator

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// maxJournal bounds a journal that nobody reads, in a server that runs for days.
const maxJournal = 100_000

// Call is one HTTP request that the server got, and what it answered.
type Call struct {
	// Time is when the request arrived, by the server's clock.
	Time time.Time
	// Operation is the API operation asked for, whether or not the server
	// knows it; "" when the request names none of this API.
	Operation string
	// Component is the name of the component asked for, "" for lists.
	Component string
	// Region and AccessKeyID are from the signature, "" if it is unsigned.
	Region, AccessKeyID string
	// UserAgent is the header of that name.
	UserAgent string
	// Status is the HTTP status answered, 0 while there is no answer yet.
	Status int
	// Error is the error code answered, "" for success.
	Error string
}

// Calls returns a copy of the journal in order of arrival. It holds the calls
// that were not answered yet, too; of very many calls, the latest.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := make([]Call, 0, len(s.journal))
	for _, c := range s.journal {
		calls = append(calls, *c)
	}
	return calls
}

// Count returns how many of the journal's calls asked for an operation,
// whatever the answer was and whether or not it has been given yet.
func (s *Server) Count(operation string) int {
	n := 0
	for _, c := range s.Calls() {
		if c.Operation == operation {
			n++
		}
	}
	return n
}

type journal []*Call

func (j *journal) add(c Call) *Call {
	if len(*j) >= maxJournal {
		*j = slices.Delete(*j, 0, maxJournal/2)
	}
	*j = append(*j, &c)
	return &c
}

// arrive notes a request that has yet to be answered.
func (s *Server) arrive(r *http.Request) (call Call, entry *Call) {
	call = Call{UserAgent: r.UserAgent()}
	if name, ours := strings.CutPrefix(target(r), targetPrefix); ours {
		call.Operation = name
	}
	call.AccessKeyID, call.Region = credentialScope(r)

	s.mu.Lock()
	defer s.mu.Unlock()
	call.Time = s.now()
	return call, s.journal.add(call)
}

// settled notes what a request came to.
func (s *Server) settled(entry *Call, call Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*entry = call
}

var scope = regexp.MustCompile(`^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)/\d{8}/([a-z0-9-]+)/[a-z0-9-]+/aws4_request`)

// credentialScope reads who signed a request, and for which region.
func credentialScope(r *http.Request) (accessKeyID, region string) {
	if m := scope.FindStringSubmatch(r.Header.Get("Authorization")); m != nil {
		return m[1], m[2]
	}
	return "", ""
}
