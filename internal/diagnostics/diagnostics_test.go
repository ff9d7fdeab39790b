package diagnostics_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

var target = diagnostics.Target{
	Component: "api",
	Region:    "eu-west-1",
	Argument:  path.Root("component_name"),
	Timeout:   "timeouts.create",
}

// seen is a component in a status, with a message that only a failed deployment's diagnostic may repeat.
func seen(status types.DeploymentStatus) *types.Component {
	return &types.Component{DeploymentStatus: status, DeploymentStatusMessage: aws.String("a sensitive message")}
}

func failure(reason component.Reason, last *types.Component, operation string, cause error) error {
	return fmt.Errorf("somewhere: %w", &component.Error{
		Reason: reason, Component: "api", Operation: operation, Last: last, Waited: 5*time.Second + 3*time.Millisecond, Cause: cause,
	})
}

func TestCancelFailed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err     error
		summary string
		says    []string
		at      bool // the argument
	}{
		"not in progress": {
			failure(component.NotInProgress, seen("SUCCEEDED"), "GetComponent", &types.ConflictException{Message: aws.String("words")}),
			"No component deployment in progress",
			[]string{"Last status seen: SUCCEEDED", "ignore_not_in_progress", "ConflictException: words"},
			false,
		},
		"finished first": {
			failure(component.FinishedFirst, seen("SUCCEEDED"), "GetComponent", nil),
			"Component deployment finished before its cancellation",
			[]string{"Last status seen: SUCCEEDED", "ignore_not_in_progress"},
			false,
		},
		"failed": {
			failure(component.CancellationFailed, seen("FAILED"), "GetComponent", nil),
			"Component deployment cancellation failed",
			[]string{"Last status seen: FAILED", "a sensitive message"},
			false,
		},
		"gone": {
			failure(component.Gone, seen("CANCELLING"), "GetComponent", &types.ResourceNotFoundException{}),
			"Component deleted or being deleted",
			[]string{"Last status seen: CANCELLING", "ResourceNotFoundException"},
			false,
		},
		"timed out": {
			&component.Error{Reason: component.TimedOut, Accepted: true, Last: seen("PAUSED"), Waited: 5 * time.Second},
			"Timeout while cancelling component deployment",
			[]string{"not seen to settle within 5s", "timeouts.create", "Last status seen: PAUSED", "apply again to join it", "wait_for_completion"},
			false,
		},
		"timed out before it was accepted": {
			failure(component.TimedOut, seen("IN_PROGRESS"), "", &types.ConflictException{}),
			"Timeout while cancelling component deployment",
			[]string{"not seen to be accepted within 5s", "raise timeouts.create.", "Last status seen: IN_PROGRESS", "ConflictException"},
			false,
		},
		"timed out without an answer": {
			failure(component.TimedOut, nil, "CancelComponentDeployment", nil),
			"Timeout while cancelling component deployment",
			[]string{"CancelComponentDeployment had not been answered", "not known whether Proton accepted"},
			false,
		},
		"interrupted": {
			failure(component.Interrupted, seen("CANCELLING"), "", &types.ThrottlingException{}),
			"Component deployment cancellation interrupted",
			[]string{"after 5s", "No deadline had passed", "apply again to join", "Cause: ThrottlingException"},
			false,
		},
		"not found": {
			failure(component.CallFailed, nil, "CancelComponentDeployment", &types.ResourceNotFoundException{}),
			"Component not found",
			[]string{"ResourceNotFoundException"},
			true,
		},
		"access denied": {
			failure(component.CallFailed, nil, "CancelComponentDeployment", &types.AccessDeniedException{}),
			"Access denied by Proton",
			[]string{"IAM action proton:CancelComponentDeployment"},
			false,
		},
		"validation": {
			failure(component.CallFailed, seen("IN_PROGRESS"), "CancelComponentDeployment", &types.ValidationException{}),
			"Unable to cancel component deployment",
			[]string{"invalid", "Last status seen: IN_PROGRESS"},
			false,
		},
		"throttled": {
			failure(component.CallFailed, nil, "CancelComponentDeployment", &types.ThrottlingException{}),
			"Unable to cancel component deployment",
			[]string{"max_retries"},
			false,
		},
		"another exception": {
			failure(component.CallFailed, nil, "CancelComponentDeployment", &smithy.GenericAPIError{Code: "ExpiredTokenException"}),
			"Unable to cancel component deployment",
			[]string{"ExpiredTokenException"},
			false,
		},
		"host not found": {
			failure(component.CallFailed, nil, "CancelComponentDeployment", &net.DNSError{Err: "no such host", Name: "proton.invalid", IsNotFound: true}),
			"Proton endpoint cannot be reached",
			[]string{"7 October 2026", "endpoints block", "no such host"},
			false,
		},
		"refused": {
			failure(component.CallFailed, nil, "CancelComponentDeployment", &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}),
			"Proton endpoint cannot be reached",
			[]string{"7 October 2026", "endpoints block"},
			false,
		},
		"proxy refused": {
			failure(component.CallFailed, nil, "CancelComponentDeployment", &net.OpError{Op: "proxyconnect", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}),
			"Proxy cannot be reached",
			[]string{"https_proxy", "no_proxy"},
			false,
		},
		"certificate": {
			failure(component.CallFailed, nil, "CancelComponentDeployment", &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}),
			"Proton endpoint not trusted",
			[]string{"custom_ca_bundle"},
			false,
		},
		"not the API's answer": {
			failure(component.CallFailed, nil, "CancelComponentDeployment", &smithy.GenericAPIError{Code: "UnknownError"}),
			"Unable to cancel component deployment",
			[]string{"not that of the Proton API"},
			false,
		},
		"no credentials": {
			failure(component.CallFailed, nil, "CancelComponentDeployment", &diagnostics.CredentialsError{Summary: "No valid credential sources found", Happened: "Nobody looked.", Cause: "looked everywhere"}),
			"No valid credential sources found",
			[]string{"looked everywhere"},
			false,
		},
		"not readable": {
			failure(component.CallFailed, nil, "CancelComponentDeployment", &smithy.DeserializationError{Err: errors.New("invalid character '<'")}),
			"Unable to cancel component deployment",
			[]string{"invalid character '<'", "apply again: should Proton have accepted a cancellation"},
			false,
		},
		"of another type": {errors.New("strange"), "Unable to cancel component deployment", []string{"strange"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := diagnostics.CancelFailed(test.err, target)
			check(t, d, test.summary, append(test.says, "Component: api", "Region: eu-west-1")...)
			if withPath, ok := d.(diag.DiagnosticWithPath); ok != test.at || ok && !withPath.Path().Equal(target.Argument) {
				t.Errorf("points at the argument: %t, want %t", ok, test.at)
			}
			if name != "failed" && strings.Contains(d.Detail(), "sensitive") {
				t.Errorf("the detail repeats what the API calls sensitive:\n%s", d.Detail())
			}
		})
	}
}

