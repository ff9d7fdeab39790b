// Package bench_test compares the provider with its alternatives, by the real CLI. `make bench` runs it. The alternatives are a
// provider that makes no calls, resources of the same size without a provider, and the AWS CLI in local-exec. A benchmark
// fails if a command fails or if the emulator gets unexpected calls, but never because of a figure.
package bench_test

import (
	"context"
	"debug/buildinfo"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() != "" {
		describe()
	}
	acctest.Main(m)
}

// describe prints when and with what the results are measured. The benchmark's own format has the machine.
func describe() {
	aws, _, _ := strings.Cut(firstLine("aws", "--version"), " Python")
	programs := []string{firstLine(acctest.CLI(), "version"), aws}
	if info, err := buildinfo.ReadFile(os.Getenv("BENCH_REFERENCE")); err == nil {
		programs = append(programs, filepath.Base(info.Main.Path)+" "+info.Main.Version)
	}
	fmt.Printf("# Measured on %s, on %s with %d cores, with %s\n", time.Now().UTC().Format("2 January 2006"), machine(),
		runtime.NumCPU(), strings.Join(programs, ", "))
}

// machine returns the processor, or else the platform.
func machine() string {
	cpus, _ := os.ReadFile("/proc/cpuinfo") // only Linux has it
	if match := regexp.MustCompile(`model name\s*: (.*)`).FindSubmatch(cpus); match != nil {
		return fmt.Sprintf("%s (%s)", match[1], runtime.GOOS)
	}
	return runtime.GOOS + "_" + runtime.GOARCH
}

// firstLine returns the first line of a program's output, and what it is missing otherwise.
func firstLine(program string, args ...string) string {
	output, err := exec.CommandContext(context.Background(), program, args...).Output()
	if err != nil {
		return "no " + program
	}
	line, _, _ := strings.Cut(string(output), "\n")
	return line
}

// newWorkspace initializes a new workspace. variables are for the CLI.
func newWorkspace(b *testing.B, s subject, backend, config string, e *acctest.Emulator, variables ...string) *acctest.Workspace {
	b.Helper()
	if backend == "http" {
		config += "terraform {\n  backend \"http\" {}\n}\n"
		variables = append(variables, newStateServer(b)...)
	}
	w := acctest.NewWorkspace(b, config, append(variables,
		"TF_CLI_CONFIG_FILE="+mirror(b, s),
		"AWS_ENDPOINT_URL_PROTON="+e.URL,
		"AWS_REGION=us-east-1",
		"AWS_DEFAULT_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=AKIDEXAMPLE",
		"AWS_SECRET_ACCESS_KEY=secret",
	)...)
	w.Run(b, 0, "init", "-input=false")
	return w
}

// mirror creates a mirror with the subject's provider, and returns a CLI configuration that installs only from it. Unlike a
// development override, it allows `init`, which a remote state needs.
func mirror(b *testing.B, s subject) string {
	b.Helper()
	dir := b.TempDir()
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		if s.binary == "" {
			break
		}
		folder := filepath.Join(dir, host, s.source, "1.0.0", runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.Symlink(s.binary, filepath.Join(folder, "terraform-provider-"+filepath.Base(s.source)+"_v1.0.0")); err != nil {
			b.Fatal(err)
		}
	}
	rc := filepath.Join(dir, "cli.tfrc")
	text := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", dir)
	if err := os.WriteFile(rc, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	return rc
}

// seconds runs the CLI and returns how long it took.
func seconds(b *testing.B, w *acctest.Workspace, args ...string) float64 {
	b.Helper()
	start := time.Now()
	w.Run(b, 0, args...)
	return time.Since(start).Seconds()
}

// report reports the mean of all iterations, without the time of an iteration, which includes the preparation.
func report(b *testing.B, unit string, total float64) {
	b.Helper()
	b.ReportMetric(total/float64(b.N), unit+"/op")
	b.ReportMetric(0, "ns/op")
}
