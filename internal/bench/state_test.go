package bench_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// stateServer stores a state with locking, in the protocol of Terraform's http backend.
type stateServer struct {
	mu          sync.Mutex
	state, lock []byte
}

// newStateServer starts a server without a state, and returns the variables with which the http backend uses it.
func newStateServer(b *testing.B) []string {
	b.Helper()
	server := httptest.NewServer(&stateServer{})
	b.Cleanup(server.Close)
	return []string{"TF_HTTP_ADDRESS=" + server.URL, "TF_HTTP_LOCK_ADDRESS=" + server.URL, "TF_HTTP_UNLOCK_ADDRESS=" + server.URL}
}

func (s *stateServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.Method {
	case http.MethodGet:
		if s.state == nil {
			w.WriteHeader(http.StatusNoContent)
		}
		_, _ = w.Write(s.state)
	case http.MethodPost:
		s.state = body
	case "LOCK":
		if s.lock != nil {
			w.WriteHeader(http.StatusLocked)
			_, _ = w.Write(s.lock)
			return
		}
		s.lock = body
	case "UNLOCK":
		s.lock = nil
	}
}
