//go:build unix

package acctest

import (
	"os"
	"os/exec"
	"syscall"
)

// newGroup makes a command, and all processes that it starts, run in a new process group.
func newGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

func signalGroup(leader *os.Process, signal syscall.Signal) error {
	return syscall.Kill(-leader.Pid, signal)
}
