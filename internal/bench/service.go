package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

const (
	cancelCall = "CancelComponentDeployment"
	getCall    = "GetComponent"
)

// service is an emulator of the Proton API for one trial, whose components each have a deployment in progress.
type service struct {
	*emulator.Server

	server      *http.Server
	url         string
	connections atomic.Int64 // how many were opened
}

func newService(ctx context.Context, components int, options ...emulator.Option) (*service, error) {
	s := &service{Server: emulator.New(options...)}
	for i := range components {
		if err := s.Seed(emulator.Component{Name: componentName(i)}); err != nil {
			return nil, err
		}
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.url = "http://" + listener.Addr().String()
	s.server = &http.Server{Handler: s.Server, ReadHeaderTimeout: time.Minute, ConnState: func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}}
	go func() { _ = s.server.Serve(listener) }() // it ends with close
	return s, nil
}

func (s *service) close() { _ = s.server.Close() }

// environment leads an AWS client to the emulator.
func (s *service) environment() []string {
	return []string{
		"AWS_ENDPOINT_URL_PROTON=" + s.url,
		"AWS_REGION=us-east-1",
		"AWS_DEFAULT_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=bench",
		"AWS_SECRET_ACCESS_KEY=bench",
	}
}

// checkCancelled wants n cancels to have been asked for and accepted, each of another component.
func (s *service) checkCancelled(n int) error {
	asked, accepted := 0, map[string]bool{}
	for _, call := range s.Calls() {
		if call.Operation != cancelCall {
			continue
		}
		asked++
		if call.Status == http.StatusOK {
			accepted[call.Component] = true
		}
	}
	if asked != n || len(accepted) != n {
		return fmt.Errorf("%d cancels were asked for and %d accepted, not %d", asked, len(accepted), n)
	}
	return nil
}
