package provider_test

import (
	"bufio"
	"context"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// TestAccDebug shows that SIGINT and SIGTERM end a provider that was started for a debugger.
func TestAccDebug(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			command := exec.CommandContext(ctx, acctest.Binary(t), "-debug")
			out, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			for lines.Scan() && !strings.Contains(lines.Text(), "TF_REATTACH_PROVIDERS=") { // it serves
			}
			if err := command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			for lines.Scan() { // until it has closed its standard output
			}
			_ = command.Wait() // by the signal, or by itself
			if ctx.Err() != nil {
				t.Errorf("did not end after %s", signal)
			}
		})
	}
}
