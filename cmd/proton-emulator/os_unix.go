//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// The lines by which a shell sets and removes a variable.
const (
	exportLine = "export %s='%s'\n"
	unsetLine  = "unset %s\n"
)

func controllingTerminal() terminal {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return terminal{}
	}
	defer func() { _ = tty.Close() }()
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return terminal{exists: true, foreground: err == nil && group == unix.Getpgrp()}
}

// prepare gives the command a process group of its own where no terminal needs it in ours, as in CI: a signal then reaches
// all that the command has started, also if the command is a shell that ends without ending its children.
func prepare(cmd *exec.Cmd, t terminal) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: !t.exists}
	cmd.Cancel = func() error { forward(syscall.SIGTERM, cmd); return nil }
}

func forward(sig os.Signal, cmd *exec.Cmd) {
	// Either fails only if the command has just ended.
	if s, ok := sig.(syscall.Signal); ok && cmd.SysProcAttr.Setpgid {
		_ = unix.Kill(-cmd.Process.Pid, s)
	} else {
		_ = cmd.Process.Signal(sig)
	}
}
