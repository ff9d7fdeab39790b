package acctest

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// newGroup does nothing: on Windows a test cannot signal a process group without a console.
func newGroup(*exec.Cmd) {}

func signalGroup(leader *os.Process, signal syscall.Signal) error {
	if signal == syscall.SIGKILL {
		return leader.Kill()
	}
	return errors.ErrUnsupported
}
