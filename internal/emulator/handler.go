package emulator

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

const (
	targetPrefix = "AwsProton20200720."
	contentType  = "application/x-amz-json-1.0"

	// maxBody leaves room for the longest valid input with every character
	// escaped: twice 51,200 characters of up to twelve bytes.
	maxBody = 2 << 20
)

// operation answers one API call: the input's body in, the output or an error
// out. It completes what the journal notes of the call.
type operation func(s *Server, call *Call, body []byte) (any, error)

// handle makes an operation of how its input is read and what it does.
func handle[In, Out any](read func(*members) In, do func(turn, In) (Out, error)) operation {
	return func(s *Server, call *Call, body []byte) (any, error) {
		m, err := parse(body)
		if err != nil {
			return nil, err
		}
		in := read(m)
		call.Component = m.component
		if err := m.err(); err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return do(s.begin(call.Region), in)
	}
}

// ServeHTTP responds to one API request, and adds it to the journal.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call, fault := s.arrive(r)
	process := func(w http.ResponseWriter, r *http.Request) {
		processed := *call
		out, err := s.serve(w, r, &processed)
		status, body, code := encode(out, err)
		processed.Status, processed.Error = status, code
		s.mu.Lock()
		*call = processed
		s.mu.Unlock()
		write(w, status, code, body)
	}
	if fault == nil {
		process(w, r)
	} else {
		fault(w, r, http.HandlerFunc(process))
	}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, call *Call) (any, error) {
	op, err := s.route(r, call.Operation)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return nil, tooLarge(large.Limit)
	}
	if err != nil {
		return nil, unreadable("the request's body could not be read")
	}
	return op(s, call, body)
}

func (s *Server) route(r *http.Request, name string) (operation, error) {
	if r.URL.Path != "/" && r.URL.Path != "" {
		return nil, unknownOperation(http.StatusNotFound, "the API is at the path /")
	}
	if r.Method != http.MethodPost {
		return nil, unknownOperation(http.StatusMethodNotAllowed, "the API takes the method POST alone")
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != contentType {
		return nil, unsupportedMedia("the API takes the content type " + contentType + " alone")
	}
	op, ok := s.operations[name]
	if !ok {
		return nil, unknownOperation(http.StatusBadRequest, "%q is not an operation that is emulated", target(r))
	}
	return op, nil
}

func target(r *http.Request) string { return strings.TrimSpace(r.Header.Get("X-Amz-Target")) }

// encode is the one place where an error becomes an answer.
func encode(out any, err error) (status int, body []byte, code string) {
	if err == nil {
		if body, err = json.Marshal(out); err == nil {
			return http.StatusOK, body, ""
		}
	}
	var f *fault
	if !errors.As(err, &f) {
		f = internalFault(err)
	}
	body, _ = json.Marshal(map[string]string{"__type": f.code, "message": f.message}) // strings always encode
	return f.status, body, f.code
}

func write(w http.ResponseWriter, status int, code string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("X-Amzn-RequestId", newUUID())
	if code != "" {
		h.Set("X-Amzn-ErrorType", code)
	}
	if status == http.StatusMethodNotAllowed {
		h.Set("Allow", http.MethodPost)
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) //nolint:gosec // it is JSON, and says so; a client that has gone needs no answer
}
