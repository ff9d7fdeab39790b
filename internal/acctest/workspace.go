package acctest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Workspace is a folder with a configuration, in which the CLI runs the provider as a binary of its own: for what a
// provider in the test's process cannot show, such as signals, and for configurations that name the provider's source.
type Workspace struct {
	Dir string

	env []string
}

// NewWorkspace makes a folder with the given main.tf. variables are added to an otherwise empty environment.
func NewWorkspace(t *testing.T, config string, variables ...string) *Workspace {
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
func (w *Workspace) Configure(t *testing.T, config string) {
	t.Helper()
	write(t, filepath.Join(w.Dir, "main.tf"), config)
}

// Setenv sets a variable for what is run from now on.
func (w *Workspace) Setenv(name, value string) {
	w.env = append(w.env, name+"="+value)
}

// Source is the block that names the provider's source, which a configuration of a workspace begins with.
const Source = `
terraform {
  required_providers {
    proton = {
      source = "proton-deployments/proton"
    }
  }
}
`

// Run runs the CLI and gives all that it printed. It fails the test if the exit status is not the one that is wanted.
func (w *Workspace) Run(t *testing.T, status int, args ...string) string {
	t.Helper()
	process := w.Start(t, args...)
	if got := process.Wait(); got != status {
		t.Fatalf("%s exited with %d, want %d:\n%s", strings.Join(args, " "), got, status, process.Output())
	}
	return process.Output()
}

// Process is a CLI that is running, in a process group of its own with the provider that it starts.
type Process struct {
	command *exec.Cmd
	output  *lockedBuffer
	waited  func() error
}

// Start starts the CLI. What is still running when the test ends is killed.
func (w *Workspace) Start(t *testing.T, args ...string) *Process {
	t.Helper()
	if args[0] == "plan" || args[0] == "apply" || args[0] == "destroy" {
		args = slices.Insert(args, 1, "-input=false", "-no-color") // before the name of a saved plan
	} else {
		args = append(args, "-no-color")
	}
	command := exec.CommandContext(context.Background(), CLI(), args...)
	command.Dir, command.Env = w.Dir, w.env
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	output := &lockedBuffer{}
	command.Stdout, command.Stderr = output, output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	p := &Process{command: command, output: output, waited: sync.OnceValue(command.Wait)}
	t.Cleanup(func() {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		_ = p.waited()
	})
	return p
}

// Signal sends a signal to the CLI and all that it started, as a terminal does for Ctrl-C.
func (p *Process) Signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(-p.command.Process.Pid, s); err != nil {
		t.Fatal(err)
	}
}

// PID is the process of the CLI.
func (p *Process) PID() int { return p.command.Process.Pid }

// Wait waits for the end and gives the exit status, -1 if a signal was the end.
func (p *Process) Wait() int {
	var exit *exec.ExitError
	if err := p.waited(); errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return p.command.ProcessState.ExitCode()
}

// Output is what was printed so far.
func (p *Process) Output() string { return p.output.String() }

// lockedBuffer can be read while a command writes to it.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// Binary is the path of the provider, built once for all tests of a package.
func Binary(t *testing.T) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "acctest-")
	if err != nil {
		return "", err
	}
	atExit = append(atExit, func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, "terraform-provider-proton")
	command := exec.CommandContext(context.Background(), "go", "build", "-o", path, ".")
	command.Dir = Root()
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the provider: %w\n%s", err, out)
	}
	return path, nil
})

// Root is the folder of the whole project.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
