//go:build unix

package acctest

import (
	"os"
	"os/exec"
	"syscall"
)

// newGroup makes a command run in a process group of its own, with all that it starts.
func newGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

func interruptGroup(leader *os.Process) error { return syscall.Kill(-leader.Pid, syscall.SIGINT) }

func killGroup(leader *os.Process) error { return syscall.Kill(-leader.Pid, syscall.SIGKILL) }
