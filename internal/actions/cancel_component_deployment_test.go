package actions_test

import (
	"context"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

const (
	actionType = "proton_cancel_component_deployment"
	deployment = "5cf2b1a5-9e4c-4d55-9f5c-6a8d1c3a7b10"
	long       = 10 * time.Minute
)

// invocation has the events of one invocation.
type invocation struct {
	progress    []string
	diagnostics []*tfprotov6.Diagnostic
	completed   int
}

func invoke(ctx context.Context, t *testing.T, s *acctest.Server, config acctest.Values) (i invocation) {
	t.Helper()
	stream, err := s.InvokeAction(ctx, &tfprotov6.InvokeActionRequest{ActionType: actionType, Config: encode(t, s, config)})
	if err != nil {
		t.Fatal(err)
	}
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			i.progress = append(i.progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			i.completed++
			i.diagnostics = append(i.diagnostics, event.Diagnostics...)
		default:
			t.Errorf("unexpected event %T", event)
		}
	}
	if i.completed != 1 {
		t.Errorf("got %d completions, want 1", i.completed)
	}
	return i
}

func encode(t *testing.T, s *acctest.Server, config acctest.Values) *tfprotov6.DynamicValue {
	t.Helper()
	return acctest.Encode(t, s.Schema.ActionSchemas[actionType].Schema, config)
}

func validate(t *testing.T, s *acctest.Server, config acctest.Values) []*tfprotov6.Diagnostic {
	t.Helper()
	resp, err := s.ValidateActionConfig(t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: actionType, Config: encode(t, s, config)})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

func summaries(all []*tfprotov6.Diagnostic, severity tfprotov6.DiagnosticSeverity) (texts []string) {
	for _, d := range all {
		if d.Severity == severity {
			texts = append(texts, d.Summary)
		}
	}
	return texts
}

func TestCancelComponentDeployment_cancelsAndReports(t *testing.T) {
	t.Parallel()
	e := acctest.NewEmulator(t)
	e.Add(t, emulator.Component{Name: "api", DeploymentID: deployment})
	i := invoke(t.Context(), t, acctest.ConfiguredServer(t, e.URL), acctest.Values{"component_name": "api"})

	if len(i.diagnostics) != 0 {
		t.Errorf("unexpected diagnostics: %v", summaries(i.diagnostics, tfprotov6.DiagnosticSeverityError))
	}
	if len(i.progress) != 3 {
		t.Fatalf("got progress %q, want a message for each of two statuses and one at the end", i.progress)
	}
	const elapsed = `(\d+(\.\d)?|\d00m)s elapsed`
	for n, want := range []string{
		`api is CANCELLING \(` + elapsed + `\)$`,
		`api is CANCELLED \(` + elapsed + `\)$`,
		`api ended in CANCELLED: deployment ` + deployment + `, ARN arn:aws:proton:us-east-1:\S+, ` + elapsed + `$`,
	} {
		if !regexp.MustCompile(want).MatchString(i.progress[n]) {
			t.Errorf("progress %d is %q, want it to match %s", n, i.progress[n], want)
		}
	}
	if diff := cmp.Diff([]string{"CancelComponentDeployment", "GetComponent"}, e.Operations()); diff != "" {
		t.Errorf("unexpected requests (-want +got):\n%s", diff)
	}
}

func TestCancelComponentDeployment_withoutWait(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	i := invoke(t.Context(), t, acctest.ConfiguredServer(t, e.URL), acctest.Values{"component_name": "api", "wait_for_completion": false})
	if len(i.diagnostics) != 0 || len(i.progress) != 2 || !strings.Contains(i.progress[1], "has the status CANCELLING") {
		t.Errorf("got progress %q and diagnostics %v", i.progress, i.diagnostics)
	}
	if diff := cmp.Diff([]string{"CancelComponentDeployment"}, e.Operations()); diff != "" {
		t.Errorf("unexpected requests (-want +got):\n%s", diff)
	}
}

func TestCancelComponentDeployment_inAnotherRegion(t *testing.T) {
	t.Parallel()
	e := acctest.NewEmulator(t)
	e.Add(t, emulator.Component{Name: "api", Region: "eu-west-1"})
	invoke(t.Context(), t, acctest.ConfiguredServer(t, e.URL), acctest.Values{"component_name": "api", "region": "eu-west-1"})
	for _, c := range e.Calls() {
		if c.Region != "eu-west-1" || c.Error != "" {
			t.Errorf("%s was signed for %s, want eu-west-1: %s", c.Operation, c.Region, c.Error)
		}
	}
}

