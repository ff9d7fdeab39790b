package provider

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Serve serves the provider to Terraform until Terraform ends it. With debug it serves until it is interrupted, for a
// debugger to attach, and prints what to set in TF_REATTACH_PROVIDERS.
func Serve(version string, debug bool) error {
	FollowLogLevel()
	var options []tf6server.ServeOpt
	if debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	return tf6server.Serve("registry.terraform.io/proton-deployments/proton", func() tfprotov6.ProviderServer {
		return NewServer(version)
	}, options...)
}

// goodbye is how long StopProvider waits for the actions that it has interrupted.
const goodbye = 5 * time.Second

// NewServer makes the provider as it speaks Terraform's protocol: the framework's server, with one thing added. When
// Terraform is interrupted, terraform-plugin-go closes the stream of an action's events as soon as StopProvider has
// returned. An action that ends because of it could then not say so, and to Terraform a stream without an error is a
// success. So StopProvider waits for it.
func NewServer(version string) tfprotov6.ProviderServerWithActions { //nolint:staticcheck // for as long as ProviderServer lacks them
	framework := providerserver.NewProtocol6(New(version)())()
	return &server{ProviderServerWithActions: framework.(tfprotov6.ProviderServerWithActions)} //nolint:forcetypeassert,staticcheck // as above
}

type server struct {
	tfprotov6.ProviderServerWithActions

	mu      sync.Mutex
	actions []<-chan struct{} // those invoked so far, closed when Terraform has all of their events
}

func (s *server) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	stream, err := s.ProviderServerWithActions.InvokeAction(ctx, req)
	if err != nil {
		return stream, err
	}
	told := make(chan struct{})
	s.mu.Lock()
	s.actions = append(s.actions, told)
	s.mu.Unlock()
	events := stream.Events
	stream.Events = func(yield func(tfprotov6.InvokeActionEvent) bool) {
		defer close(told)
		events(yield)
	}
	return stream, nil
}

// StopProvider returns when the interrupted actions have told how they ended.
func (s *server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	resp, err := s.ProviderServerWithActions.StopProvider(ctx, req)
	ctx, cancel := context.WithTimeout(ctx, goodbye)
	defer cancel()
	s.mu.Lock()
	actions := s.actions
	s.mu.Unlock()
	for _, told := range actions {
		select {
		case <-told:
		case <-ctx.Done():
		}
	}
	return resp, err
}
