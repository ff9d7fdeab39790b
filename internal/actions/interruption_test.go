package actions_test

import (
	"context"
	"syscall"
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

// TestAccCancelComponentDeployment_signals signals the process group of the real CLI. The next invocation waits for the
// cancellation that Proton accepted.
func TestAccCancelComponentDeployment_signals(t *testing.T) {
	t.Parallel()
	acctest.SkipWithoutActions(t)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			e := acctest.NewEmulator(t, emulator.WithCancelTime(long))
			e.Add(t, emulator.Component{Name: "api"})
			w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+action)
			invocation := w.Start(t, "apply", "-auto-approve", "-invoke=action.proton_cancel_component_deployment.api")
			e.Await(t, "GetComponent", 1)
			invocation.SignalGroup(t, signal)
			status := invocation.Wait()
			if signal == syscall.SIGHUP { // Terraform does not handle it
				if status != -1 {
					t.Errorf("got exit status %d, want the signal", status)
				}
			} else {
				if status != 1 {
					t.Errorf("got exit status %d, want 1", status)
				}
				wantOutput(t, invocation.Output(), "Component deployment cancellation interrupted: ")
			}

			invocation = w.Start(t, "apply", "-auto-approve", "-invoke=action.proton_cancel_component_deployment.api")
			e.Await(t, "GetComponent", e.Count("GetComponent")+2)
			if err := e.Finish("api", "CANCELLED", ""); err != nil {
				t.Fatal(err)
			}
			if got := invocation.Wait(); got != 0 {
				t.Errorf("the next invocation exited with %d:\n%s", got, invocation.Output())
			}
		})
	}
}
