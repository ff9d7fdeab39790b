package main

import (
	"os"
	"os/exec"
)

// The commands with which PowerShell sets and removes a variable.
const (
	exportLine = "$Env:%s = '%s'\n"
	unsetLine  = "Remove-Item Env:%s -ErrorAction SilentlyContinue\n"
	quoteMark  = "''" // within quotes
)

// controllingTerminal returns a terminal in the foreground: a console sends Ctrl-C to all its processes.
func controllingTerminal() terminal { return terminal{exists: true, foreground: true} }

// prepare does nothing. When ctx is done, os/exec kills the command.
func prepare(*exec.Cmd, terminal) {}

// forward does nothing, because Windows has no signals between processes. A console sends its events to the command too, and the
// emulator waits for it. If the emulator is killed, the command continues without it.
func forward(os.Signal, *exec.Cmd) {}
