package diagnostics_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"
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

// timed returns a component whose deployment has times.
func timed(status awstypes.DeploymentStatus) *awstypes.Component {
	c := seen(status)
	c.LastDeploymentAttemptedAt = aws.Time(time.Date(2026, 11, 1, 12, 0, 0, 250_000_000, time.UTC))
	c.LastDeploymentSucceededAt = aws.Time(time.Date(2026, 11, 1, 12, 5, 0, 0, time.UTC))
	return c
}

// failed returns the situation of an error of [component.Cancel].
func failed(name string, e component.Error) situation {
	e.Elapsed = 5*time.Second + 3*time.Millisecond
	return situation{name, doubt(e.Doubt()), func(t diagnostics.Target) diag.Diagnostic {
		return diagnostics.CancelFailed(&e, t)
	}}
}

// ignored returns the situation of an error that ignore_not_in_progress makes a warning.
func ignored(name string, e component.Error) situation {
	return situation{name + ", ignored", doubt(e.Doubt()), func(t diagnostics.Target) diag.Diagnostic {
		return diagnostics.Ignored(&e, t)
	}}
}

// ended returns the situation of an outcome of [component.Cancel].
func ended(name string, o component.Outcome) situation {
	return situation{name, doubt(o.Doubt()), func(t diagnostics.Target) diag.Diagnostic {
		return diagnostics.OutcomeWarning(o, t)
	}}
}

