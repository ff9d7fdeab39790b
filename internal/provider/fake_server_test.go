package provider_test

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// request is one that a fake server received.
type request struct {
	Method, Host, Path string
	Header             http.Header
	Form               url.Values
	Body               []byte
}

var scope = regexp.MustCompile(`Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request`)

// signature returns the access key and the region of the request's signature.
func (r request) signature() (key, region string) {
	if m := scope.FindStringSubmatch(r.Header.Get("Authorization")); m != nil {
		return m[1], m[2]
	}
	return "", ""
}

// fakeServer is a local server that records its requests.
type fakeServer struct {
	*httptest.Server

	mu       sync.Mutex
	requests []request
}

func newFakeServer(t *testing.T, handler http.HandlerFunc) *fakeServer {
	t.Helper()
	s := unstarted(t, handler)
	s.Start()
	return s
}

func newTLSFakeServer(t *testing.T, handler http.HandlerFunc) *fakeServer {
	t.Helper()
	s := unstarted(t, handler)
	s.StartTLS()
	return s
}

func unstarted(t *testing.T, handler http.HandlerFunc) *fakeServer {
	t.Helper()
	s := &fakeServer{}
	if handler == nil {
		handler = http.NotFound
	}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.keep(r)
		handler(w, r)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // of clients that do not trust a certificate
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

func (s *fakeServer) keep(r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, _ := url.ParseQuery(string(body))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, request{
		Method: r.Method, Host: r.Host, Path: r.URL.Path, Header: r.Header.Clone(), Form: form, Body: body,
	})
}

// got returns all requests in order of arrival.
func (s *fakeServer) got() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// first returns the first request. It fails the test if there is none.
func (s *fakeServer) first(t *testing.T) request {
	t.Helper()
	all := s.got()
	if len(all) == 0 {
		t.Fatal("no request arrived")
	}
	return all[0]
}

// last returns the last request. It fails the test if there is none.
func (s *fakeServer) last(t *testing.T) request {
	t.Helper()
	s.first(t)
	return s.got()[len(s.got())-1]
}

// certificate returns the path of a file with the certificate of a fake server with TLS.
func (s *fakeServer) certificate(t *testing.T) string {
	t.Helper()
	return file(t, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})))
}

// file returns the path of a file with a text.
func file(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	put(t, name, text)
	return name
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// api serves the Proton API. It has a component api in each region that the tests use.
func api(t *testing.T) http.HandlerFunc {
	t.Helper()
	e := emulator.New(emulator.WithCancelTime(0))
	for _, region := range []string{
		"us-east-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-central-1", "ap-northeast-1", "sa-east-1", "mars-north-1",
	} {
		if err := e.Seed(emulator.Component{Name: "api", Region: region}); err != nil {
			t.Fatal(err)
		}
	}
	return e.ServeHTTP
}

func newProton(t *testing.T) *fakeServer {
	t.Helper()
	return newFakeServer(t, api(t))
}

// account is the ID of the account that the credentials belong to, in responses of the fake servers.
const account = "111122223333"

// keyOf returns the access key that the fake STS issues for a role.
func keyOf(role string) string {
	_, name, _ := strings.Cut(role, "role/")
	return "KEY-OF-" + name
}

// newSTS starts a fake server for STS and for IAM. It issues keys that are named after the requested role.
func newSTS(t *testing.T) *fakeServer {
	t.Helper()
	return newFakeServer(t, serveSTS)
}

// serveSTS responds to every action with the members of all.
func serveSTS(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	w.Header().Set("Content-Type", "text/xml")
	_, _ = fmt.Fprintf(w, `<%[1]sResponse><%[1]sResult>
<Credentials><AccessKeyId>%[2]s</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>
<SessionToken>role-token</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>
<Arn>arn:aws:iam::%[3]s:user/tester</Arn><Account>%[3]s</Account>
<User><Arn>arn:aws:iam::%[3]s:user/tester</Arn><UserName>tester</UserName><Path>/</Path><UserId>AIDTESTER</UserId></User>
</%[1]sResult></%[1]sResponse>`, r.Form.Get("Action"), keyOf(r.Form.Get("RoleArn")), account)
}

// newIMDS starts a fake server for an EC2 instance's metadata service.
func newIMDS(t *testing.T) *fakeServer {
	t.Helper()
	return newFakeServer(t, serveIMDS)
}

func serveIMDS(w http.ResponseWriter, r *http.Request) {
	paths := map[string]string{
		"/latest/api/token":                                        "session",
		"/latest/meta-data/iam/security-credentials/":              "instance-role",
		"/latest/meta-data/iam/security-credentials/instance-role": `{"Code":"Success","AccessKeyId":"KEY-OF-INSTANCE","SecretAccessKey":"s","Token":"t","Expiration":"2100-01-01T00:00:00Z"}`,
		"/latest/dynamic/instance-identity/document":               `{"region":"eu-west-2"}`,
	}
	body, known := paths[r.URL.Path]
	if !known {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "300")
	_, _ = io.WriteString(w, body)
}

// newTunnelWith starts a proxy for HTTPS that responds to every request with a status.
func newTunnelWith(t *testing.T, status int) *fakeServer {
	t.Helper()
	return newFakeServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Proxy-Authenticate", "Basic realm=proxy")
		http.Error(w, "the proxy's own page", status)
	})
}

// newTunnel starts a proxy for HTTPS that connects every request to one server, or refuses it if that is nil.
func newTunnel(t *testing.T, to *fakeServer) *fakeServer {
	t.Helper()
	return newFakeServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || to == nil {
			http.Error(w, "no tunnel", http.StatusForbidden)
			return
		}
		there, err := net.Dial("tcp", to.Listener.Addr().String())
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusOK)
		here, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(there, buffered)
			_ = there.Close()
		}()
		_, _ = io.Copy(here, there)
		_ = here.Close()
	})
}
