package provider_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/provider"
)

// fakeFramework has one action, which has one event.
type fakeFramework struct {
	tfprotov6.ProviderServerWithActions

	registering chan struct{} // closed when InvokeAction is called, if it is not nil
	register    chan struct{} // InvokeAction registers the action when this is closed
	stopping    chan struct{} // closed when StopProvider is called, if it is not nil
}

func (f *fakeFramework) InvokeAction(context.Context, *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	if f.registering != nil {
		close(f.registering)
		<-f.register
	}
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		push(tfprotov6.InvokeActionEvent{Type: tfprotov6.CompletedInvokeActionEventType{}})
	}}, nil
}

func (f *fakeFramework) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	if f.stopping != nil {
		close(f.stopping)
	}
	return &tfprotov6.StopProviderResponse{}, nil
}

// TestServer_stoppedWhileInvoking stops the provider while the framework registers an action. It is stopped only after that,
// so that the action is interrupted, and StopProvider returns after the action's last event.
func TestServer_stoppedWhileInvoking(t *testing.T) {
	t.Parallel()
	framework := &fakeFramework{registering: make(chan struct{}), register: make(chan struct{}), stopping: make(chan struct{})}
	server := provider.Wrap(framework)
	streams := make(chan *tfprotov6.InvokeActionServerStream, 1)
	go func() {
		stream, err := server.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{})
		if err != nil {
			t.Error(err)
		}
		streams <- stream
	}()
	<-framework.registering
	stopped := make(chan error, 1)
	go func() {
		_, err := server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
		stopped <- err
	}()
	select {
	case <-framework.stopping:
		t.Error("the framework was stopped before it had registered the action")
	case <-time.After(50 * time.Millisecond): // synctest cannot wait for a mutex
	}
	close(framework.register)
	for range (<-streams).Events {
		<-framework.stopping
		if len(stopped) > 0 {
			t.Error("StopProvider returned before the action's last event")
		}
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// TestServer_gracePeriod shows that StopProvider does not wait forever for an action whose events nobody receives.
func TestServer_gracePeriod(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := provider.Wrap(&fakeFramework{})
		if _, err := server.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{}); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if _, err := server.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("StopProvider returned after %s, want 5s", took)
		}
	})
}
