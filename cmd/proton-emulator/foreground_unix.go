//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// inForeground tells whether this process belongs to the group that its
// terminal sends Ctrl-C to. A child is of the same group.
func inForeground() bool {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer func() { _ = tty.Close() }()
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
