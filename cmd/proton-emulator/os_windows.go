package main

import (
	"os"
	"os/exec"
)

// The lines by which PowerShell sets and removes a variable.
const (
	exportLine = "$Env:%s = '%s'\n"
	unsetLine  = "Remove-Item Env:%s\n"
)

// controllingTerminal: a console sends Ctrl-C to all its processes.
func controllingTerminal() terminal { return terminal{exists: true, foreground: true} }

// prepare does nothing. If ctx is done, os/exec kills the command without asking it to end.
func prepare(*exec.Cmd, terminal) {}

// forward does nothing, because Windows has no signals between processes. Its console tells each attached process of
// Ctrl-C, Ctrl-Break, its closing and a logoff, so the command learns of them as the emulator does, and the emulator waits
// until the command has ended. If the emulator itself is killed, such as by the task manager, the command goes on without it.
func forward(os.Signal, *exec.Cmd) {}
