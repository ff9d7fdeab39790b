package actions_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

func TestCancelComponentDeployment_interrupted(t *testing.T) {
	t.Parallel()
	e := acctest.NewEmulator(t, emulator.WithCancelTime(long))
	e.Add(t, emulator.Component{Name: "api"})
	ctx, interrupt := context.WithCancel(t.Context())
	go func() {
		e.Await(t, "GetComponent", 1)
		interrupt()
	}()
	i := invoke(ctx, t, acctest.ConfiguredServer(t, e.URL), acctest.Values{"component_name": "api"})
	if diff := cmp.Diff([]string{"Component deployment cancellation interrupted"}, summaries(i.diagnostics, tfprotov6.DiagnosticSeverityError)); diff != "" {
		t.Errorf("unexpected errors (-want +got):\n%s", diff)
	}
}

// TestCancelComponentDeployment_stopped shows that StopProvider returns after the action's last event was received: Terraform
// treats a stream of events without an error as a success.
func TestCancelComponentDeployment_stopped(t *testing.T) {
	t.Parallel()
	e := acctest.NewEmulator(t, emulator.WithCancelTime(long))
	e.Add(t, emulator.Component{Name: "api"})
	s := acctest.ConfiguredServer(t, e.URL)
	stream, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{
		ActionType: actionType, Config: encode(t, s, acctest.Values{"component_name": "api"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	stopped := make(chan error, 1)
	go func() {
		e.Await(t, "GetComponent", 1)
		_, err := s.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
		stopped <- err
	}()
	for event := range stream.Events {
		completed, ok := event.Type.(tfprotov6.CompletedInvokeActionEventType)
		if !ok {
			continue
		}
		if len(stopped) > 0 {
			t.Error("StopProvider returned before the action's last event was received")
		}
		if diff := cmp.Diff([]string{"Component deployment cancellation interrupted"}, summaries(completed.Diagnostics, tfprotov6.DiagnosticSeverityError)); diff != "" {
			t.Errorf("unexpected errors (-want +got):\n%s", diff)
		}
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// TestAccCancelComponentDeployment_ctrlC interrupts the real CLI.
func TestAccCancelComponentDeployment_ctrlC(t *testing.T) {
	t.Parallel()
	acctest.SkipWithoutActions(t)
	e := acctest.NewEmulator(t, emulator.WithCancelTime(long))
	e.Add(t, emulator.Component{Name: "api"})
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+`
action "proton_cancel_component_deployment" "api" {
  config {
    component_name = "api"
  }
}
`)
	apply := w.Start(t, "apply", "-auto-approve", "-invoke=action.proton_cancel_component_deployment.api")
	e.Await(t, "GetComponent", 1)
	apply.Interrupt(t)
	if got := apply.Wait(); got != 1 {
		t.Errorf("got exit status %d, want 1", got)
	}
	if text := apply.Output(); !strings.Contains(text, "Component deployment cancellation interrupted: ") {
		t.Errorf("the interruption is not reported:\n%s", text)
	}
}
