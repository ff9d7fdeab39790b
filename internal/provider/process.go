package provider

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// orphanInterval is how often the provider checks whether Terraform still runs.
const orphanInterval = time.Second

// outliveSignals makes the process end with Terraform, not before it. CI runners signal the whole process group, and Terraform
// needs the provider until it has stored the resources. go-plugin ignores SIGINT for the same reason. It does not notice that
// Terraform was killed: the process then gets a new parent. On Windows, which has neither the signals nor new parents, this
// has no effect.
func outliveSignals() {
	// A signal that is ignored would be ignored by a credential process too. Nothing receives from this channel, and what does
	// not fit into it is dropped.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGTERM, syscall.SIGHUP)
	terraform := os.Getppid()
	go func() {
		for range time.Tick(orphanInterval) {
			if os.Getppid() != terraform {
				os.Exit(1)
			}
		}
	}()
}