// failures returns the situations of the errors of [component.Cancel].
func failures() []situation {
	facts := func(last *awstypes.Component) component.Facts { return component.Facts{Last: last} }
	accepted := func(last *awstypes.Component) component.Facts {
		return component.Facts{Known: component.Accepted, Last: last}
	}
	inDoubt := func(last *awstypes.Component) component.Facts {
		return component.Facts{Known: component.PerhapsAccepted, Last: last}
	}
	newer := func(id string, status awstypes.DeploymentStatus) component.Facts {
		return component.Facts{Newer: &component.Newer{ID: id, Status: status}}
	}
	noMessage := &awstypes.Component{DeploymentStatus: "FAILED"}
	all := []situation{
		failed("nothing in progress", component.Error{Reason: component.NotInProgress, Facts: facts(seen("SUCCEEDED")), Operation: getCall, CancelErr: conflict}),
		failed("nothing in progress, a newer deployment", component.Error{Reason: component.NotInProgress, Facts: newer(newID, "IN_PROGRESS"), Operation: getCall, CancelErr: conflict}),
		failed("nothing in progress, a newer deployment that another user cancels", component.Error{Reason: component.NotInProgress, Facts: newer(newID, "CANCELLING"), Operation: getCall, CancelErr: conflict}),
		failed("finished, in doubt", component.Error{Reason: component.NotInProgress, Facts: inDoubt(seen("SUCCEEDED")), Operation: getCall, CancelErr: lost}),
		failed("nothing in progress, since a known time", component.Error{Reason: component.NotInProgress, Facts: facts(timed("SUCCEEDED")), Operation: getCall, CancelErr: conflict}),
		failed("nothing in progress, started at a known time", component.Error{Reason: component.NotInProgress, Facts: facts(timed("FAILED")), Operation: getCall, CancelErr: conflict}),
		failed("nothing in progress, redirected", component.Error{Reason: component.NotInProgress, Facts: facts(seen("SUCCEEDED")), Operation: getCall, CancelErr: responded(cancelCall, 302, &smithy.GenericAPIError{Code: "UnknownError"})}),
		failed("accepted, failed, replaced", component.Error{Reason: component.CancellationFailed, Operation: "GetDeployment", Facts: component.Facts{
			Known: component.Accepted, Last: seen("FAILED"), Newer: &component.Newer{ID: newID, Status: "SUCCEEDED", Effect: component.EffectUnknown},
		}}),
		failed("succeeded, and the newer one was reached", component.Error{Reason: component.FinishedFirst, Operation: "GetDeployment", Facts: component.Facts{
			Last: seen("SUCCEEDED"), Newer: &component.Newer{ID: newID, Status: "CANCELLING", Effect: component.Cancelled},
		}}),
		failed("failed, and the newer one was reached", component.Error{Reason: component.CancellationFailed, Operation: "GetDeployment", Facts: component.Facts{
			Last: seen("FAILED"), Newer: &component.Newer{ID: newID, Status: "CANCELLING", Effect: component.Cancelled},
		}}),
		failed("accepted without a name, failed, replaced", component.Error{Reason: component.CancellationFailed, Operation: "GetDeployment", Facts: component.Facts{
			Known: component.AcceptedUnnamed, Last: seen("FAILED"), Newer: &component.Newer{ID: newID, Status: "CANCELLING", Effect: component.EffectUnknown},
		}}),
		failed("nothing in progress, replaced after it succeeded", component.Error{Reason: component.NotInProgress, Operation: "GetDeployment", CancelErr: conflict, Facts: component.Facts{
			Last: seen("SUCCEEDED"), Newer: &component.Newer{ID: newID, Status: "IN_PROGRESS"},
		}}),
		failed("accepted without a name, succeeded, replaced", component.Error{Reason: component.FinishedFirst, Operation: "GetDeployment", Facts: component.Facts{
			Known: component.AcceptedUnnamed, Last: seen("SUCCEEDED"), Newer: &component.Newer{ID: newID, Status: "CANCELLING", Effect: component.EffectUnknown},
		}}),
		failed("accepted, succeeded first", component.Error{Reason: component.FinishedFirst, Facts: accepted(seen("SUCCEEDED")), Operation: getCall}),
		failed("accepted, failed", component.Error{Reason: component.CancellationFailed, Facts: accepted(seen("FAILED")), Operation: getCall}),
		failed("accepted, failed without a message", component.Error{Reason: component.CancellationFailed, Facts: accepted(noMessage), Operation: getCall}),
		failed("failed, in doubt", component.Error{Reason: component.CancellationFailed, Facts: inDoubt(seen("FAILED")), Operation: getCall, CancelErr: lost}),
		failed("gone after a refusal", component.Error{Reason: component.Gone, Operation: getCall, Cause: missing}),
		failed("gone, accepted", component.Error{Reason: component.Gone, Facts: accepted(seen("CANCELLING")), Operation: getCall, Cause: missing}),
		failed("being deleted, accepted", component.Error{Reason: component.Gone, Facts: accepted(seen("DELETE_IN_PROGRESS")), Operation: getCall}),
		failed("a deletion failed, accepted", component.Error{Reason: component.Gone, Facts: accepted(seen("DELETE_FAILED")), Operation: getCall}),
		failed("accepted, failed, started late", component.Error{
			Reason: component.CancellationFailed, Operation: getCall,
			Facts: component.Facts{Known: component.Accepted, StartedLate: true, Last: seen("FAILED")},
		}),
		failed("being deleted, in doubt", component.Error{Reason: component.Gone, Facts: inDoubt(seen("DELETE_IN_PROGRESS")), Operation: getCall, CancelErr: lost}),
	}
	for _, reason := range []component.Reason{component.TimedOut, component.Interrupted} {
		name := string(reason)
		all = append(all,
			failed(name+" before any response", component.Error{Reason: reason, Operation: cancelCall}),
			failed(name+", refused", component.Error{Reason: reason, Facts: facts(seen("IN_PROGRESS")), CancelErr: conflict}),
			failed(name+", accepted", component.Error{Reason: reason, Facts: accepted(seen("CANCELLING"))}),
			failed(name+", accepted, an unknown status", component.Error{Reason: reason, Facts: accepted(seen("PAUSED"))}),
			failed(name+", accepted, replaced", component.Error{Reason: reason, Operation: "GetDeployment", Facts: component.Facts{
				Known: component.Accepted, Last: seen("IN_PROGRESS"), Newer: &component.Newer{ID: newID, Status: "IN_PROGRESS"},
			}}),
			failed(name+", in doubt, replaced", component.Error{Reason: reason, Operation: "GetDeployment", Facts: component.Facts{
				Known: component.PerhapsAccepted, Last: seen("IN_PROGRESS"), Newer: &component.Newer{ID: newID, Status: "IN_PROGRESS"},
			}, CancelErr: lost}),
			failed(name+", in doubt", component.Error{Reason: reason, Facts: inDoubt(seen("IN_PROGRESS")), CancelErr: lost}),
			failed(name+", accepted, reads fail", component.Error{
				Reason: reason, Facts: accepted(seen("CANCELLING")), Operation: getCall, Cause: responded(getCall, 400, throttle),
			}),
			failed(name+", cannot connect", component.Error{
				Reason: reason, Operation: cancelCall, Cause: noResponse(cancelCall, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}),
			}),
			failed(name+", accepted, the endpoint is not available", component.Error{
				Reason: reason, Facts: accepted(seen("CANCELLING")), Operation: getCall, Cause: responded(getCall, 503, foreign),
			}),
			failed(name+", in doubt, reads fail", component.Error{
				Reason: reason, Facts: inDoubt(nil), Operation: getCall, Cause: noResponse(getCall, io.ErrUnexpectedEOF), CancelErr: lost,
			}),
		)
	}
	for _, cause := range causes(cancelCall) {
		all = append(all, failed("cancel: "+cause.name, component.Error{Reason: component.CallFailed, Operation: cancelCall, Cause: cause.err}))
	}
	denied := causes(getCall)[1].err
	return append(all,
		failed("no connection, for a reason without a message of its own", component.Error{
			Reason: component.CallFailed, Operation: cancelCall, Cause: unsent(true),
		}),
		failed("the HTTP client refused to send the request", component.Error{
			Reason: component.CallFailed, Operation: cancelCall, Cause: unsent(false),
		}),
		failed("cancel denied, in doubt", component.Error{Reason: component.CallFailed, Facts: inDoubt(seen("IN_PROGRESS")), Operation: cancelCall, Cause: causes(cancelCall)[1].err}),
		failed("read denied, accepted", component.Error{Reason: component.CallFailed, Facts: accepted(seen("CANCELLING")), Operation: getCall, Cause: denied}),
		failed("read denied, refused", component.Error{Reason: component.CallFailed, Operation: getCall, Cause: denied, CancelErr: conflict}),
		failed("read denied, in doubt", component.Error{Reason: component.CallFailed, Facts: inDoubt(nil), Operation: getCall, Cause: denied, CancelErr: lost}),
		failed("another server, in doubt", component.Error{
			Reason: component.CallFailed, Facts: inDoubt(nil), Operation: getCall,
			Cause: causes(getCall)[6].err, CancelErr: causes(cancelCall)[6].err,
		}),
		failed("page that is not the API's, in doubt", component.Error{
			Reason: component.CallFailed, Facts: inDoubt(nil), Operation: getCall, Cause: causes(getCall)[8].err, CancelErr: lost,
		}),
	)
}

