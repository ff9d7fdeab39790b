package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// raw returns a handler that responds to every request with the bytes of a text.
func raw(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer connection.Close() //nolint:errcheck // what was written counts
		_, _ = fmt.Fprint(connection, text)
	}
}

// TestErrors_quoted shows that nothing of a response that cannot be parsed is in an error, and that other reasons are.
func TestErrors_quoted(t *testing.T) {
	t.Parallel()
	const invalid, unreadable = "the response is not valid HTTP", "the response cannot be parsed"
	url := func(handler http.HandlerFunc) string { return newFakeServer(t, handler).URL }
	for name, test := range map[string]struct {
		url      string
		more     block
		contains string
	}{
		"header":              {url(raw("HTTP/1.1 200 OK\r\nSet-Cookie: session=hunter2; x\x01\r\n\r\n")), nil, invalid},
		"redirect":            {url(raw("HTTP/1.1 302 Found\r\nLocation: http://a/?hunter2\x01\r\n\r\n")), nil, invalid},
		"redirect to nowhere": {url(raw("HTTP/1.1 302 Found\r\nLocation: http://[hunter2\r\nContent-Length: 0\r\n\r\n")), nil, "StatusCode: 302, RequestID: , redirects are not followed"},
		"another protocol":    {url(raw("SSH-2.0-hunter2\r\n")), nil, invalid},
		"CONNECT":             {"https://proton.test", block{"https_proxy": url(raw("HTTP/1.1 200 OK\r\nX: hunter2\x01\r\n\r\n"))}, invalid},
		"another type":        {url(body(`{"component":"hunter2"}`)), nil, unreadable},
		"a list":              {url(body(`["hunter2"]`)), nil, unreadable},
		"page":                {url(body(`hunter2`)), nil, unreadable},
		"closed":              {url(raw("")), nil, "EOF"},
		"cut":                 {url(raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")), nil, unreadable},
		"refused":             {"http://127.0.0.1:1", nil, "GetComponent, exceeded maximum number of attempts, 1, dial tcp 127.0.0.1:1: connect: connection refused"},
		"unresolved":          {"http://proton.invalid", nil, "lookup proton.invalid"},
		"unknown certificate": {newTLSFakeServer(t, api(t)).URL, nil, "x509: certificate signed by unknown authority"},
		"no TLS":              {strings.Replace(url(api(t)), "http:", "https:", 1), nil, "server gave HTTP response to HTTPS client"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := at(test.url).with(block{"max_retries": 1}).with(test.more)
			got := failRead(t, b)
			if !strings.Contains(got.Detail, test.contains) {
				t.Errorf("got %s, want it to have %q", got, test.contains)
			}
			ofSTS := failRead(t, b.with(role(nil)).with(block{"endpoints": list{{"proton": "http://127.0.0.1:1", "sts": test.url}}}))
			if strings.Contains(got.Detail+ofSTS.Detail, "hunter2") {
				t.Errorf("got %s and %s", got, ofSTS)
			}
		})
	}
}

// TestErrors_longMessage shows that a message of 2 MB is not shown as a whole.
func TestErrors_longMessage(t *testing.T) {
	t.Parallel()
	message := strings.Repeat("Bearer hunter2 secret_key=hunter2 ", 2<<20/34)
	p := newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, `{"__type":"ValidationException","message":%q}`, message)
	})
	s := acctest.NewServer(t)
	wantEqual(t, "problems", configure(t, s, at(p.URL)), []problem(nil))
	got := failures(readComponent(t, s))
	if len(got) != 1 || len(got[0].Detail) > 3000 || strings.Contains(got[0].Detail, "hunter2") {
		t.Errorf("got %.4000v", got)
	}
}
