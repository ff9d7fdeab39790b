package component_test

import (
	"errors"
	"net"
	"net/http"
	"testing"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

type kindError component.Kind

func (e kindError) Error() string        { return "an error that knows its kind" }
func (e kindError) Kind() component.Kind { return component.Kind(e) }

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
		want component.Kind
	}{
		"an operation that is not served": {&smithy.GenericAPIError{Code: "UnknownOperationException"}, component.Unsupported},
		"an expired token":                {&smithy.GenericAPIError{Code: "ExpiredTokenException"}, component.Rejected},
		"a page with the status 399":      {page(399), component.Redirected},
		"a page with the status 400":      {page(400), component.WrongServer},
		"a page with the status 407":      {page(407), component.Rejected},
		"a page with the status 500":      {page(500), component.ServerFault},
		"a proxy that wants a password":   {connect(kindError(component.Rejected)), component.Rejected},
		"a proxy that refuses to connect": {connect(errors.New("forbidden")), component.NotSent},
		"an error that nobody knows":      {errors.New("unusual"), component.Lost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := component.KindOf(test.err); got != test.want {
				t.Errorf("got the kind %d, want %d", got, test.want)
			}
		})
	}
}
