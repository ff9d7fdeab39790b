package diagnostics_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

const (
	cancelCall = "CancelComponentDeployment"
	getCall    = "GetComponent"
	oldID      = "11111111-1111-4111-8111-111111111111"
	newID      = "22222222-2222-4222-8222-222222222222"
)

var (
	resource = diagnostics.Target{
		Component: "api", Region: "eu-west-1", Argument: path.Root("component_name"),
		Timeout: "timeouts.create", Limit: 30 * time.Minute,
	}
	action = diagnostics.Target{
		Component: "api", Region: "eu-west-1", Argument: path.Root("component_name"),
		Timeout: "timeouts.invoke", Limit: 90 * time.Second, Action: true,
	}
)

// foreign is what the SDK makes of a response without an error code.
var foreign = &smithy.GenericAPIError{Code: "UnknownError", Message: "UnknownError"}

// situation is a cause of a message.
type situation struct {
	name string
	doubt
	make func(diagnostics.Target) diag.Diagnostic
}

// doubt reports whether Proton may have accepted the cancellation.
type doubt bool

// seen returns a component with a status, and with a message that only the error for a failed deployment may repeat.
func seen(status awstypes.DeploymentStatus) *awstypes.Component {
	return &awstypes.Component{
		LastAttemptedDeploymentId: aws.String(oldID), DeploymentStatus: status,
		DeploymentStatusMessage: aws.String("Resource handler returned message: \"Access denied\"."),
	}
}

// failed returns the situation of an error of [component.Cancel].
func failed(name string, e component.Error) situation {
	e.Elapsed = 5*time.Second + 3*time.Millisecond
	return situation{name, doubt(e.Doubt), func(t diagnostics.Target) diag.Diagnostic {
		return diagnostics.CancelFailed(fmt.Errorf("somewhere: %w", &e), t)
	}}
}

// ended returns the situation of an outcome of [component.Cancel].
func ended(name string, o component.Outcome) situation {
	if o.Last != nil {
		o.Component = *o.Last
	}
	return situation{name, doubt(o.Doubt), func(t diagnostics.Target) diag.Diagnostic {
		return diagnostics.OutcomeWarning(o, t)
	}}
}

// responded returns the SDK's error for a response.
func responded(operation string, status int, err error) error {
	return called(operation, status, "0a1b2c3d-req-1", err)
}

// noResponse returns the SDK's error for a request without a response.
func noResponse(operation string, err error) error {
	return called(operation, 0, "", &smithyhttp.RequestSendError{Err: &url.Error{
		Op: "Post", URL: "https://proton.eu-west-1.amazonaws.com/", Err: err,
	}})
}

func called(operation string, status int, request string, err error) error {
	return &smithy.OperationError{ServiceID: "Proton", OperationName: operation, Err: &awshttp.ResponseError{
		RequestID: request,
		ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: err,
		},
	}}
}

var (
	conflict = responded(cancelCall, 400, &awstypes.ConflictException{Message: aws.String("The component has no deployment in progress.")})
	lost     = noResponse(cancelCall, io.ErrUnexpectedEOF)
	missing  = responded(getCall, 400, &awstypes.ResourceNotFoundException{Message: aws.String("Component api was not found.")})
	throttle = &awstypes.ThrottlingException{Message: aws.String("Rate exceeded")}
)

