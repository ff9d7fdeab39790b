package attempt_test

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"testing"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

type kindError attempt.Kind

func (e kindError) Error() string      { return "an error with a kind of its own" }
func (e kindError) Kind() attempt.Kind { return attempt.Kind(e) }

func TestKindOf(t *testing.T) {
	t.Parallel()
	page := func(status int) error {
		return &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: &smithy.GenericAPIError{Code: "UnknownError"},
		}
	}
	connect := func(err error) error { return &net.OpError{Op: "proxyconnect", Err: err} }
	for name, test := range map[string]struct {
		err  error
		want attempt.Kind
	}{
		"an operation that is not served": {&smithy.GenericAPIError{Code: "UnknownOperationException"}, attempt.Unsupported},
		"an expired token":                {&smithy.GenericAPIError{Code: "ExpiredTokenException"}, attempt.Rejected},
		"a page with the status 299":      {page(299), attempt.Malformed},
		"a page with the status 300":      {page(300), attempt.Redirected},
		"a page with the status 399":      {page(399), attempt.Redirected},
		"a page with the status 400":      {page(400), attempt.WrongServer},
		"a page with the status 407":      {page(407), attempt.Rejected},
		"a page with the status 500":      {page(500), attempt.ServerFault},
		"a proxy that wants a password":   {connect(kindError(attempt.Rejected)), attempt.Rejected},
		"no connection":                   {&net.OpError{Op: "dial", Err: errors.New("refused")}, attempt.NotSent},
		"a connection that breaks":        {&net.OpError{Op: "read", Err: errors.New("reset")}, attempt.Lost},
		"a host that does not resolve":    {&net.DNSError{Err: "no such host"}, attempt.NotSent},
		"a server that is not trusted":    {&tls.CertificateVerificationError{Err: errors.New("unknown")}, attempt.NotSent},
		"a proxy that refuses to connect": {connect(errors.New("forbidden")), attempt.NotSent},
		"an error of no known type":       {errors.New("unusual"), attempt.Lost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := attempt.KindOf(test.err); got != test.want {
				t.Errorf("got the kind %d, want %d", got, test.want)
			}
		})
	}
}

// TestKind_IsTransient names the kinds after which the same read may succeed.
func TestKind_IsTransient(t *testing.T) {
	t.Parallel()
	want := map[attempt.Kind]bool{
		attempt.NotSent: true, attempt.Throttled: true, attempt.Skewed: true, attempt.Redirected: true,
		attempt.Lost: true, attempt.ServerFault: true, attempt.Malformed: true, attempt.WrongServer: true,
	}
	for kind := attempt.Local; kind <= attempt.WrongServer; kind++ {
		if got := kind.IsTransient(); got != want[kind] {
			t.Errorf("the kind %d is transient: %t, want %t", kind, got, want[kind])
		}
	}
}
