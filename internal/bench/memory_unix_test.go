//go:build unix

package bench_test

import (
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

const (
	wrappedVariable = "BENCH_WRAPPED" // the provider that this binary runs as a wrapper
	peaksVariable   = "BENCH_PEAKS"   // the file to which a wrapper appends the peak
)

// The provider is a grandchild of the benchmark. For a child and its children, the kernel only reports the maximum, which is
// that of Terraform. So Terraform starts this binary instead of the provider, and this binary starts the provider.
func init() {
	if binary := os.Getenv(wrappedVariable); binary != "" {
		if err := wrap(binary, os.Getenv(peaksVariable)); err != nil {
			log.Fatal(err)
		}
		os.Exit(0)
	}
}

// wrap runs a provider and appends its peak memory to a file.
func wrap(binary, peaks string) error {
	command := exec.Command(binary)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return err
	}
	file, err := os.OpenFile(peaks, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	peak := command.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS != "darwin" {
		peak *= 1024 // other systems report KiB
	}
	_, err = fmt.Fprintln(file, peak)
	return errors.Join(err, file.Close())
}

// BenchmarkMemory measures the maximum resident memory of the provider's processes in an apply.
func BenchmarkMemory(b *testing.B) {
	for _, s := range plugins(b) {
		b.Run(fmt.Sprintf("n=%d/subject=%s", medium, s.name), func(b *testing.B) {
			var total int
			for b.Loop() {
				total += peak(b, s)
			}
			report(b, "peak-B", float64(total))
		})
	}
}

func peak(b *testing.B, s subject) (largest int) {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	peaks := filepath.Join(b.TempDir(), "peaks")
	variables := []string{wrappedVariable + "=" + s.binary, peaksVariable + "=" + peaks}
	s.binary = self
	e := acctest.WithComponents(b, componentNames(medium)...)
	newWorkspace(b, s, "local", s.config(medium), e, variables...).Run(b, 0, "apply", "-auto-approve")
	text, err := os.ReadFile(peaks)
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var bytes int
		if _, err := fmt.Sscan(line, &bytes); err != nil {
			b.Fatal(err)
		}
		largest = max(largest, bytes)
	}
	return largest
}
