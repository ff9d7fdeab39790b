package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

const (
	mirroredVersion = "1.0.0"

	// goodbye is how long a command that was interrupted may take to end.
	goodbye = 10 * time.Second
)

// mirror puts both providers where `init` finds them, in the one way in which users get a provider, too.
func (b *bench) mirror() error {
	for provider, binary := range map[string]string{"proton": b.provider, "time": b.reference} {
		folder := filepath.Join(b.dir, "mirror", host, "bench", provider, mirroredVersion, runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		if err := copyFile(filepath.Join(folder, binaryName(provider)), binary); err != nil {
			return err
		}
	}
	rc := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.Join(b.dir, "mirror"))
	return os.WriteFile(b.rc, []byte(rc), 0o600)
}

func binaryName(provider string) string {
	name := "terraform-provider-" + provider + "_v" + mirroredVersion
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return name
}

// binary is the path of a subject's provider.
func (b *bench) binary(s subject) string {
	if s.provider == "time" {
		return b.reference
	}
	return b.provider
}

func copyFile(to, from string) (err error) {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o700)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	_, err = io.Copy(target, source)
	return err
}

// workspace is a folder with a configuration, and the environment that the CLI has in it.
type workspace struct {
	cli, dir string
	env      []string
}

// workspace makes a folder in which nothing has been applied. variables are added to an otherwise clean environment.
func (b *bench) workspace(ctx context.Context, config string, variables ...string) (*workspace, error) {
	dir, err := os.MkdirTemp(b.dir, "workspace-")
	if err != nil {
		return nil, err
	}
	w := &workspace{cli: b.cli, dir: dir, env: append(b.environment(), variables...)}
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(config), 0o600); err != nil {
		return nil, err
	}
	_, _, err = w.run(ctx, "init", "-input=false", "-no-color")
	return w, err
}

// environment is what every command gets: nothing that the user or the machine has set for AWS, Terraform or proxies.
func (b *bench) environment() []string {
	env := []string{
		"HOME=" + b.dir,
		"TF_CLI_CONFIG_FILE=" + b.rc,
		"TF_IN_AUTOMATION=1",
		"CHECKPOINT_DISABLE=1",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_PAGER=",
	}
	for _, name := range []string{"PATH", "TMPDIR", "SYSTEMROOT", "TEMP", "TMP"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// command is the CLI, yet to be started. Its output goes to the buffer.
func (w *workspace) command(ctx context.Context, args ...string) (*exec.Cmd, *bytes.Buffer) {
	command := exec.CommandContext(ctx, w.cli, args...)
	command.Dir, command.Env = w.dir, w.env
	// Terraform ends its providers when it is interrupted, not when it is killed.
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = goodbye
	output := &bytes.Buffer{}
	command.Stdout, command.Stderr = output, output
	return command, output
}

// run runs the CLI and gives what it printed and how long it took. An exit status other than 0 is an error.
func (w *workspace) run(ctx context.Context, args ...string) (string, time.Duration, error) {
	command, output := w.command(ctx, args...)
	start := time.Now()
	err := command.Run()
	elapsed := time.Since(start)
	return output.String(), elapsed, explain(args, output, err)
}

// explain adds the end of what was printed, where errors are: an apply of many prints many pages before.
func explain(args []string, output *bytes.Buffer, err error) error {
	if err == nil {
		return nil
	}
	text := output.Bytes()
	return fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, text[max(0, len(text)-4096):])
}

func (b *bench) cliVersion(ctx context.Context) (string, error) {
	w := &workspace{cli: b.cli, dir: b.dir, env: b.environment()}
	text, _, err := w.run(ctx, "version")
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(line), err
}
