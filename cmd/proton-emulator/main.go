// Command proton-emulator serves an in-memory emulator of the AWS Proton component API, alone or while a command runs.
// Run it with -h for its flags.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// version is set by the linker when a release is built.
var version = "dev"

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signal.Notify(signals, syscall.SIGHUP)
	}
	os.Exit(run(context.Background(), process{
		args: os.Args[1:], env: os.Environ(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, signals: signals, terminal: controllingTerminal,
	}))
}

// process has the parts of the operating system's process that run uses.
type process struct {
	args, env      []string
	stdin          io.Reader
	stdout, stderr io.Writer
	signals        <-chan os.Signal
	terminal       func() terminal
}

// run runs the command line and returns the exit status. When ctx is done, it ends as after SIGTERM.
func run(ctx context.Context, p process) int {
	o, err := parse(append(strings.Fields(lookup(p.env, "PROTON_EMULATOR_FLAGS")), p.args...))
	if o.envFile != "" {
		_ = os.Remove(o.envFile) // of an emulator that was killed; not even a start that fails may leave it
	}
	var e *endpoint
	switch {
	case errors.Is(err, flag.ErrHelp):
		printHelp(p.stdout)
		return 0
	case err == nil && o.version:
		fmt.Fprintln(p.stdout, "proton-emulator", version)
		return 0
	case err == nil:
		e, err = newEndpoint(o, p)
	}
	if err != nil {
		fmt.Fprintf(p.stderr, "proton-emulator: %s\nRun proton-emulator -h for help.\n", err)
		return 2
	}
	if err := e.open(ctx, o.listen); err != nil {
		fmt.Fprintf(p.stderr, "proton-emulator: %s\nChoose another address with -listen; port 0 is any free port.\n", err)
		return 1
	}
	defer e.close(ctx)
	if o.envFile != "" {
		if err := writeFile(o.envFile, exports(p.env, e.url)); err != nil {
			fmt.Fprintln(p.stderr, "proton-emulator: -env:", err)
			return 1
		}
		defer func() { _ = os.Remove(o.envFile) }()
	}
	if len(o.command) > 0 {
		return p.runCommand(ctx, o.command, e)
	}
	fmt.Fprintf(p.stdout, "# Serving the Proton API at %s\n# Run these lines in the shell that uses it:\n%s", e.url, exports(p.env, e.url))
	select {
	case <-ctx.Done():
	case <-p.signals:
	case err := <-e.failed:
		fmt.Fprintln(p.stderr, "proton-emulator:", err)
		return 1
	}
	return 0
}
