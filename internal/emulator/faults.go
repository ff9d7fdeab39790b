package emulator

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
)

// Fault responds to one request instead of the server, or changes the server's response. process is the server's own
// handler.
type Fault func(w http.ResponseWriter, r *http.Request, process http.Handler)

// Pending is a fault that will be applied to the next requests of an operation.
type Pending struct {
	Operation string `json:"operation"`
	Fault     string `json:"fault"` // its name in a control request, otherwise "injected"
	Times     int    `json:"times"`
	apply     Fault
}

// Inject applies the faults to the next requests of an operation, one to each, in this order.
func (s *Server) Inject(operation string, faults ...Fault) {
	for _, fault := range faults {
		s.inject(Pending{operation, "injected", 1, fault})
	}
}

func (s *Server) inject(p Pending) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[p.Operation] = append(s.faults[p.Operation], p)
}

// Pending returns the faults that were not applied yet, sorted by operation and otherwise in order.
func (s *Server) Pending() []Pending {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Pending{}
	for _, operation := range slices.Sorted(maps.Keys(s.faults)) {
		all = append(all, s.faults[operation]...)
	}
	return all
}

// DropBefore breaks the connection before the request is processed.
func DropBefore(http.ResponseWriter, *http.Request, http.Handler) {
	panic(http.ErrAbortHandler) //nolint:forbidigo // net/http's own way to break a connection
}

// DropAfter processes the request and breaks the connection before the response.
func DropAfter(w http.ResponseWriter, r *http.Request, process http.Handler) {
	process.ServeHTTP(httptest.NewRecorder(), r)
	DropBefore(w, r, process)
}

// Truncate processes the request and sends half of the response.
func Truncate(w http.ResponseWriter, r *http.Request, process http.Handler) {
	response := httptest.NewRecorder()
	process.ServeHTTP(response, r)
	body := response.Body.String()
	Respond(response.Code, body[:len(body)/2])(w, r, process)
}

// Hang reads the request, which net/http needs to notice that the client has disconnected, and never responds.
func Hang(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// Throttle responds as an overloaded API does.
var Throttle = Refuse(http.StatusBadRequest, "ThrottlingException")

// Refuse responds with an error of the API, without processing the request.
func Refuse(status int, code string) Fault {
	return func(w http.ResponseWriter, r *http.Request, process http.Handler) {
		w.Header().Set(errorTypeHeader, code)
		Respond(status, fmt.Sprintf(`{"__type":%q,"message":"injected fault"}`, code))(w, r, process)
	}
}

// Respond responds with a status and a body, without processing the request.
func Respond(status int, body string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("X-Amzn-RequestId", "injected-request")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// RespondAfter processes the request, and responds with another status and body.
func RespondAfter(status int, body string) Fault {
	return func(w http.ResponseWriter, r *http.Request, process http.Handler) {
		process.ServeHTTP(httptest.NewRecorder(), r)
		Respond(status, body)(w, r, process)
	}
}

// First calls do before the request is processed, for example to change the component between two requests.
func First(do func()) Fault {
	return func(w http.ResponseWriter, r *http.Request, process http.Handler) {
		do()
		process.ServeHTTP(w, r)
	}
}

// Times returns the same fault n times.
func Times(n int, f Fault) []Fault { return slices.Repeat([]Fault{f}, n) }
