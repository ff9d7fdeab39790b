package acctest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Workspace is a folder with a configuration, in which the CLI runs the provider's binary: for tests that need a provider in
// another process, such as those with signals, and for configurations with the provider's source.
type Workspace struct {
	Dir string

	env []string
}

// NewWorkspace creates a folder with this main.tf. variables are added to an otherwise empty environment.
func NewWorkspace(t testing.TB, config string, variables ...string) *Workspace {
	t.Helper()
	SkipUnlessAcc(t)
	dir := t.TempDir()
	rc := filepath.Join(dir, "cli.tfrc")
	w := &Workspace{Dir: filepath.Join(dir, "workspace"), env: append([]string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + dir,
		"TF_CLI_CONFIG_FILE=" + rc,
		"TF_IN_AUTOMATION=1",
		"CHECKPOINT_DISABLE=1",
		"AWS_EC2_METADATA_DISABLED=true",
	}, variables...)}
	if err := os.Mkdir(w.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, rc, fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n",
		"proton-deployments/proton", filepath.Dir(Binary(t))))
	w.Configure(t, config)
	return w
}

// Configure replaces main.tf.
func (w *Workspace) Configure(t testing.TB, config string) {
	t.Helper()
	write(t, filepath.Join(w.Dir, "main.tf"), config)
}

// Setenv sets a variable for the commands that follow.
func (w *Workspace) Setenv(name, value string) {
	w.env = append(w.env, name+"="+value)
}

// Source is the block with the provider's source, with which the configuration of a workspace begins.
const Source = `
terraform {
  required_providers {
    proton = {
      source = "proton-deployments/proton"
    }
  }
}
`

// Run runs the CLI and returns its output. It fails the test if the exit status is another one.
func (w *Workspace) Run(t testing.TB, status int, args ...string) string {
	t.Helper()
	process := w.Start(t, args...)
	if got := process.Wait(); got != status {
		t.Fatalf("%s exited with %d, want %d:\n%s", strings.Join(args, " "), got, status, process.Output())
	}
	return process.Output()
}

// Process is a running CLI, in a process group with the provider that it starts.
type Process struct {
	command *exec.Cmd
	output  bytes.Buffer
	waited  func() error
}

// Start starts the CLI. At the end of the test, its process group is killed.
func (w *Workspace) Start(t testing.TB, args ...string) *Process {
	t.Helper()
	if args[0] == "plan" || args[0] == "apply" || args[0] == "destroy" {
		args = slices.Insert(args, 1, "-input=false", "-no-color") // before the name of a saved plan
	} else {
		args = append(args, "-no-color")
	}
	p := &Process{command: exec.CommandContext(context.Background(), CLI(), args...)}
	p.command.Dir, p.command.Env = w.Dir, w.env
	p.command.Stdout, p.command.Stderr = &p.output, &p.output
	p.waited = sync.OnceValue(p.command.Wait)
	newGroup(p.command)
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = signalGroup(p.command.Process, syscall.SIGKILL)
		_ = p.waited()
	})
	return p
}

// SignalGroup signals the CLI and all processes that it started, as a terminal does for Ctrl-C, and a CI runner to stop a job.
func (p *Process) SignalGroup(t testing.TB, sent syscall.Signal) {
	t.Helper()
	if signal.Ignored(sent) { // as under nohup, and the CLI inherits that
		_ = p.command.Process.Kill()
		t.Skipf("%s is ignored here", sent)
	}
	if err := signalGroup(p.command.Process, sent); err != nil {
		t.Fatal(err)
	}
}

// PID returns the process ID of the CLI.
func (p *Process) PID() int { return p.command.Process.Pid }

// Wait waits until the CLI has exited and returns the exit status, -1 after a signal.
func (p *Process) Wait() int {
	_ = p.waited() // ProcessState has the outcome
	return p.command.ProcessState.ExitCode()
}

// Output returns all that the CLI printed. Call it after [Process.Wait].
func (p *Process) Output() string { return p.output.String() }

// Binary and EmulatorBinary return the paths of the two commands, built as for a release, once for all tests of a package.
var (
	Binary         = built("terraform-provider-proton", ".")
	EmulatorBinary = built("proton-emulator", "./cmd/proton-emulator")
)

func built(name, folder string) func(testing.TB) string {
	build := sync.OnceValues(func() (string, error) {
		path := filepath.Join(binaries, name)
		// With the flags of `make build`, so that the two share Go's cache.
		command := exec.CommandContext(context.Background(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, folder)
		command.Dir, command.Env = Root(), append(os.Environ(), "CGO_ENABLED=0")
		if out, err := command.CombinedOutput(); err != nil {
			return "", fmt.Errorf("building %s: %w\n%s", name, err, out)
		}
		return path, nil
	})
	return func(t testing.TB) string {
		t.Helper()
		path, err := build()
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
}

// Root returns the path of the repository.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
