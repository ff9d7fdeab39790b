package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// endpoint is the HTTP server of an emulator.
type endpoint struct {
	server *http.Server
	url    string
	failed <-chan error // receives the error with which serving ended
}

func newEndpoint(o options, p process, more ...emulator.Option) (*endpoint, error) {
	region := regionOf(p.env)
	if err := emulator.CheckRegion(region); err != nil {
		return nil, fmt.Errorf("invalid AWS_REGION or AWS_DEFAULT_REGION: %w", err)
	}
	settings := []emulator.Option{
		emulator.WithRegion(region), emulator.WithDeployTime(o.deployTime), emulator.WithCancelTime(o.cancelTime),
	}
	logger := slog.New(slog.DiscardHandler)
	if o.log {
		logger = slog.New(slog.NewTextHandler(p.stderr, nil))
	}
	settings = append(settings, emulator.WithLog(func(c emulator.Call) {
		logger.Info(cmp.Or(c.Operation, "unknown operation"), "component", c.Component, "region", cmp.Or(c.Region, region),
			"status", c.Seen.Status, "error", c.Seen.Error, "fault", c.Fault)
	}))
	s := emulator.New(append(settings, more...)...)
	for _, c := range o.components {
		if err := s.Seed(c); err != nil {
			return nil, fmt.Errorf("invalid -component: %w", err)
		}
	}
	mux := http.NewServeMux()
	mux.Handle("/", s)
	// The host of the request is that of the reader's machine, which may forward another port to the emulator.
	mux.Handle("GET /{$}", s.Page(func(r *http.Request) string { return exports(p.env, "http://"+r.Host) }))
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	if o.control {
		mux.Handle(emulator.ControlPath, s.Control())
	}
	return &endpoint{server: &http.Server{
		Handler:      guard{mux, o, logger},
		ReadTimeout:  30 * time.Second,
		WriteTimeout: 30 * time.Second,
		IdleTimeout:  2 * time.Minute,
		ErrorLog:     log.New(p.stderr, "proton-emulator: ", 0),
	}}, nil
}

func (e *endpoint) open(ctx context.Context, address string) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	e.url, e.failed = urlOf(listener.Addr()), failed
	go func() { failed <- e.server.Serve(listener) }()
	return nil
}

// close waits up to five seconds for the requests in progress, even if ctx is done.
func (e *endpoint) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if e.server.Shutdown(ctx) != nil {
		_ = e.server.Close() // ends the remaining requests
	}
}

// urlOf returns the URL for a client on this machine: the loopback address reaches a server that listens on all interfaces.
func urlOf(addr net.Addr) string {
	host, port, _ := net.SplitHostPort(addr.String()) // a listener's address has both
	if net.ParseIP(host).IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}
