package resources_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// waiting starts an apply and returns when it waits for a cancellation that does not complete before the test's end.
func waiting(t *testing.T) (*acctest.Emulator, *acctest.Workspace, *acctest.Process) {
	t.Helper()
	e := acctest.NewEmulator(t, emulator.WithCancelTime(long))
	e.Add(t, emulator.Component{Name: "api"})
	w := acctest.NewWorkspace(t, acctest.Source+e.Provider()+cancellation("api"))
	apply := w.Start(t, "apply", "-auto-approve")
	e.Await(t, getCall, 1)
	return e, w, apply
}

// wantJoined applies again, and fails the test unless that waits for the cancellation in progress: no second one is accepted.
func wantJoined(t *testing.T, e *acctest.Emulator, w *acctest.Workspace) {
	t.Helper()
	apply := w.Start(t, "apply", "-auto-approve")
	reads := e.Count(getCall)
	e.Await(t, getCall, reads+2)
	if err := e.Finish("api", "CANCELLED", ""); err != nil {
		t.Fatal(err)
	}
	if got := apply.Wait(); got != 0 {
		t.Fatalf("the next apply exited with %d:\n%s", got, apply.Output())
	}
	fault{status: "CANCELLED"}.checkRecord(t, w)
	wantOneAccepted(t, e)
}

// TestAccComponentDeploymentCancellation_interrupted signals the process group of the CLI, as a terminal does for Ctrl-C and a
// CI runner to stop a job. The provider must not end before Terraform has stored the resource.
func TestAccComponentDeploymentCancellation_interrupted(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			e, w, apply := waiting(t)
			start := time.Now()
			apply.SignalGroup(t, signal)
			if got := apply.Wait(); got != 1 {
				t.Errorf("got exit status %d, want 1", got)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("ended %s after the signal, want within 5s", took)
			}
			wantOutput(t, apply.Output(), "Error: Component deployment cancellation interrupted", "Apply again to continue waiting")
			if strings.Contains(apply.Output(), "Timeout") {
				t.Errorf("an interruption is called a timeout:\n%s", apply.Output())
			}
			fault{status: "CANCELLING", tainted: true}.checkRecord(t, w)
			wantJoined(t, e, w)
		})
	}
}

// TestAccComponentDeploymentCancellation_killed ends Terraform or the provider at once, while it waits. Nothing is in the state
// then, so the next apply has to find the cancellation. The provider does not outlive Terraform.
func TestAccComponentDeploymentCancellation_killed(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the provider's process is looked up in /proc")
	}
	for name, test := range map[string]struct {
		kill func(t *testing.T, apply *acctest.Process, provider int)
		want int // exit status of the CLI, -1 after a signal
	}{
		"provider": {want: 1, kill: func(t *testing.T, _ *acctest.Process, provider int) {
			t.Helper()
			kill(t, provider)
		}},
		"Terraform": {want: -1, kill: func(t *testing.T, apply *acctest.Process, _ int) {
			t.Helper()
			kill(t, apply.PID())
		}},
		"two signals to both": {want: 1, kill: func(t *testing.T, apply *acctest.Process, _ int) {
			t.Helper()
			apply.SignalGroup(t, syscall.SIGINT)
			apply.SignalGroup(t, syscall.SIGTERM) // Terraform exits at once
		}},
		// Terraform handles SIGINT and SIGTERM, but not SIGHUP.
		"SIGHUP to both": {want: -1, kill: func(t *testing.T, apply *acctest.Process, _ int) {
			t.Helper()
			apply.SignalGroup(t, syscall.SIGHUP)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, w, apply := waiting(t)
			provider := child(t, apply.PID())
			test.kill(t, apply, provider)
			if got := apply.Wait(); got != test.want {
				t.Errorf("got exit status %d, want %d", got, test.want)
			}
			wantEnded(t, provider)
			wantJoined(t, e, w)
		})
	}
}

func kill(t *testing.T, pid int) {
	t.Helper()
	process, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
}

// wantEnded fails the test unless the process ends in a few seconds.
func wantEnded(t *testing.T, pid int) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(stat), ") Z ") { // nobody has waited for a zombie yet
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("process %d is still running", pid)
}

// child returns the ID of the process that the CLI has started: the provider.
func child(t *testing.T, parent int) int {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // the process has exited
		}
		// PID (NAME) STATE PARENT …
		_, after, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(after); len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(stat)))
			if err != nil {
				t.Fatal(err)
			}
			return pid
		}
	}
	t.Fatal("the CLI has started no provider")
	return 0
}
