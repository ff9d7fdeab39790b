package bench_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// BenchmarkApply measures an apply, and then a plan without changes. With a local state, Terraform rewrites the whole file
// after each resource. With a remote state, which shared configurations have, it does not.
func BenchmarkApply(b *testing.B) {
	for _, backend := range []string{"local", "http"} {
		for _, n := range []int{small, medium, large} {
			for _, s := range subjects(b) {
				if n > s.maxSize {
					continue
				}
				b.Run(fmt.Sprintf("backend=%s/n=%d/subject=%s", backend, n, s.name), func(b *testing.B) {
					var apply, plan float64
					for b.Loop() {
						e := acctest.WithComponents(b, componentNames(n)...)
						w := newWorkspace(b, s, backend, s.config(n), e)
						apply += seconds(b, w, "apply", "-auto-approve")
						plan += seconds(b, w, "plan", "-detailed-exitcode") // 2 would be a change
						if got := len(e.Calls()); s.cancels && got != n {
							b.Fatalf("the emulator got %d calls, want %d", got, n)
						}
					}
					report(b, "apply-sec", apply)
					report(b, "plan-sec", plan)
				})
			}
		}
	}
}

// BenchmarkNotice measures the time from the end of a cancellation to that of the apply that waits for it.
func BenchmarkNotice(b *testing.B) {
	for _, length := range []time.Duration{time.Second, 5 * time.Second, 30 * time.Second} {
		b.Run(fmt.Sprintf("cancellation=%s/subject=proton", length), func(b *testing.B) {
			var late float64
			for b.Loop() {
				e := acctest.NewEmulator(b, emulator.WithCancelTime(length))
				e.Add(b, emulator.Component{Name: "component-0"})
				newWorkspace(b, proton(b), "local", cancellations(1, true), e).Run(b, 0, "apply", "-auto-approve")
				late += time.Since(e.Calls()[0].Time.Add(length)).Seconds()
			}
			report(b, "notice-sec", late)
		})
	}
}
