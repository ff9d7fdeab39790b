package emulator

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

const (
	targetPrefix = "AwsProton20200720."
	contentType  = "application/x-amz-json-1.0"

	errorTypeHeader = "X-Amzn-ErrorType"

	// maxBody allows the longest valid input with every character escaped: twice 51,200 characters of up to twelve bytes.
	maxBody = 2 << 20
)

// operation processes one API call: the input's body in, the output or an error out. It completes the journal's call.
type operation func(s *Server, call *Call, body []byte) (any, error)

// handle returns an operation, given its input's members, the constraints between them, and a function that processes it.
func handle[In, Out any](members map[string]shape, check func(In, *mistakes), do func(transaction, In) (Out, error)) operation {
	return func(s *Server, call *Call, body []byte) (any, error) {
		in, mistakes, err := read[In](body, members)
		if err != nil {
			return nil, err
		}
		call.Component = fmt.Sprintf("%.100s", mistakes.component) // longer ones are not valid
		check(in, &mistakes)
		if err := mistakes.err(); err != nil {
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
	defer func() { s.log(*call) }() // even if a fault breaks the connection
	client := observer{w, s, call}
	w.Header().Set("Date", call.Time.UTC().Format(http.TimeFormat))
	process := func(w http.ResponseWriter, r *http.Request) {
		processed := *call
		out, err := s.process(w, r, &processed)
		status, body, code := encode(out, err)
		processed.Status, processed.Error = status, code
		s.mu.Lock()
		*call = processed
		s.mu.Unlock()
		write(w, status, code, body)
	}
	if fault == nil {
		process(client, r)
	} else {
		fault(client, r, http.HandlerFunc(process))
	}
}

func (s *Server) process(w http.ResponseWriter, r *http.Request, call *Call) (any, error) {
	op, known := operations[call.Operation]
	switch {
	case r.URL.Path != "/" && r.URL.Path != "":
		return nil, wrongPath("the API is at the path /")
	case r.Method != http.MethodPost:
		return nil, wrongMethod("the API supports only the method POST")
	case !hasMediaType(r, contentType):
		return nil, unsupportedMedia("the API supports only the content type %s", contentType)
	case !known:
		return nil, unknownOperation("the emulator does not support the operation %q", target(r))
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, tooLarge("the request's body is longer than %d bytes", large.Limit)
	}
	if err != nil {
		return nil, unreadable("the request's body could not be read")
	}
	return op(s, call, body)
}

func hasMediaType(r *http.Request, want string) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && media == want
}

func target(r *http.Request) string { return strings.TrimSpace(r.Header.Get("X-Amz-Target")) }
