package emulator

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed" // for page.html
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
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

type page struct {
	Region, Now, Lines string
	Paused             bool
	Components         []pageComponent
	Hidden             int // components that are not shown
	Requests           []pageRequest
	Faults             []Pending
}

type pageComponent struct {
	Name, Region, Environment, Service, Status, Message, Since, Deployment string
	Earlier                                                                []pageDeployment // the newest first
	Older                                                                  int
}

type pageDeployment struct{ ID, Status string }

type pageRequest struct{ Time, Operation, Component, Region, Response, Fault string }

// Page returns a handler that shows the components, the latest requests and the pending faults in a browser, and the lines
// for the shell of a client. It changes nothing.
func (s *Server) Page(lines func(*http.Request) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := page{Region: s.name, Paused: r.URL.Query().Has("paused"), Lines: lines(r), Faults: s.Pending()}
		s.show(&p)
		var body bytes.Buffer
		if err := pageTemplate.Execute(&body, p); err != nil {
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

// show adds the latest requests, the newest first, and the components, sorted by region and name.
func (s *Server) show(p *page) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.Now = s.now().UTC().Format(time.DateTime) + " UTC"
	for _, c := range slices.Backward(s.journal[max(0, len(s.journal)-maxRequestsShown):]) {
		p.Requests = append(p.Requests, c.show(s.name))
	}
	var keys []componentKey
	for at, r := range s.components {
		if s.begin(at.region).advance(r) {
			keys = append(keys, at)
		}
	}
	slices.SortFunc(keys, func(a, b componentKey) int {
		return cmp.Or(strings.Compare(a.region, b.region), strings.Compare(a.name, b.name))
	})
	p.Hidden = max(0, len(keys)-maxComponentsShown)
	for _, at := range keys[:len(keys)-p.Hidden] {
		p.Components = append(p.Components, s.components[at].show(at))
	}
}

func (r *record) show(at componentKey) pageComponent {
	newest := r.history[len(r.history)-1]
	c := pageComponent{
		Name: at.name, Region: at.region, Environment: *r.EnvironmentName, Status: string(r.DeploymentStatus),
		Message: aws.ToString(r.DeploymentStatusMessage), Since: r.since.UTC().Format(time.DateTime), Deployment: *newest.Id,
	}
	if service := aws.ToString(r.ServiceName); service != "" {
		c.Service = service + "/" + aws.ToString(r.ServiceInstanceName)
	}
	for _, d := range slices.Backward(r.history[:len(r.history)-1]) {
		if len(c.Earlier) == maxEarlierShown {
			c.Older = len(r.history) - 1 - maxEarlierShown
			break
		}
		c.Earlier = append(c.Earlier, pageDeployment{*d.Id, string(d.DeploymentStatus)})
	}
	return c
}

func (c *Call) show(region string) pageRequest {
	response := "none"
	if c.Seen.Status > 0 {
		response = strings.TrimSpace(fmt.Sprint(c.Seen.Status, " ", c.Seen.Error))
	}
	return pageRequest{
		c.Time.UTC().Format(time.TimeOnly), cmp.Or(c.Operation, "unknown"), c.Component, cmp.Or(c.Region, region), response, c.Fault,
	}
}
