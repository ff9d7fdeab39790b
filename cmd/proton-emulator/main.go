// Command proton-emulator serves an in-memory emulator of the AWS Proton
// component API, on its own or for the length of one command. Run it with -h
// for its flags.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	os.Exit(run(context.Background(), process{
		args:       os.Args[1:],
		env:        os.Environ(),
		stdin:      os.Stdin,
		stdout:     os.Stdout,
		stderr:     os.Stderr,
		signals:    signals,
		foreground: inForeground,
	}))
}
