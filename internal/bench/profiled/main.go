// Command profiled is the provider with a profiler around it. Whoever starts it names a folder in PROTON_PROFILES; when
// it ends it has left its CPU profile and its heap profile there, the latter with all allocations. `make profile` runs
// it by the real CLI, so the profiles hold what the protocol costs, too. It is never released.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime/pprof"

	"github.com/proton-deployments/terraform-provider-proton/internal/provider"
)

func main() {
	if err := run(os.Getenv("PROTON_PROFILES")); err != nil {
		log.Fatal(err)
	}
}

func run(folder string) error {
	if folder == "" {
		return errors.New("PROTON_PROFILES names no folder")
	}
	cpu, err := create(folder, "cpu")
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return err
	}
	served := provider.Serve("profiled", false)
	pprof.StopCPUProfile()
	heap, err := create(folder, "heap")
	if err != nil {
		return err
	}
	return errors.Join(served, cpu.Close(), pprof.WriteHeapProfile(heap), heap.Close())
}

func create(folder, kind string) (*os.File, error) {
	name := fmt.Sprintf("%s-%d.pprof", kind, os.Getpid())
	return os.OpenFile(filepath.Join(folder, name), os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
}