// causes returns an error of each kind that a call of an operation can return.
func causes(operation string) []struct {
	name string
	err  error
} {
	return []struct {
		name string
		err  error
	}{
		{"component not found", responded(operation, 400, &awstypes.ResourceNotFoundException{Message: aws.String("Component api was not found.")})},
		{"access denied", responded(operation, 400, &awstypes.AccessDeniedException{Message: aws.String("User is not authorized.")})},
		{"validation", responded(operation, 400, &awstypes.ValidationException{Message: aws.String("The name is not valid.")})},
		{"throttled", responded(operation, 400, throttle)},
		{"another exception", responded(operation, 400, &smithy.GenericAPIError{Code: "ExpiredTokenException", Message: "The security token is expired."})},
		{"internal error", responded(operation, 500, &awstypes.InternalServerException{Message: aws.String("Internal failure")})},
		{"page of another server", responded(operation, 404, foreign)},
		{"operation unknown to the endpoint", responded(operation, 400, &smithy.GenericAPIError{Code: "UnknownOperationException"})},
		{"429 without an exception", responded(operation, 429, foreign)},
		{"408 without an exception", responded(operation, 408, foreign)},
		{"503 without an exception", responded(operation, 503, foreign)},
		{"429 with a page", responded(operation, 429, &smithy.DeserializationError{Err: errors.New("invalid character '<' looking for beginning of value")})},
		{"page of another server that is not JSON", responded(operation, 404, &smithy.DeserializationError{Err: errors.New("invalid character '<' looking for beginning of value")})},
		{"response cannot be parsed", responded(operation, 200, &smithy.DeserializationError{Err: errors.New("invalid character '<' looking for beginning of value")})},
		{"connection lost", noResponse(operation, io.ErrUnexpectedEOF)},
		{"connection reset", noResponse(operation, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET})},
		{"no response within the limit of an attempt", noResponse(operation, context.DeadlineExceeded)},
		{"interrupted", called(operation, 0, "", &smithy.CanceledError{Err: context.Canceled})},
		{"host does not resolve", noResponse(operation, &net.DNSError{Err: "no such host", Name: "proton.eu-west-1.amazonaws.com", IsNotFound: true})},
		{"connection refused", noResponse(operation, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED})},
		{"no route to the host", noResponse(operation, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.EHOSTUNREACH})},
		{"proxy refuses", noResponse(operation, &net.OpError{Op: "proxyconnect", Net: "tcp", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}})},
		{"certificate not trusted", noResponse(operation, &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}})},
		{"certificate of another host", noResponse(operation, &tls.CertificateVerificationError{Err: x509.HostnameError{
			Certificate: &x509.Certificate{DNSNames: []string{"example.com"}}, Host: "proton.eu-west-1.amazonaws.com",
		}})},
		{"certificate expired", noResponse(operation, &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}})},
		{"no TLS", noResponse(operation, tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"})},
		{"HTTP server behind an https URL", noResponse(operation, http.ErrSchemeMismatch)},
		{"no credentials", called(operation, 0, "", &diagnostics.CredentialsError{
			Summary: "No valid credential sources found", Happened: "None of the sources has credentials.",
			Remedy: "Configure a source.", Cause: "no EC2 IMDS role found",
		})},
	}
}

