package component_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// What the network does to a request.
const (
	noFault       = "no fault"
	delayBefore   = "delayed before processing"
	delayAfter    = "delayed after processing"
	lostBefore    = "lost before processing"
	lostAfter     = "lost after processing"
	overtaken     = "lost, and processed later"
	hangBefore    = "no response, not processed"
	hangAfter     = "no response, processed"
	notSent       = "not sent"
	refused       = "refused by the client"
	throttle      = "throttled"
	conflicted    = "temporary conflict"
	denied        = "access denied"
	expired       = "expired credentials"
	noCredentials = "no credentials"
	unknown       = "unknown status"
	corrupted     = "corrupted response"           // after processing
	cut           = "response cut off"             // after processing
	replaced      = "another response"             // instead of processing
	elsewhere     = "response of another server"   // that no Proton sends, instead of processing
	another       = "another component"            // after processing
	missing       = "not found"                    // of a deployment
	unsupported   = "operation that is not served" // of a deployment
)

var faults = map[string][]string{
	"CancelComponentDeployment": {
		delayBefore, delayAfter, lostBefore, lostAfter, overtaken, hangBefore, hangAfter, notSent, throttle, conflicted, conflicted,
		denied, expired, corrupted, corrupted, cut, replaced, elsewhere, another, refused,
	},
	"GetComponent": {
		delayBefore, delayAfter, lostBefore, lostAfter, hangAfter, notSent, throttle, denied, expired, unknown, corrupted, cut, replaced,
		replaced, elsewhere, another,
	},
	"GetDeployment": {delayBefore, lostAfter, hangAfter, notSent, throttle, denied, unknown, corrupted, cut, replaced, another, missing, unsupported},
}

// reply is a response without a deployment.
type reply struct {
	status int
	body   string
}

// replacements replace the world's own response. Proton, or a gateway before it, could send them.
var replacements = []reply{
	{408, ""},
	{500, `{"__type":"InternalServerException","message":"oops"}`},
	{500, ""},
	{502, "<html>bad gateway</html>"},
	{503, ""},
	{504, "<html>"},
	{200, "<html>"},
	{200, "{}"},
	{200, `{"component":null}`},
	{200, `{"component":{}}`},
	{200, `{"component":{"na`},
	{200, ""},
	{200, "[]"},
}

// foreign are responses of servers that are not Proton, or of a gateway before it.
var foreign = []reply{
	{501, `{"__type":"InternalFailure","message":"not implemented"}`},
	{200, "<html>log in</html>"},
	{404, "<html>not found</html>"},
	{302, ""},
	{307, "<html>moved</html>"},
	{407, "<html>proxy authentication required</html>"},
	{505, ""},
	{200, "{}"},
	{502, "<html>bad gateway</html>"},
}

// unsentErrors are errors of requests that were not sent.
var unsentErrors = []error{
	&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED},
	&net.OpError{Op: "proxyconnect", Net: "tcp", Err: syscall.ECONNREFUSED},
	&net.DNSError{Err: "no such host", Name: "proton.test", IsNotFound: true},
	&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}},
}

// lostErrors are errors of requests that were sent.
var lostErrors = []error{
	io.ErrUnexpectedEOF,
	&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET},
	errors.New("http2: server sent GOAWAY and closed the connection"),
}

// errRefused is the error of an HTTP client that refuses a request, for an invalid header value.
var errRefused = errors.New("net/http: invalid header field value")

// window is a time in which every request meets the same fault.
type window struct {
	from, to time.Time
	fault    string
}

func windows(random *rand.Rand, now time.Time) []window {
	var all []window
	for random.IntN(5) == 0 {
		from := now.Add(time.Duration(random.Int64N(int64(time.Minute))))
		all = append(all, window{from, from.Add(time.Duration(random.Int64N(int64(30 * time.Second)))), pick(random, throttle, denied, expired, noCredentials)})
	}
	return all
}

// credentials of the client, which are slow in some runs, and not available in some windows.
func (n *network) credentials(ctx context.Context) (aws.Credentials, error) {
	if n.renews && n.random.IntN(4) == 0 {
		if err := pass(ctx, time.Duration(n.random.Int64N(int64(time.Minute)))); err != nil {
			return aws.Credentials{}, err
		}
	}
	for _, w := range n.windows {
		if now := time.Now(); w.fault == noCredentials && now.After(w.from) && now.Before(w.to) {
			return aws.Credentials{}, errors.New("no credentials")
		}
	}
	return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, nil
}

// cutBody is a body whose connection breaks in the middle.
type cutBody struct{ io.Reader }

func (c cutBody) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (cutBody) Close() error { return nil }

// cutOff returns a response that ends in the middle of its body.
func cutOff(response *http.Response) *http.Response {
	response.Body = cutBody{io.LimitReader(response.Body, response.ContentLength/2)}
	return response
}

// pass waits for some time, or until ctx is done.
func pass(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// timeout is the error of an HTTP client after its timeout.
type timeout struct{}

func (timeout) Error() string   { return "Client.Timeout exceeded while awaiting headers" }
func (timeout) Timeout() bool   { return true }
func (timeout) Temporary() bool { return true }
