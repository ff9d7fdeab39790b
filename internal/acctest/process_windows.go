package acctest

import (
	"errors"
	"os"
	"os/exec"
)

// newGroup does nothing: on Windows a test cannot interrupt a process group without a console.
func newGroup(*exec.Cmd) {}

func interruptGroup(*os.Process) error { return errors.ErrUnsupported }

func killGroup(leader *os.Process) error { return leader.Kill() }