// check wants what every diagnostic must be, and the given texts in its detail.
func check(t *testing.T, d diag.Diagnostic, summary string, says ...string) {
	t.Helper()
	if d.Summary() != summary {
		t.Errorf("got summary %q, want %q", d.Summary(), summary)
	}
	if strings.HasSuffix(d.Summary(), ":") || strings.Contains(d.Detail(), d.Summary()) || strings.HasSuffix(d.Detail(), "\n") {
		t.Errorf("badly formed: %q\n%s", d.Summary(), d.Detail())
	}
	for _, text := range says {
		if !strings.Contains(d.Detail(), text) {
			t.Errorf("the detail does not say %q:\n%s", text, d.Detail())
		}
	}
}

// TestCancelFailed_hostileWords shows that what an endpoint says can neither drive a terminal nor flood it.
func TestCancelFailed_hostileWords(t *testing.T) {
	t.Parallel()
	words := "\x1b]0;owned\a\x1b[2J" + strings.Repeat("x", 100_000)
	d := diagnostics.CancelFailed(failure(component.CallFailed, seen("IN_PROGRESS\x1b[31m"), "CancelComponentDeployment",
		&smithy.GenericAPIError{Code: "Odd\x1bException", Message: words}), target)
	if strings.ContainsAny(d.Detail(), "\x1b\a") {
		t.Error("control characters reach the terminal")
	}
	if len(d.Detail()) > 3000 {
		t.Errorf("got %d bytes, want what a person would read", len(d.Detail()))
	}
	failed := seen("FAILED")
	failed.DeploymentStatusMessage = aws.String("stuck\x1b[2J")
	if d := diagnostics.CancelFailed(failure(component.CancellationFailed, failed, "", nil), target); strings.Contains(d.Detail(), "\x1b") {
		t.Error("control characters of the deployment's message reach the terminal")
	}
	var diags diag.Diagnostics
	diagnostics.AddNotice(&diags, component.Outcome{Component: *seen("CANCELLING"), Notice: component.Superseded, NewerDeployment: "b\x1b[2J"}, target)
	if strings.Contains(diags[0].Detail(), "\x1b") {
		t.Error("control characters of a deployment's id reach the terminal")
	}
}