// TestCancelComponentDeployment_outcomes has an outcome of each kind. internal/component tests them all.
func TestCancelComponentDeployment_outcomes(t *testing.T) {
	t.Parallel()
	for row, test := range map[string]struct {
		status     string // of the component in the emulator
		inject     func(*acctest.Emulator)
		config     acctest.Values
		errors     []string
		warnings   []string
		contains   []string // in the first diagnostic's detail
		atArgument bool
	}{
		"nothing in progress": {
			status: "SUCCEEDED", errors: []string{"No component deployment in progress"},
			contains: []string{"Component: api", "Region: us-east-1", "Last status seen: SUCCEEDED", "ConflictException"},
		},
		"nothing in progress, ignored": {
			status: "FAILED", config: acctest.Values{"ignore_not_in_progress": true},
			warnings: []string{"No component deployment in progress"},
		},
		"already cancelled": {status: "CANCELLED", warnings: []string{"Component deployment already cancelled"}},
		"not found": {
			config: acctest.Values{"component_name": "other"}, errors: []string{"Component not found"}, atArgument: true,
			contains: []string{"Component: other", "ResourceNotFoundException"},
		},
		"access denied": {
			inject: func(e *acctest.Emulator) {
				e.Inject("CancelComponentDeployment", emulator.Refuse(400, "AccessDeniedException"))
			},
			errors: []string{"Access denied by Proton"}, contains: []string{"proton:CancelComponentDeployment", "injected-request"},
		},
		"failed": {
			inject: func(e *acctest.Emulator) {
				e.Inject("GetComponent", emulator.First(func() { _ = e.Finish("api", "FAILED", "the stack is stuck") }))
			},
			errors: []string{"Component deployment cancellation failed"}, contains: []string{"the stack is stuck"},
		},
		"our deadline": {
			config:   acctest.Values{"timeouts": acctest.Values{"invoke": "1s"}},
			errors:   []string{"Timeout while cancelling component deployment"},
			contains: []string{"within 1s", "timeouts.invoke", "Last status seen: CANCELLING", "Invoke the action again to continue waiting"},
		},
		"unknown region": {config: acctest.Values{"region": "us-moon-1"}, errors: []string{"Invalid AWS region"}},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			e := acctest.NewEmulator(t, emulator.WithCancelTime(long))
			e.Add(t, emulator.Component{Name: "api", Status: status(test.status)})
			if test.inject != nil {
				test.inject(e)
			}
			config := acctest.Values{"component_name": "api"}
			maps.Copy(config, test.config)
			i := invoke(t.Context(), t, acctest.ConfiguredServer(t, e.URL), config)
			if diff := cmp.Diff(test.errors, summaries(i.diagnostics, tfprotov6.DiagnosticSeverityError)); diff != "" {
				t.Errorf("unexpected errors (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.warnings, summaries(i.diagnostics, tfprotov6.DiagnosticSeverityWarning)); diff != "" {
				t.Errorf("unexpected warnings (-want +got):\n%s", diff)
			}
			if len(i.diagnostics) == 0 {
				return
			}
			for _, text := range test.contains {
				if !strings.Contains(i.diagnostics[0].Detail, text) {
					t.Errorf("the detail does not have %q:\n%s", text, i.diagnostics[0].Detail)
				}
			}
			if got := i.diagnostics[0].Attribute.String() == `AttributeName("component_name")`; got != test.atArgument {
				t.Errorf("got diagnostic at %s, want at component_name: %t", i.diagnostics[0].Attribute, test.atArgument)
			}
		})
	}
}

// TestCancelComponentDeployment_plans shows that a plan makes no call, even with values that are not known yet.
func TestCancelComponentDeployment_plans(t *testing.T) {
	t.Parallel()
	e := acctest.WithComponents(t, "api")
	s := acctest.ConfiguredServer(t, e.URL)
	for _, config := range []acctest.Values{
		{"component_name": "api"},
		{"component_name": acctest.Unknown, "region": acctest.Unknown, "timeouts": acctest.Values{"invoke": acctest.Unknown}},
	} {
		for _, d := range validate(t, s, config) {
			if d.Severity == tfprotov6.DiagnosticSeverityError {
				t.Errorf("validating: %s: %s", d.Summary, d.Detail)
			}
		}
		resp, err := s.PlanAction(t.Context(), &tfprotov6.PlanActionRequest{ActionType: actionType, Config: encode(t, s, config)})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range resp.Diagnostics {
			t.Errorf("planning: %s: %s", d.Summary, d.Detail)
		}
	}
	if got := e.Operations(); len(got) != 0 {
		t.Errorf("got requests %v, want none", got)
	}
}
