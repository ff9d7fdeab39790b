//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// binary returns the emulator as a separate process, without a controlling terminal, as in CI.
func binary(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), itself(t), args...)
	cmd.Env = append(roleOf(t, "main"), "PATH=/usr/bin:/bin")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return cmd
}

func exitStatusOf(t *testing.T, err error) int {
	t.Helper()
	exit, ok := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil:
		return 0
	case !ok:
		t.Fatal(err)
	}
	return exit.ExitCode()
}

func TestBinaryHasTheCommandsStatus(t *testing.T) {
	t.Parallel()
	for _, want := range []int{0, 2, 7} {
		t.Run(strconv.Itoa(want), func(t *testing.T) {
			t.Parallel()
			out, err := binary(t, "-component", "api", "--", "sh", "-c", "exit "+strconv.Itoa(want)).CombinedOutput()
			if got := exitStatusOf(t, err); got != want || len(out) > 0 {
				t.Errorf("got status %d, want %d: %s", got, want, out)
			}
		})
	}
}

// TestSignalLeavesNothingRunning has a shell, which does not forward a signal to its children: the emulator signals both.
func TestSignalLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]syscall.Signal{"SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			leavesNothingRunning(t, sent)
		})
	}
}

func leavesNothingRunning(t *testing.T, sent syscall.Signal) {
	t.Helper()
	if signal.Ignored(sent) {
		t.Skipf("%s is ignored here, as under nohup", sent)
	}
	cmd := binary(t, "--", "sh", "-c", `echo $$; sleep 600 & echo $!; echo "$AWS_ENDPOINT_URL_PROTON"; wait; echo not reached`)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	var pids []int
	for len(pids) < 2 && lines.Scan() {
		pid, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatal(err)
		}
		pids = append(pids, pid)
	}
	lines.Scan()
	url := lines.Text()
	if err := visit(t, url+"/health"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(sent); err != nil {
		t.Fatal(err)
	}
	// What is left running would keep the pipe open.
	limit := time.AfterFunc(10*time.Second, func() {
		for _, pid := range pids {
			if syscall.Kill(pid, syscall.SIGKILL) == nil {
				t.Errorf("process %d is still running", pid)
			}
		}
	})
	defer limit.Stop()
	if lines.Scan() {
		t.Errorf("after the signal it printed %q", lines.Text())
	}
	if got := exitStatusOf(t, cmd.Wait()); got != 128+int(sent) {
		t.Errorf("got status %d, want %d: %s", got, 128+int(sent), stderr.String())
	}
	for _, pid := range pids {
		waitUntilExited(t, pid)
	}
	if visit(t, url+"/health") == nil {
		t.Error("the emulator still responds")
	}
}

// waitUntilExited waits until a process has exited. A zombie has exited too.
func waitUntilExited(t *testing.T, pid int) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		state, err := exec.CommandContext(t.Context(), "ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
		if err != nil || strings.HasPrefix(strings.TrimSpace(string(state)), "Z") {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("process %d is still running", pid)
		case <-tick.C:
		}
	}
}