// failures returns the situations of the errors of [component.Cancel].
func failures() []situation {
	facts := func(last *awstypes.Component) component.Facts { return component.Facts{Last: last} }
	accepted := func(last *awstypes.Component) component.Facts { return component.Facts{Accepted: true, Last: last} }
	inDoubt := func(last *awstypes.Component) component.Facts { return component.Facts{Doubt: true, Last: last} }
	newer := func(id string, status awstypes.DeploymentStatus) component.Facts {
		return component.Facts{Newer: &component.Newer{ID: id, Status: status}}
	}
	noMessage := &awstypes.Component{DeploymentStatus: "FAILED"}
	all := []situation{
		failed("nothing in progress", component.Error{Reason: component.NotInProgress, Facts: facts(seen("SUCCEEDED")), Operation: getCall, Cause: conflict}),
		failed("nothing in progress, a newer deployment", component.Error{Reason: component.NotInProgress, Facts: newer(newID, "IN_PROGRESS"), Operation: getCall, Cause: conflict}),
		failed("nothing in progress, a newer deployment that another user cancels", component.Error{Reason: component.NotInProgress, Facts: newer(newID, "CANCELLING"), Operation: getCall, Cause: conflict}),
		failed("finished, in doubt", component.Error{Reason: component.NotInProgress, Facts: inDoubt(seen("SUCCEEDED")), Operation: getCall, Cause: lost}),
		failed("accepted, succeeded first", component.Error{Reason: component.FinishedFirst, Facts: accepted(seen("SUCCEEDED")), Operation: getCall}),
		failed("accepted, failed", component.Error{Reason: component.CancellationFailed, Facts: accepted(seen("FAILED")), Operation: getCall}),
		failed("accepted, failed without a message", component.Error{Reason: component.CancellationFailed, Facts: accepted(noMessage), Operation: getCall}),
		failed("failed, in doubt", component.Error{Reason: component.CancellationFailed, Facts: inDoubt(seen("FAILED")), Operation: getCall, Cause: lost}),
		failed("gone after a refusal", component.Error{Reason: component.Gone, Operation: getCall, Cause: missing}),
		failed("gone, accepted", component.Error{Reason: component.Gone, Facts: accepted(seen("CANCELLING")), Operation: getCall, Cause: missing}),
		failed("being deleted, accepted", component.Error{Reason: component.Gone, Facts: accepted(seen("DELETE_IN_PROGRESS")), Operation: getCall}),
		failed("a deletion failed, accepted", component.Error{Reason: component.Gone, Facts: accepted(seen("DELETE_FAILED")), Operation: getCall}),
		failed("accepted, failed, started late", component.Error{
			Reason: component.CancellationFailed, Operation: getCall,
			Facts: component.Facts{Accepted: true, StartedLate: true, Last: seen("FAILED")},
		}),
		failed("being deleted, in doubt", component.Error{Reason: component.Gone, Facts: inDoubt(seen("DELETE_IN_PROGRESS")), Operation: getCall, Cause: lost}),
	}
	for _, reason := range []component.Reason{component.TimedOut, component.Interrupted} {
		name := reason.String()
		all = append(all,
			failed(name+" before any response", component.Error{Reason: reason, Operation: cancelCall}),
			failed(name+", refused", component.Error{Reason: reason, Facts: facts(seen("IN_PROGRESS")), Cause: conflict}),
			failed(name+", accepted", component.Error{Reason: reason, Facts: accepted(seen("CANCELLING"))}),
			failed(name+", accepted, an unknown status", component.Error{Reason: reason, Facts: accepted(seen("PAUSED"))}),
			failed(name+", in doubt", component.Error{Reason: reason, Facts: inDoubt(seen("IN_PROGRESS")), Cause: lost}),
			failed(name+", accepted, reads fail", component.Error{
				Reason: reason, Facts: accepted(seen("CANCELLING")), Operation: getCall, Cause: responded(getCall, 400, throttle),
				Transient: responded(getCall, 400, throttle),
			}),
			failed(name+", cannot connect", component.Error{
				Reason: reason, Operation: cancelCall, Cause: noResponse(cancelCall, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}),
				Transient: noResponse(cancelCall, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}),
			}),
			failed(name+", accepted, the endpoint is not available", component.Error{
				Reason: reason, Facts: accepted(seen("CANCELLING")), Operation: getCall, Cause: responded(getCall, 503, foreign),
				Transient: responded(getCall, 503, foreign),
			}),
			failed(name+", in doubt, reads fail", component.Error{
				Reason: reason, Facts: inDoubt(nil), Operation: getCall, Cause: errors.Join(lost, noResponse(getCall, io.ErrUnexpectedEOF)),
				Transient: noResponse(getCall, io.ErrUnexpectedEOF),
			}),
		)
	}
	for _, cause := range causes(cancelCall) {
		all = append(all, failed("cancel: "+cause.name, component.Error{Reason: component.CallFailed, Operation: cancelCall, Cause: cause.err}))
	}
	denied := causes(getCall)[1].err
	return append(all,
		failed("no connection through a proxy", component.Error{
			Reason: component.CallFailed, Operation: cancelCall, Unsent: true, Cause: noResponse(cancelCall, errors.New("Service Unavailable")),
		}),
		failed("cancel denied, in doubt", component.Error{Reason: component.CallFailed, Facts: inDoubt(seen("IN_PROGRESS")), Operation: cancelCall, Cause: causes(cancelCall)[1].err}),
		failed("read denied, accepted", component.Error{Reason: component.CallFailed, Facts: accepted(seen("CANCELLING")), Operation: getCall, Cause: denied}),
		failed("read denied, refused", component.Error{Reason: component.CallFailed, Operation: getCall, Cause: errors.Join(denied, conflict)}),
		failed("read denied, in doubt", component.Error{Reason: component.CallFailed, Facts: inDoubt(nil), Operation: getCall, Cause: errors.Join(denied, lost)}),
		failed("another server, in doubt", component.Error{
			Reason: component.CallFailed, Facts: inDoubt(nil), Operation: getCall,
			Cause: errors.Join(causes(getCall)[6].err, causes(cancelCall)[6].err),
		}),
		failed("page that is not the API's, in doubt", component.Error{
			Reason: component.CallFailed, Facts: inDoubt(nil), Operation: getCall, Cause: errors.Join(causes(getCall)[8].err, lost),
		}),
		situation{"an error of another type", false, func(t diagnostics.Target) diag.Diagnostic {
			return diagnostics.CancelFailed(errors.New("strange"), t)
		}},
	)
}

