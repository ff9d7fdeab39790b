package diagnostics_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// eachMessage calls check with every message of the resource, the action and the data sources.
func eachMessage(t *testing.T, check func(t *testing.T, s situation, d diag.Diagnostic, asAction bool)) {
	t.Helper()
	for _, s := range slices.Concat(failures(), warnings()) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			check(t, s, s.make(resource), false)
			check(t, s, s.make(action), true)
		})
	}
	for _, s := range reads() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			check(t, s, s.make(diagnostics.Target{}), false)
		})
	}
}

// TestMessages_form checks the form that all messages have.
func TestMessages_form(t *testing.T) {
	t.Parallel()
	eachMessage(t, func(t *testing.T, _ situation, d diag.Diagnostic, asAction bool) {
		t.Helper()
		if summary := d.Summary(); summary == "" || strings.Contains(summary, ":") || strings.HasSuffix(summary, ".") {
			t.Errorf("got summary %q", summary)
		}
		text := d.Detail()
		if strings.Contains(text, d.Summary()) || text != strings.TrimSpace(text) {
			t.Errorf("the detail repeats the summary, or has space around it:\n%s", text)
		}
		ours, _, _ := strings.Cut(text, "\n\nCause: ")
		for _, gap := range []string{"  ", " .", "..", "%!", `""`, "because of a", "\n\n\n"} {
			if strings.Contains(ours, gap) {
				t.Errorf("the detail has %q:\n%s", gap, text)
			}
		}
		sentences := map[string]bool{}
		for s := range strings.SplitSeq(strings.ReplaceAll(ours, "\n", " "), ". ") {
			if sentences[s] {
				t.Errorf("the detail repeats %q:\n%s", s, text)
			}
			sentences[s] = true
		}
		if asAction && (strings.Contains(ours, "apply again") || strings.Contains(ours, "triggers") || strings.Contains(ours, "next apply")) {
			t.Errorf("a message of an action is about the resource:\n%s", text)
		}
	})
}

// TestMessages_doubt shows that a message says that Proton may have accepted the cancellation if that is possible, and only
// then.
func TestMessages_doubt(t *testing.T) {
	t.Parallel()
	eachMessage(t, func(t *testing.T, s situation, d diag.Diagnostic, _ bool) {
		t.Helper()
		if got := strings.Contains(d.Detail(), "Proton may have accepted the cancellation"); got != bool(s.doubt) {
			t.Errorf("the detail has the doubt: %t, want %t:\n%s", got, s.doubt, d.Detail())
		}
	})
}

// TestMessages_sensitive shows that only the message of a failed cancellation repeats what the API marks as sensitive.
func TestMessages_sensitive(t *testing.T) {
	t.Parallel()
	eachMessage(t, func(t *testing.T, s situation, d diag.Diagnostic, _ bool) {
		t.Helper()
		got := strings.Contains(d.Detail(), "Resource handler returned message")
		want := d.Summary() == "Component deployment cancellation failed" && s.name != "accepted, failed without a message"
		if got != want {
			t.Errorf("the detail has the deployment's message: %t, want %t:\n%s", got, want, d.Detail())
		}
	})
}

// TestMessages_argument shows that only the error about a missing component has the path of the argument.
func TestMessages_argument(t *testing.T) {
	t.Parallel()
	eachMessage(t, func(t *testing.T, s situation, d diag.Diagnostic, _ bool) {
		t.Helper()
		at, ok := d.(diag.DiagnosticWithPath)
		switch s.name {
		case "cancel: component not found":
			if !ok || !at.Path().Equal(resource.Argument) {
				t.Errorf("got %v, want it at %s", d, resource.Argument)
			}
		case "read: component not found":
			if !ok || !at.Path().Equal(path.Root("name")) {
				t.Errorf("got %v, want it at name", d)
			}
		case "missing region", "unknown region", "unknown region of the environment":
			if !ok || !at.Path().Equal(path.Root("region")) {
				t.Errorf("got %v, want it at region", d)
			}
		default:
			if ok {
				t.Errorf("got a message at %s, want none", at.Path())
			}
		}
	})
}

// TestCancelFailed_factless shows that an error of which nothing more is known has a message.
func TestCancelFailed_factless(t *testing.T) {
	t.Parallel()
	for _, reason := range []component.Reason{
		"", component.CallFailed, component.NotInProgress, component.FinishedFirst, component.CancellationFailed, component.Gone,
		component.TimedOut, component.Interrupted,
	} {
		d := diagnostics.CancelFailed(&component.Error{Reason: reason}, resource)
		if d.Summary() == "" || !strings.Contains(d.Detail(), "Component: api") {
			t.Errorf("reason %q gives %q: %s", reason, d.Summary(), d.Detail())
		}
	}
}

// TestCancelFailed_name shows that a component's name is never taken for a secret, and cannot control the terminal.
func TestCancelFailed_name(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"ASIAPACIFICGATEWAY": "ASIAPACIFICGATEWAY", "ORDERS-API-PROD-eu-west-1-BLUE-20261001-A": "ORDERS-API-PROD-eu-west-1-BLUE-20261001-A", "a\x1b[2J": "a[2J",
	} {
		target := resource
		target.Component = name
		if text := diagnostics.CancelFailed(&component.Error{Reason: component.Gone}, target).Detail(); !strings.Contains(text, "\nComponent: "+want+"\n") {
			t.Errorf("got %q, want the name %s", text, want)
		}
	}
}

func TestOutcomeWarning_none(t *testing.T) {
	t.Parallel()
	if got := diagnostics.OutcomeWarning(component.Outcome{}, resource); got != nil {
		t.Errorf("got %v for an outcome without a notice, want nil", got)
	}
}

