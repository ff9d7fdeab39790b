package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

const (
	exitFailure = 1
	exitUsage   = 2
)

// process is what the command has of the world around it.
type process struct {
	args, env      []string
	stdin          io.Reader
	stdout, stderr io.Writer
	signals        <-chan os.Signal
	foreground     func() bool // does Ctrl-C at the terminal reach the child, too?
}

// run does what the command line asks for and returns the exit status. When
// ctx is done it ends as it does on SIGTERM.
func run(ctx context.Context, p process) int {
	s, err := parse(p.args)
	if errors.Is(err, flag.ErrHelp) {
		printHelp(p.stdout)
		return 0
	}
	if err != nil {
		p.complain(err)
		fmt.Fprintln(p.stderr, "Run proton-emulator -h for help.")
		return exitUsage
	}
	e, err := open(ctx, s.listen, s.emulator, p.stderr)
	if err != nil {
		p.complain(err)
		return exitFailure
	}
	if len(s.command) > 0 {
		defer e.close(ctx)
		return p.runCommand(ctx, s.command, e.url)
	}
	return p.serve(ctx, e)
}

// serve lets the emulator answer until somebody ends it.
func (p process) serve(ctx context.Context, e *endpoint) int {
	fmt.Fprintln(p.stdout, "listening on", e.url)
	select {
	case <-ctx.Done():
	case <-p.signals:
	case err := <-e.failed:
		p.complain(err)
		return exitFailure
	}
	e.close(ctx)
	return 0
}

func (p process) complain(err error) {
	fmt.Fprintln(p.stderr, "proton-emulator:", err)
}
