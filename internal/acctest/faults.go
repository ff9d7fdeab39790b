package acctest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
)

// DropBefore loses the connection before the request is processed.
func DropBefore(http.ResponseWriter, *http.Request, http.Handler) {
	panic(http.ErrAbortHandler)
}

// DropAfter processes the request and loses the connection before the answer.
func DropAfter(_ http.ResponseWriter, r *http.Request, emulator http.Handler) {
	emulator.ServeHTTP(httptest.NewRecorder(), r)
	panic(http.ErrAbortHandler)
}

// Truncate processes the request and sends half of the answer.
func Truncate(w http.ResponseWriter, r *http.Request, emulator http.Handler) {
	answer := httptest.NewRecorder()
	emulator.ServeHTTP(answer, r)
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
}

// Hang reads the request and never answers.
func Hang(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
	_, _ = io.Copy(io.Discard, r.Body) // or the server would not notice that the client has gone
	<-r.Context().Done()
}

// Refuse answers with an exception of the API, without processing the request.
func Refuse(status int, exception string) Fault {
	return Answer(status, fmt.Sprintf(`{"__type":%q,"message":"injected by the test"}`, exception))
}

// Throttle answers as an overloaded API does.
var Throttle = Refuse(http.StatusBadRequest, "ThrottlingException")

// Answer answers with a status and a body, without processing the request.
func Answer(status int, body string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.Header().Set("X-Amzn-Requestid", "injected-request")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// AnswerAfter processes the request and answers with something else.
func AnswerAfter(status int, body string) Fault {
	return func(w http.ResponseWriter, r *http.Request, emulator http.Handler) {
		emulator.ServeHTTP(httptest.NewRecorder(), r)
		Answer(status, body)(w, r, emulator)
	}
}

// First does something before the emulator processes the request: it changes the course of events between two calls.
func First(do func()) Fault {
	return func(w http.ResponseWriter, r *http.Request, emulator http.Handler) {
		do()
		emulator.ServeHTTP(w, r)
	}
}

// Times is a fault several times over.
func Times(n int, f Fault) []Fault {
	all := make([]Fault, n)
	for i := range all {
		all[i] = f
	}
	return all
}