// TestMessages_hostileText shows that a text from an endpoint cannot control a terminal, and that its length is limited.
func TestMessages_hostileText(t *testing.T) {
	t.Parallel()
	const attack = "\x1b]0;owned\a\x1b[2J\u202e"
	failed := seen("FAILED")
	failed.DeploymentStatusMessage = aws.String("stuck" + attack)
	for name, d := range map[string]diag.Diagnostic{
		"an exception": diagnostics.CancelFailed(&component.Error{
			Reason: component.CallFailed, Operation: cancelCall, Facts: component.Facts{Last: seen("IN_PROGRESS" + attack)},
			Cause: &smithy.GenericAPIError{Code: "Odd\x1bException", Message: attack + strings.Repeat("x", 100_000)},
		}, resource),
		"a deployment's message": diagnostics.CancelFailed(&component.Error{Reason: component.CancellationFailed, Facts: component.Facts{Last: failed}}, resource),
		"a deployment's ID and status": diagnostics.OutcomeWarning(component.Outcome{Notice: component.Superseded, Facts: component.Facts{
			Newer: &component.Newer{ID: "b" + attack, Status: "ODD" + attack, Effect: component.EffectUnknown},
		}}, resource),
		"a deployment left alone": diagnostics.OutcomeWarning(component.Outcome{Notice: component.Superseded, Facts: component.Facts{
			Newer: &component.Newer{ID: "b" + attack},
		}}, resource),
		"a credentials error": diagnostics.CallFailed("Unable to list components", "ListComponents",
			&diagnostics.CredentialsError{Summary: "No credentials", Happened: attack, Cause: attack}, resource),
	} {
		if strings.ContainsAny(d.Detail(), "\x1b\a\u202e") {
			t.Errorf("%s: control characters reach the terminal: %q", name, d.Detail())
		}
		if len(d.Detail()) > 3000 {
			t.Errorf("%s: got %d bytes, want at most 3000", name, len(d.Detail()))
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 2000)
	for in, want := range map[string]string{
		"a\nb\tc\r":  "a b c ",
		"plain":      "plain",
		"":           "",
		long:         long,
		long + "ab":  long + "…",
		"\u200bzero": "zero",
	} {
		if got := diagnostics.Clean(in); got != want {
			t.Errorf("Clean(%q) is %q, want %q", in, got, want)
		}
	}
	if got := diagnostics.CleanText("a\nb"); got != "a\nb" {
		t.Errorf("CleanText returned %q, want both lines", got)
	}
}

func TestCallFailed(t *testing.T) {
	t.Parallel()
	denied := diagnostics.CallFailed("Unable to list components", "ListComponents", &awstypes.AccessDeniedException{}, resource)
	if denied.Summary() != "Access denied by Proton" || !strings.Contains(denied.Detail(), "proton:ListComponents") {
		t.Errorf("got %s: %s, want the error's own summary and the IAM action", denied.Summary(), denied.Detail())
	}
	late := diagnostics.CallFailed("Unable to list components", "ListComponents", context.DeadlineExceeded, resource)
	if late.Summary() != "Unable to list components" || !strings.Contains(late.Detail(), "did not respond to ListComponents in time") {
		t.Errorf("got %s: %s, want the given summary and the deadline", late.Summary(), late.Detail())
	}
}

// TestTimeout shows the format of a limit.
func TestTimeout(t *testing.T) {
	t.Parallel()
	for limit, want := range map[time.Duration]string{
		35 * time.Millisecond:     "35ms",
		time.Second:               "1s",
		2500 * time.Millisecond:   "2.5s",
		90 * time.Second:          "1m30s",
		30 * time.Minute:          "30m",
		time.Hour:                 "1h",
		90 * time.Minute:          "1h30m",
		time.Hour + 5*time.Second: "1h0m5s",
		time.Hour + 10*time.Minute + 20*time.Second + time.Nanosecond: "1h10m20s",
	} {
		target := resource
		target.Limit = limit
		d := diagnostics.CancelFailed(&component.Error{Reason: component.TimedOut}, target)
		if text := "within " + want + ", the limit set by timeouts.create."; !strings.Contains(d.Detail(), text) {
			t.Errorf("the detail does not have %q:\n%s", text, d.Detail())
		}
	}
}

func TestCredentialsError(t *testing.T) {
	t.Parallel()
	inner := errors.New("inner")
	err := &diagnostics.CredentialsError{Summary: "s", Happened: "It happened.", Remedy: "Fix it.", Cause: "the cause", Err: inner}
	if err.Error() != "the cause" || errors.Is(err, inner) {
		t.Errorf("got %q, which wraps the inner error: %t, want it hidden", err, errors.Is(err, inner))
	}
	if got := err.Detail(); got != "It happened.\n\nFix it.\n\nCause: the cause" {
		t.Errorf("got detail %q", got)
	}
	err.Happened = ""
	if got := err.Detail(); got != "Fix it.\n\nCause: the cause" {
		t.Errorf("got detail %q", got)
	}
}

// TestClean_sessionToken shows that a message which quotes the headers of a request does not show the session token.
func TestClean_sessionToken(t *testing.T) {
	t.Parallel()
	quoted := "The Canonical String should have been\n'POST\n/\nx-amz-security-token:IQoJb3JpZ2luX2Vj\n\nhost'"
	if got := diagnostics.CleanText(quoted); strings.Contains(got, "IQoJ") || !strings.Contains(got, "x-amz-security-token:(hidden)\n") {
		t.Errorf("got %q, want the token hidden", got)
	}
}
