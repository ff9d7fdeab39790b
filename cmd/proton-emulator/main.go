// Command proton-emulator serves an in-memory emulator of the AWS Proton component API, alone or while a command runs.
// Run it with -h for its flags.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// version is set by the linker when a release is built.
var version string

const (
	exitFailure = 1
	exitUsage   = 2
)

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	os.Exit(run(context.Background(), process{
		args:     os.Args[1:],
		env:      os.Environ(),
		stdin:    os.Stdin,
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		signals:  signals,
		terminal: controllingTerminal,
	}))
}

// process is the command's surroundings.
type process struct {
	args, env      []string
	stdin          io.Reader
	stdout, stderr io.Writer
	signals        <-chan os.Signal
	terminal       func() terminal
}

// run does what the command line asks for and returns the exit status. When ctx is done it ends as on SIGTERM.
func run(ctx context.Context, p process) int {
	o, err := parse(p.args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		printHelp(p.stdout)
		return 0
	case err == nil && o.version:
		fmt.Fprintln(p.stdout, "proton-emulator", cmp.Or(version, buildVersion()))
		return 0
	}
	var e *endpoint
	if err == nil {
		e, err = newEndpoint(o, p)
	}
	if err != nil {
		fmt.Fprintf(p.stderr, "proton-emulator: %s\nRun proton-emulator -h for help.\n", err)
		return exitUsage
	}
	if err := e.open(ctx, o.listen); err != nil {
		fmt.Fprintf(p.stderr, "proton-emulator: %s\nChoose another address with -listen; port 0 is any free port.\n", err)
		return exitFailure
	}
	defer e.close(ctx)
	if len(o.command) > 0 {
		return p.runCommand(ctx, o.command, e.url)
	}
	printExports(p.stdout, p.env, e.url)
	select {
	case <-ctx.Done():
	case <-p.signals:
	case err := <-e.failed:
		fmt.Fprintln(p.stderr, "proton-emulator:", err)
		return exitFailure
	}
	return 0
}

// buildVersion is the module's version in a program that was built by go install.
func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}
