package main

import (
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// guard refuses the requests of other sites' pages in a browser. Such a page can have its own name resolve to a loopback address:
// for the browser, the emulator is then the page's own server. But the Host header has that name.
type guard struct {
	next   http.Handler
	o      options
	logger *slog.Logger
}

// ServeHTTP implements [http.Handler].
func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	refuse := func(code, message string) {
		g.logger.Info("refused", "host", r.Host, "origin", r.Header.Get("Origin"), "status", http.StatusForbidden, "error", code)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Amzn-ErrorType", code)
		w.WriteHeader(http.StatusForbidden)
		_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": message}) // an error means that the client has disconnected
	}
	switch {
	case !g.trusts(r):
		refuse("UnknownHostException", "The emulator does not know the host of this request. If the name is yours, start the emulator with -host NAME.")
	case slices.ContainsFunc(r.Header.Values("Origin"), func(origin string) bool {
		_, host, _ := strings.Cut(origin, "://")
		return !strings.EqualFold(host, r.Host)
	}):
		refuse("ForeignOriginException", "The emulator does not accept requests from the pages of other sites.")
	default:
		g.next.ServeHTTP(w, r)
	}
}

// trusts reports whether a request is for the listener's address, a loopback name or address, or a name given with -host.
func (g guard) trusts(r *http.Request) bool {
	listen, _, _ := net.SplitHostPort(g.o.listen)
	host, listen := hostOf(r.Host), strings.ToLower(listen)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || slices.Contains(g.o.hosts, host) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host != "" && host == listen
	}
	// On all interfaces, the listener has each address of the machine, and that of the machine that forwards a port to it.
	every, _ := netip.ParseAddr(listen)
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ip.Unmap().IsLoopback() || listen == "" || every.IsUnspecified() ||
		local != nil && hostOf(local.String()) == host
}

// hostOf returns the name or the IP address of a Host header, without the port, or "" if it has neither.
func hostOf(header string) string {
	u, err := url.Parse("//" + header)
	if err != nil || u.Host != header { // a user or a path
		return ""
	}
	return strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
}