// warnings returns the situations of the outcomes of [component.Cancel] that have a notice.
func warnings() []situation {
	all := []situation{
		ended("already cancelled", component.Outcome{Notice: component.AlreadyCancelled, Facts: component.Facts{Last: seen("CANCELLED")}}),
		ended("already cancelled, in doubt", component.Outcome{Notice: component.AlreadyCancelled, Facts: component.Facts{Last: seen("CANCELLED"), Doubt: true}}),
		ended("nothing in progress", component.Outcome{Notice: component.NothingToCancel, Facts: component.Facts{Last: seen("FAILED")}}),
		ended("nothing in progress, a newer deployment", component.Outcome{Notice: component.NothingToCancel, Facts: component.Facts{Newer: &component.Newer{ID: newID, Status: "IN_PROGRESS"}}}),
		ended("finished, in doubt", component.Outcome{Notice: component.NothingToCancel, Facts: component.Facts{Last: seen("SUCCEEDED"), Doubt: true}}),
		ended("accepted, succeeded first", component.Outcome{Notice: component.FinishedBeforeCancelled, Facts: component.Facts{Last: seen("SUCCEEDED"), Accepted: true}}),
		ended("started late", component.Outcome{Notice: component.CancelledLate, Facts: component.Facts{Last: seen("CANCELLED"), Accepted: true, StartedLate: true}}),
	}
	for _, effect := range []struct {
		name   string
		effect component.Effect
	}{{"left alone", component.LeftAlone}, {"effect unknown", component.EffectUnknown}, {"cancelled", component.Cancelled}} {
		statuses := []awstypes.DeploymentStatus{"IN_PROGRESS", "CANCELLING", "CANCELLED", "FAILED", ""}
		if effect.effect == component.EffectUnknown {
			statuses = statuses[1:] // a deployment in progress was not reached
		}
		if effect.effect == component.Cancelled {
			statuses = statuses[1:2]
		}
		for _, status := range statuses {
			for _, state := range []struct {
				name  string
				facts component.Facts
			}{
				{"refused", component.Facts{Last: seen("IN_PROGRESS")}},
				{"accepted", component.Facts{Last: seen("CANCELLING"), Accepted: true}},
				{"in doubt", component.Facts{Doubt: true}},
			} {
				if effect.effect == component.EffectUnknown && state.name == "refused" {
					continue // a request whose effect is unknown leaves doubt, unless it was accepted
				}
				if effect.effect == component.Cancelled && state.name == "accepted" {
					continue // an accepted cancel is not sent again
				}
				facts := state.facts
				facts.Newer = &component.Newer{ID: newID, Status: status, Effect: effect.effect}
				all = append(all, ended(fmt.Sprintf("superseded, %s, %s, now %q", state.name, effect.name, status),
					component.Outcome{Notice: component.Superseded, Facts: facts}))
			}
		}
	}
	return append(all, ended("superseded, started late", component.Outcome{
		Notice: component.Superseded, Facts: component.Facts{
			Last: seen("CANCELLING"), Accepted: true, StartedLate: true, Newer: &component.Newer{ID: newID, Status: "IN_PROGRESS"},
		},
	}), ended("superseded by a deployment without an ID", component.Outcome{
		Notice: component.Superseded, Facts: component.Facts{Last: seen("CANCELLING"), Accepted: true, Newer: &component.Newer{Status: "IN_PROGRESS"}},
	}))
}

// reads returns the situations of the errors of the data sources, and of checks before any call.
func reads() []situation {
	var all []situation
	for _, cause := range append(causes("ListComponents"), struct {
		name string
		err  error
	}{"pages that never end", component.ErrEndless}) {
		all = append(all, situation{"list: " + cause.name, false, func(diagnostics.Target) diag.Diagnostic {
			return diagnostics.CallFailed("Unable to list components", "ListComponents", cause.err, diagnostics.Target{Region: "eu-west-1"})
		}})
	}
	return append(all,
		situation{"read: component not found", false, func(diagnostics.Target) diag.Diagnostic {
			return diagnostics.CallFailed("Unable to read component", getCall, missing,
				diagnostics.Target{Component: "api", Region: "eu-west-1", Argument: path.Root("name")})
		}},
		situation{"missing region", false, func(diagnostics.Target) diag.Diagnostic { return diagnostics.MissingRegion() }},
		situation{"unknown region", false, func(diagnostics.Target) diag.Diagnostic {
			return diagnostics.UnknownRegion(path.Root("region"), "us-moon-1")
		}},
	)
}
