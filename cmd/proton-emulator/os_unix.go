//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// The commands with which a shell sets and removes a variable.
const (
	exportLine = "export %s='%s'\n"
	unsetLine  = "unset %s\n"
	quoteMark  = `'\''` // within quotes
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

// prepare runs the command in a new process group if there is no terminal, as in CI. A signal then reaches all processes
// that the command has started, even if the command is a shell that does not forward it.
func prepare(cmd *exec.Cmd, t terminal) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: !t.exists}
	cmd.Cancel = func() error { forward(syscall.SIGTERM, cmd); return nil }
	cmd.WaitDelay = 10 * time.Second // then it is killed
}

func forward(sig os.Signal, cmd *exec.Cmd) {
	// Both fail only if the command has ended.
	if s, ok := sig.(syscall.Signal); ok && cmd.SysProcAttr.Setpgid {
		_ = unix.Kill(-cmd.Process.Pid, s)
	} else {
		_ = cmd.Process.Signal(sig)
	}
}
