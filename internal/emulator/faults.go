package emulator

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
)

// Fault responds to one request instead of the server, or changes the server's response. process is the server's own
// handler.
type Fault func(w http.ResponseWriter, r *http.Request, process http.Handler)

// Inject applies the faults to the next requests of an operation, one to each, in this order.
func (s *Server) Inject(operation string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[operation] = append(s.faults[operation], faults...)
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
	return Respond(status, fmt.Sprintf(`{"__type":%q,"message":"injected fault"}`, code))
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
