package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"syscall"
)

// terminal is the terminal that controls this process.
type terminal struct {
	exists     bool
	foreground bool // Ctrl-C reaches this process, and each child in the same process group
}

// runCommand runs a command with the emulator and returns its exit status, or that of a shell if the command cannot be run. It
// always waits for the command: a client that was interrupted may need the API to clean up. If serving fails, it ends the
// command.
func (p process) runCommand(ctx context.Context, command []string, e *endpoint) int {
	ctx, end := context.WithCancel(ctx)
	defer end()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // the user asks for it
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.stdin, p.stdout, p.stderr
	cmd.Env = childEnvironment(p.env, e.url)
	terminal := p.terminal()
	prepare(cmd, terminal)
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(p.stderr, "proton-emulator:", err)
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			return 127
		}
		return 126
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // cmd.ProcessState has the outcome
	}()
	var failure error
	for {
		select {
		case <-ended:
			if failure != nil {
				return 1
			}
			return exitStatus(cmd.ProcessState)
		case failure = <-e.failed:
			fmt.Fprintln(p.stderr, "proton-emulator: serving failed, ending the command:", failure)
			end()
		case sig := <-p.signals:
			// A foreground command has got Ctrl-C already. Programs such as terraform exit immediately at a second one.
			if sig != os.Interrupt || !terminal.foreground {
				forward(sig, cmd)
			}
		}
	}
}

// exitStatus returns the exit status as a shell does: 128 plus the signal's number if a signal ended the command.
func exitStatus(state *os.ProcessState) int {
	if ws, ok := state.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int(ws.Signal())
	}
	return state.ExitCode()
}
