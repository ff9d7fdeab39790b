package attempt_test

import (
	"errors"
	"net"
	"net/http"
	"testing"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

type kindError attempt.Kind

func (e kindError) Error() string      { return "an error that knows its kind" }
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
		"a page with the status 399":      {page(399), attempt.Redirected},
		"a page with the status 400":      {page(400), attempt.WrongServer},
		"a page with the status 407":      {page(407), attempt.Rejected},
		"a page with the status 500":      {page(500), attempt.ServerFault},
		"a proxy that wants a password":   {connect(kindError(attempt.Rejected)), attempt.Rejected},
		"a proxy that refuses to connect": {connect(errors.New("forbidden")), attempt.NotSent},
		"an error that nobody knows":      {errors.New("unusual"), attempt.Lost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := attempt.KindOf(test.err); got != test.want {
				t.Errorf("got the kind %d, want %d", got, test.want)
			}
		})
	}
}
