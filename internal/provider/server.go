package provider

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Serve serves the provider until Terraform ends it. With debug, it serves until it is interrupted, so that a debugger can
// attach, and prints the value for TF_REATTACH_PROVIDERS.
func Serve(version string, debug bool) error {
	FollowLogLevel()
	var options []tf6server.ServeOpt
	if debug {
		options = append(options, tf6server.WithManagedDebug())
	} else {
		outliveSignals()
	}
	return tf6server.Serve("registry.terraform.io/proton-deployments/proton", func() tfprotov6.ProviderServer {
		return NewServer(version)
	}, options...)
}

// stopGracePeriod is how long StopProvider waits for the actions that it has interrupted.
const stopGracePeriod = 5 * time.Second

// NewServer returns the provider's server: that of the framework, except that StopProvider waits for interrupted actions.
//
// It works around terraform-plugin-go v0.31.0. When Terraform is interrupted, tf6server cancels the context of an action
// as soon as StopProvider has returned, and then drops the events that are not sent yet, including the last one with the
// action's error. Terraform treats a stream without an error as a success. No public issue was found. The type server can
// go when tf6server sends the last event of a stopped action.
func NewServer(version string) tfprotov6.ProviderServerWithActions { //nolint:staticcheck // until ProviderServer has the actions
	framework := providerserver.NewProtocol6(New(version))()
	return &server{ProviderServerWithActions: framework.(tfprotov6.ProviderServerWithActions)} //nolint:forcetypeassert,staticcheck // as above
}

type server struct {
	tfprotov6.ProviderServerWithActions

	mu      sync.Mutex        // held until an action is registered, here and in the framework
	actions []<-chan struct{} // one for each invoked action, closed after its last event
}

// InvokeAction returns before the action runs: that begins with the first event.
func (s *server) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stream, err := s.ProviderServerWithActions.InvokeAction(ctx, req)
	if err != nil {
		return stream, err
	}
	finished := make(chan struct{})
	s.actions = append(s.actions, finished)
	events := stream.Events
	stream.Events = func(yield func(tfprotov6.InvokeActionEvent) bool) {
		defer close(finished)
		events(yield)
	}
	return stream, nil
}

// StopProvider returns after the last event of each interrupted action, or after the grace period.
func (s *server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	s.mu.Lock()
	resp, err := s.ProviderServerWithActions.StopProvider(ctx, req)
	actions := s.actions
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, stopGracePeriod)
	defer cancel()
	for _, finished := range actions {
		select {
		case <-finished:
		case <-ctx.Done():
		}
	}
	return resp, err
}
