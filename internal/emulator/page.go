package emulator

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed" // for page.html
	"encoding/base64"
	"html/template"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// What the page shows of each kind, so that it stays readable and small.
const (
	maxComponentsShown = 100
	maxRequestsShown   = 30
	maxEarlierShown    = 4
)

//go:embed page.html
var pageText string

var (
	pageTemplate = template.Must(template.New("page").Parse(pageText))
	pagePolicy   = contentSecurityPolicy(pageText)
)

// contentSecurityPolicy allows the page's own style, and nothing else.
func contentSecurityPolicy(page string) string {
	_, style, _ := strings.Cut(page, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; img-src data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// page is what the template shows.
type page struct {
	Region, Now, Lines string
	Paused             bool
	Components         []pageComponent
	Hidden             int // components that are not shown
	Requests           []*Call
	Faults             []Pending
}

type pageComponent struct {
	Region string
	*record
}

// Since returns when the status began.
func (r *record) Since() string { return r.since.UTC().Format(time.DateTime) }

// Earlier returns the deployments before the current one, the newest first.
func (r *record) Earlier() []deployment {
	earlier := slices.Clone(r.history[max(0, len(r.history)-1-maxEarlierShown) : len(r.history)-1])
	slices.Reverse(earlier)
	return earlier
}

// Older returns how many deployments there are before those.
func (r *record) Older() int { return max(0, len(r.history)-1-maxEarlierShown) }

// Page returns a handler that shows the components, the latest requests and the pending faults in a browser, and the lines
// for the shell of a client. It changes nothing.
func (s *Server) Page(lines func(*http.Request) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := page{Region: s.name, Paused: r.URL.Query().Has("paused"), Lines: lines(r), Faults: s.Pending()}
		var body bytes.Buffer
		if err := s.render(&body, p); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		_, _ = body.WriteTo(w) // an error means that the client has disconnected
	})
}

// render adds the latest requests, the newest first, and the components, sorted by region and name.
func (s *Server) render(w io.Writer, p page) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.Now = s.now().UTC().Format(time.DateTime) + " UTC"
	p.Requests = slices.Clone(s.journal[max(0, len(s.journal)-maxRequestsShown):])
	slices.Reverse(p.Requests)
	for at, r := range s.components {
		if s.begin(at.region).advance(r) {
			p.Components = append(p.Components, pageComponent{at.region, r})
		}
	}
	slices.SortFunc(p.Components, func(a, b pageComponent) int {
		return cmp.Or(strings.Compare(a.Region, b.Region), strings.Compare(*a.Name, *b.Name))
	})
	p.Hidden = max(0, len(p.Components)-maxComponentsShown)
	p.Components = p.Components[:len(p.Components)-p.Hidden]
	return pageTemplate.Execute(w, p)
}
