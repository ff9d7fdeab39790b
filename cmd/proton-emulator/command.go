package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"syscall"
)

// What a shell answers for a command that it cannot run.
const (
	exitNotExecutable = 126
	exitNotFound      = 127
	exitSignalled     = 128 // and the signal's number
)

// runCommand runs a command against the emulator and returns its exit status.
// It never ends before the command does: a client that was interrupted still
// needs the API to clean up.
func (p process) runCommand(ctx context.Context, command []string, url string) int {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // the user asks for it
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.stdin, p.stdout, p.stderr
	cmd.Env = childEnvironment(p.env, url)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Start(); err != nil {
		p.complain(err)
		return startFailure(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // cmd.ProcessState tells it all
	}()
	for {
		select {
		case <-ended:
			return exitStatus(cmd.ProcessState)
		case sig := <-p.signals:
			p.forward(sig, cmd.Process)
		}
	}
}

// forward passes a signal on, unless the child has got it already: the
// terminal sends Ctrl-C to every process in the foreground, and programs such
// as terraform take a second one for an order to drop everything.
func (p process) forward(sig os.Signal, child *os.Process) {
	if sig == os.Interrupt && p.foreground() {
		return
	}
	_ = child.Signal(sig) // it fails only for a child that has just ended
}

func startFailure(err error) int {
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return exitNotFound
	}
	return exitNotExecutable
}

func exitStatus(state *os.ProcessState) int {
	if ws, ok := state.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return exitSignalled + int(ws.Signal())
	}
	return state.ExitCode()
}
