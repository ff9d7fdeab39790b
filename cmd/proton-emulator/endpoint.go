package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"time"
)

const (
	headerTimeout   = 10 * time.Second
	requestTimeout  = 30 * time.Second
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 5 * time.Second
)

// endpoint is an HTTP server that is listening.
type endpoint struct {
	url    string
	failed <-chan error // why it serves no more, unless it was closed
	server *http.Server
}

func open(ctx context.Context, address string, h http.Handler, stderr io.Writer) (*endpoint, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       requestTimeout,
		WriteTimeout:      requestTimeout,
		IdleTimeout:       idleTimeout,
		ErrorLog:          log.New(stderr, "proton-emulator: ", 0),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	return &endpoint{url: urlOf(listener.Addr()), failed: failed, server: server}, nil
}

// close lets the requests under way be answered, for a moment, even though ctx
// may be done.
func (e *endpoint) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if e.server.Shutdown(ctx) != nil {
		_ = e.server.Close() // nothing is left to be saved
	}
}

// urlOf names the address for a client on this machine: one that listens on
// every interface is reached on the loopback one.
func urlOf(addr net.Addr) string {
	host, port := "127.0.0.1", 0
	if tcp, ok := addr.(*net.TCPAddr); ok {
		port = tcp.Port
		if !tcp.IP.IsUnspecified() {
			host = tcp.IP.String()
		}
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(port))
}
