package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestCommandStatus(t *testing.T) {
	t.Parallel()
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, []byte("no program"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		role, command string
		want          int
	}{
		"success":        {"environment", itself(t), 0},
		"status":         {"seven", itself(t), 7},
		"signal":         {"killed", itself(t), 128 + 9},
		"not found":      {"", "proton-emulator-no-such-command", 127},
		"no such file":   {"", filepath.Join(t.TempDir(), "none"), 127},
		"not executable": {"", plain, 126},
		"directory":      {"", t.TempDir(), 126},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := runIt(t, tt.role, nil, "--", tt.command)
			if got.status != tt.want {
				t.Errorf("got %+v, want status %d", got, tt.want)
			}
			if tt.want > 125 && tt.want < 128 && (got.stdout != "" || got.stderr == "") {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestCommandHasItsOwnStreams(t *testing.T) {
	t.Parallel()
	if got := runIt(t, "echo", nil, "--", itself(t)); got != (outcome{0, "typed in", "done"}) {
		t.Errorf("got %+v", got)
	}
}

func TestCommandReachesTheEmulator(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]string{"api": "200", "api=SUCCEEDED": "400", "web": "400"} {
		if got := runIt(t, "cancel", nil, "-component", status, "--", itself(t)); got != (outcome{0, want, ""}) {
			t.Errorf("-component %s: got %+v", status, got)
		}
	}
}

func TestCommandWithListen(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"0.0.0.0:0", "localhost:0"} {
		got := runIt(t, "cancel", nil, "-listen", address, "-component", "api", "--", itself(t))
		if got != (outcome{0, "200", ""}) {
			t.Errorf("-listen %s: got %+v", address, got)
		}
	}
}

// TestCommandSignals shows that the emulator serves until the command has cleaned up and ended.
func TestCommandSignals(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		end        func(*running)
		foreground terminal
		got        string
	}{
		"SIGINT":               {func(r *running) { r.signals <- os.Interrupt }, terminal{exists: true}, "interrupt"},
		"SIGTERM":              {func(r *running) { r.signals <- syscall.SIGTERM }, terminal{}, "terminated"},
		"context":              {func(r *running) { r.cancel() }, terminal{}, "terminated"},
		"Ctrl-C at a terminal": {func(r *running) { r.signals <- os.Interrupt; r.signals <- syscall.SIGTERM }, terminal{exists: true, foreground: true}, "terminated"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, tt.foreground, "interrupted", "-component", "api", "--", itself(t))
			if got := r.line(t); got != "ready" {
				t.Fatalf("got %q", got)
			}
			tt.end(r)
			if got := r.line(t); got != tt.got {
				t.Errorf("the command got signal %q, want %q", got, tt.got)
			}
			if got := r.line(t); got != "200" {
				t.Errorf("the command's cancel had status %s", got)
			}
			if got := <-r.status; got != 3 {
				t.Errorf("got status %d", got)
			}
		})
	}
}

// TestFailedServingEndsTheCommand has a command that would otherwise run until it gets a signal.
func TestFailedServingEndsTheCommand(t *testing.T) {
	t.Parallel()
	failed := make(chan error, 1)
	stderr, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stderr.Close() })
	p := process{env: roleOf(t, "waiting"), stdout: io.Discard, stderr: stderr, terminal: func() terminal { return terminal{} }}
	failed <- errors.New("the socket is gone")
	got := p.runCommand(t.Context(), []string{itself(t)}, &endpoint{url: "http://127.0.0.1:1", failed: failed})
	if text, err := os.ReadFile(stderr.Name()); err != nil || got != 1 || !strings.Contains(string(text), "the socket is gone") {
		t.Errorf("got status %d: %s, %v", got, text, err)
	}
}
