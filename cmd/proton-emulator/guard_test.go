package main

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// guarded returns the status of requests with this Host to an emulator with these flags, at a local address.
func guarded(t *testing.T, host, local string, args ...string) int {
	t.Helper()
	h, _ := newHandler(t, nil, args...)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/health", nil)
	r.Host = host
	if local != "" {
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(&net.TCPAddr{IP: net.ParseIP(local), Port: 4600})))
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func TestHost(t *testing.T) {
	t.Parallel()
	for listen, tt := range map[string]struct {
		local             string // the address of the connection at the emulator
		accepted, refused []string
	}{
		"127.0.0.1:4600": {
			"127.0.0.1",
			[]string{
				"127.0.0.1:4600", "127.0.0.1", "127.0.0.1:8080", "127.1.2.3:4600", "[::1]:4600", "[::1]", "[::ffff:127.0.0.1]:4600",
				"localhost", "localhost:4600", "LocalHost.:4600", "proton.localhost:4600",
			},
			[]string{
				"", "rebound.example:4600", "rebound.example", "127.0.0.1.rebound.example", "localhost.rebound.example", "notlocalhost",
				"proton:4600", "127.0.0.1@rebound.example", "127.0.0.1:4600@rebound.example", "rebound.example/127.0.0.1", "192.0.2.1:4600",
				"0.0.0.0:4600", "[::]:4600", "2130706433", "127.0.0.1:x", ":4600", ".localhost.example", "[::1", "::1", "127.0.0.1/x", "x@127.0.0.1",
			},
		},
		"[::1]:4600":       {"::1", []string{"[::1]:4600", "localhost:4600", "127.0.0.1:4600"}, []string{"[2001:db8::1]:4600", "rebound.example"}},
		"192.0.2.1:4600":   {"192.0.2.1", []string{"192.0.2.1:4600", "192.0.2.1", "localhost"}, []string{"192.0.2.2:4600", "rebound.example"}},
		"My-Host:4600":     {"192.0.2.1", []string{"my-host:4600", "MY-HOST", "192.0.2.1:4600"}, []string{"host:4600", "192.0.2.2"}},
		"0.0.0.0:4600":     {"172.17.0.2", []string{"172.17.0.2:4600", "192.0.2.1:8080", "[2001:db8::1]", "0.0.0.0:4600", "localhost"}, []string{"proton:4600", "rebound.example", ""}},
		":4600":            {"172.17.0.2", []string{"172.17.0.2:4600", "192.0.2.1:8080"}, []string{"proton:4600", "rebound.example"}},
		"[::]:4600":        {"::1", []string{"192.0.2.1:8080", "[::1]:4600"}, []string{"rebound.example"}},
		"127.0.0.1:0":      {"127.0.0.1", []string{"127.0.0.1:41234"}, []string{"rebound.example:41234"}},
		"localhost:4600":   {"127.0.0.1", []string{"localhost:4600", "127.0.0.1:4600"}, []string{"rebound.example"}},
		"emulator.zz:4600": {"", []string{"emulator.zz"}, []string{"zz", "other.zz"}},
	} {
		for _, host := range tt.accepted {
			if got := guarded(t, host, tt.local, "-listen", listen); got != http.StatusOK {
				t.Errorf("%s at %s: got %d", host, listen, got)
			}
		}
		for _, host := range tt.refused {
			if got := guarded(t, host, tt.local, "-listen", listen); got != http.StatusForbidden {
				t.Errorf("%q at %s: got %d", host, listen, got)
			}
		}
	}
}

func TestHostFlag(t *testing.T) {
	t.Parallel()
	flags := []string{"-host", "proton", "-host", "Emulator.Internal.", "-host", "192.0.2.7"}
	for host, want := range map[string]int{
		"proton:4600": 200, "PROTON": 200, "emulator.internal:80": 200, "192.0.2.7:4600": 200, "localhost": 200,
		"proton.example": 403, "internal": 403, "192.0.2.8": 403,
	} {
		if got := guarded(t, host, "127.0.0.1", flags...); got != want {
			t.Errorf("%s: got %d", host, got)
		}
	}
}

// TestOrigin has requests that a browser sends for a page of this emulator, and for other pages.
func TestOrigin(t *testing.T) {
	t.Parallel()
	h, _ := newHandler(t, nil, "-component", "api", "-control")
	for origin, want := range map[string]int{
		"http://127.0.0.1:4600": 200, "HTTP://127.0.0.1:4600": 200,
		"http://rebound.example": 403, "http://127.0.0.1": 403, "http://127.0.0.1:3000": 403, "http://localhost:4600": 403,
		"null": 403, "file://": 403, "http://127.0.0.1:4600@rebound.example": 403, "%zz": 403,
	} {
		for _, path := range []string{"/health", "/control/", "/control/deploy", "/"} {
			method, headers := http.MethodGet, []string{"Host: 127.0.0.1:4600", "Origin: " + origin, "Content-Type: application/json"}
			if path == "/control/deploy" {
				method = http.MethodPost
			}
			if got, _ := request(t, h, method, path, `{"component": "api"}`, headers...); (got == 403) != (want == 403) {
				t.Errorf("%s %s: got %d", origin, path, got)
			}
		}
	}
}

// TestRefusalIsReadable shows that the AWS clients and a browser can show the reason.
func TestRefusalIsReadable(t *testing.T) {
	t.Parallel()
	h, _ := newHandler(t, nil, "-component", "api")
	_, body := request(t, h, http.MethodPost, "/", `{"name": "api"}`, "Host: proton:4600", "X-Amz-Target: AwsProton20200720.GetComponent")
	if !strings.HasPrefix(body, `{"__type":"UnknownHostException","message":"`) || !strings.Contains(body, "-host NAME") {
		t.Errorf("got %s", body)
	}
}