// warnings returns the situations of the outcomes of [component.Cancel] that have a notice.
func warnings() []situation {
	denied := causes("GetDeployment")[1].err
	all := []situation{
		ended("already cancelled", component.Outcome{Notice: component.AlreadyCancelled, Facts: component.Facts{Last: seen("CANCELLED")}}),
		ended("already cancelled, in doubt", component.Outcome{Notice: component.AlreadyCancelled, Facts: component.Facts{Last: seen("CANCELLED"), Known: component.PerhapsAccepted}}),
		ignored("nothing in progress", component.Error{Reason: component.NotInProgress, Facts: component.Facts{Last: seen("FAILED")}}),
		ignored("nothing in progress, since a known time", component.Error{Reason: component.NotInProgress, Facts: component.Facts{Last: timed("SUCCEEDED")}}),
		ignored("nothing in progress, a newer deployment", component.Error{Reason: component.NotInProgress, Facts: component.Facts{Newer: &component.Newer{ID: newID, Status: "IN_PROGRESS"}}}),
		ignored("finished, in doubt", component.Error{Reason: component.NotInProgress, Facts: component.Facts{Last: seen("SUCCEEDED"), Known: component.PerhapsAccepted}}),
		ignored("accepted, succeeded first", component.Error{Reason: component.FinishedFirst, Facts: component.Facts{Last: seen("SUCCEEDED"), Known: component.Accepted}}),
		ignored("accepted, succeeded first, replaced", component.Error{Reason: component.FinishedFirst, Facts: component.Facts{
			Last: seen("SUCCEEDED"), Known: component.Accepted, Newer: &component.Newer{ID: newID, Status: "IN_PROGRESS"},
		}}),
		ended("started late", component.Outcome{Notice: component.CancelledLate, Facts: component.Facts{Last: seen("CANCELLED"), Known: component.Accepted, StartedLate: true}}),
	}
	for _, effect := range []struct {
		name   string
		effect component.Effect
	}{{"left alone", component.LeftAlone}, {"effect unknown", component.EffectUnknown}, {"cancelled", component.Cancelled}} {
		statuses := []awstypes.DeploymentStatus{"IN_PROGRESS", "CANCELLING", "CANCELLED", "FAILED", ""}
		if effect.effect == component.EffectUnknown {
			statuses = append(statuses[1:], "SUCCEEDED", "DELETE_IN_PROGRESS") // a deployment in progress was not reached
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
				{"accepted", component.Facts{Last: seen("CANCELLING"), Known: component.Accepted}},
				{"refused, and succeeded", component.Facts{Last: seen("SUCCEEDED")}},
				{"refused, and failed", component.Facts{Last: seen("FAILED")}},
				{"in doubt", component.Facts{Known: component.PerhapsAccepted}},
				{"accepted without a name", component.Facts{Last: seen("IN_PROGRESS"), Known: component.AcceptedUnnamed}},
				{"accepted, and cancelled", component.Facts{Last: seen("CANCELLED"), Known: component.Accepted}},
				{"in doubt, and cancelled", component.Facts{Last: seen("CANCELLED"), Known: component.PerhapsAccepted}},
				{"accepted, its end is not readable", component.Facts{Last: seen("CANCELLING"), Known: component.Accepted, HistoryErr: denied}},
				{"in doubt, its end is not known to the endpoint", component.Facts{Last: seen("IN_PROGRESS"), Known: component.PerhapsAccepted, HistoryErr: missing}},
			} {
				if effect.effect == component.EffectUnknown && strings.HasPrefix(state.name, "refused") {
					continue // a request whose effect is unknown leaves doubt, unless it was accepted
				}
				if effect.effect == component.Cancelled && strings.HasPrefix(state.name, "accepted") {
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
			Last: seen("CANCELLING"), Known: component.Accepted, StartedLate: true, Newer: &component.Newer{ID: newID, Status: "IN_PROGRESS"},
		},
	}), ended("superseded by a deployment without an ID", component.Outcome{
		Notice: component.Superseded, Facts: component.Facts{Last: seen("CANCELLING"), Known: component.Accepted, Newer: &component.Newer{Status: "IN_PROGRESS"}},
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
		situation{"missing region", false, func(diagnostics.Target) diag.Diagnostic { return diagnostics.MissingRegion(nil) }},
		situation{"unknown region", false, func(diagnostics.Target) diag.Diagnostic {
			return diagnostics.UnknownRegion(path.Root("region"), "us-moon-1", "", nil)
		}},
		situation{"unknown region of the environment", false, func(diagnostics.Target) diag.Diagnostic {
			return diagnostics.UnknownRegion(path.Root("region"), "eu-wst-1", "AWS_REGION", []string{"eu-west-1", "eu-west-2", "us-west-1"})
		}},
		situation{"timeout before a call", false, func(diagnostics.Target) diag.Diagnostic {
			return diagnostics.Ended(context.DeadlineExceeded)
		}},
		situation{"interrupted before a call", false, func(diagnostics.Target) diag.Diagnostic {
			return diagnostics.Ended(context.Canceled)
		}},
	)
}
