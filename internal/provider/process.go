package provider

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// outliveSignals makes the process end with Terraform, not before it: a CI runner signals the whole process group, and Terraform
// needs the provider until it has stored the resources. go-plugin itself ignores only SIGINT, and does not notice that Terraform
// was killed. The process has another parent then. Windows has neither these signals nor other parents.
func outliveSignals() {
	// Nothing receives the signals. If they were ignored, a credential process would ignore them, too.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGTERM, syscall.SIGHUP)
	terraform := os.Getppid()
	go func() {
		for range time.Tick(time.Second) {
			if os.Getppid() != terraform {
				os.Exit(1)
			}
		}
	}()
}
