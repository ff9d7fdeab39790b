// Terraform-provider-proton is the Terraform provider proton. Terraform runs it; with -debug it waits for a debugger.
package main

import (
	"flag"
	"log"

	"github.com/proton-deployments/terraform-provider-proton/internal/provider"
)

// version is set by the linker when a release is built.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve until interrupted, so that a debugger can attach, and print the value for TF_REATTACH_PROVIDERS")
	flag.Parse()

	if err := provider.Serve(version, *debug); err != nil {
		log.Fatal(err)
	}
}