func TestCallFailed(t *testing.T) {
	t.Parallel()
	look := diagnostics.Target{Region: "eu-west-1"}
	check(t, diagnostics.CallFailed("Unable to list components", "ListComponents", &types.InternalServerException{}, look),
		"Unable to list components", "InternalServerException", "Region: eu-west-1")
	check(t, diagnostics.CallFailed("Unable to list components", "ListComponents", context.Canceled, look),
		"Unable to list components", "interrupted")
	check(t, diagnostics.CallFailed("Unable to list components", "ListComponents", context.DeadlineExceeded, look),
		"Unable to list components", "not answered in time")
	check(t, diagnostics.CallFailed("Unable to list components", "ListComponents", &types.AccessDeniedException{}, look),
		"Access denied by Proton", "proton:ListComponents")
	unreadable := diagnostics.CallFailed("Unable to list components", "ListComponents", errors.New("garbage"), look)
	check(t, unreadable, "Unable to list components", "got no answer that could be read")
	if strings.Contains(unreadable.Detail(), "cancellation") {
		t.Errorf("a read speaks of a cancellation:\n%s", unreadable.Detail())
	}
}

func TestAddNotice(t *testing.T) {
	t.Parallel()
	for notice, summary := range map[component.Notice]string{
		component.AlreadyCancelled:        "Component deployment already cancelled",
		component.NothingToCancel:         "No component deployment in progress",
		component.FinishedBeforeCancelled: "Component deployment finished before its cancellation",
		component.Superseded:              "Newer component deployment started",
		component.NewerCancelled:          "Newer component deployment cancelled",
	} {
		var diags diag.Diagnostics
		diagnostics.AddNotice(&diags, component.Outcome{Component: *seen("SUCCEEDED"), Notice: notice, NewerDeployment: "the-newer-id"}, target)
		if len(diags) != 1 || diags[0].Severity() != diag.SeverityWarning {
			t.Fatalf("notice %d gives %v, want one warning", notice, diags)
		}
		check(t, diags[0], summary, "Component: api", "Last status seen: SUCCEEDED")
		if got := strings.Contains(diags[0].Detail(), "the-newer-id"); got != (notice >= component.Superseded) {
			t.Errorf("notice %d names the newer deployment: %t", notice, got)
		}
	}
	var none diag.Diagnostics
	if diagnostics.AddNotice(&none, component.Outcome{}, target); len(none) != 0 {
		t.Errorf("the plain outcome gives %v, want nothing", none)
	}
}
