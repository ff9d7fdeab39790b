package resources_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// The benchmarks measure the provider's own work by Terraform's protocol, in this process and without a CLI. `make bench-go`
// runs them all. The emulator runs in this process too, so the figures include its work. CONTRIBUTING.md says how to make
// profiles, and what they do not include.

const (
	cancellationType = "proton_component_deployment_cancellation"

	// parallelism is Terraform's own default.
	parallelism = 10
)

// BenchmarkSchema measures the work of a start that is the provider's own.
func BenchmarkSchema(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		acctest.NewServer(b)
	}
}

func BenchmarkConfigure(b *testing.B) {
	s, block := acctest.NewServer(b), acctest.ProviderValues("http://127.0.0.1:1")
	b.ReportAllocs()
	for b.Loop() {
		noErrors(b, s.Configure(b, block), nil)
	}
}

func BenchmarkCreate(b *testing.B) {
	e := acctest.WithComponents(b, "api")
	s := acctest.ConfiguredServer(b, e.URL)
	planRequest := planNew(b, s, "api")
	request := acctest.ApplyRequest(planRequest, plan(b.Context(), b, s, planRequest))
	b.ReportAllocs()
	for b.Loop() {
		redeploy(b, e, "api") // takes a thousandth of the time
		apply(b.Context(), b, s, request)
	}
	// On the loopback interface, the SDK causes more than one: it closes the request's body when the response has arrived. If
	// net/http has not read the body to its end by that time, it does not reuse the connection.
	b.ReportMetric(float64(e.Connections()), "connections")
}

func BenchmarkRead(b *testing.B) {
	s, state, _ := created(b)
	b.ReportAllocs()
	for b.Loop() {
		read(b.Context(), b, s, state)
	}
}

func BenchmarkPlan(b *testing.B) {
	s, state, arguments := created(b)
	for name, planRequest := range map[string]*tfprotov6.PlanResourceChangeRequest{
		"new":       s.PlanRequest(b, cancellationType, nil, arguments),
		"unchanged": s.PlanRequest(b, cancellationType, state, arguments),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				plan(b.Context(), b, s, planRequest)
			}
		})
	}
}

// BenchmarkApply500 measures the provider's work in an apply of 500 cancellations.
func BenchmarkApply500(b *testing.B) {
	names := many(500)
	e := acctest.WithComponents(b, names...)
	s := acctest.ConfiguredServer(b, e.URL)
	var planRequests []*tfprotov6.PlanResourceChangeRequest
	for _, name := range names {
		planRequests = append(planRequests, planNew(b, s, name))
	}
	b.ReportAllocs()
	for b.Loop() {
		redeploy(b, e, names...)
		inParallel(planRequests, func(r *tfprotov6.PlanResourceChangeRequest) {
			validate(b.Context(), b, s, r.Config)
			apply(b.Context(), b, s, acctest.ApplyRequest(r, plan(b.Context(), b, s, r)))
		})
	}
	b.ReportMetric(float64(e.Connections()), "connections")
}

// BenchmarkPlan500 measures the provider's work in a plan of 500 cancellations without changes.
func BenchmarkPlan500(b *testing.B) {
	s, state, arguments := created(b)
	var planRequests []*tfprotov6.PlanResourceChangeRequest
	for range 500 {
		planRequests = append(planRequests, s.PlanRequest(b, cancellationType, state, arguments))
	}
	b.ReportAllocs()
	for b.Loop() {
		inParallel(planRequests, func(r *tfprotov6.PlanResourceChangeRequest) {
			validate(b.Context(), b, s, r.Config)
			read(b.Context(), b, s, r.PriorState)
			plan(b.Context(), b, s, r)
		})
	}
}

// created returns a server, the state of a cancellation, and its arguments.
func created(t testing.TB) (*acctest.Server, *tfprotov6.DynamicValue, acctest.Values) {
	t.Helper()
	s := acctest.ConfiguredServer(t, acctest.WithComponents(t, "api").URL)
	planRequest := planNew(t, s, "api")
	state := apply(t.Context(), t, s, acctest.ApplyRequest(planRequest, plan(t.Context(), t, s, planRequest)))
	return s, state, argumentsFor("api")
}

func argumentsFor(name string) acctest.Values {
	return acctest.Values{"component_name": name, "wait_for_completion": false}
}

func planNew(t testing.TB, s *acctest.Server, name string) *tfprotov6.PlanResourceChangeRequest {
	t.Helper()
	return s.PlanRequest(t, cancellationType, nil, argumentsFor(name))
}

func many(n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("component-%03d", i))
	}
	return names
}

// redeploy starts new deployments, which can be cancelled.
func redeploy(t testing.TB, e *acctest.Emulator, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := e.Deploy(name); err != nil {
			t.Fatal(err)
		}
	}
}

// inParallel calls do with each request, as many at a time as Terraform does.
func inParallel[T any](requests []T, do func(T)) {
	var workers sync.WaitGroup
	queue := make(chan T)
	for range parallelism {
		workers.Go(func() {
			for r := range queue {
				do(r)
			}
		})
	}
	for _, r := range requests {
		queue <- r
	}
	close(queue)
	workers.Wait()
}

func validate(ctx context.Context, t testing.TB, s *acctest.Server, config *tfprotov6.DynamicValue) {
	t.Helper()
	resp, err := s.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: cancellationType, Config: config})
	noErrors(t, resp.Diagnostics, err)
}

func read(ctx context.Context, t testing.TB, s *acctest.Server, state *tfprotov6.DynamicValue) {
	t.Helper()
	resp, err := s.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: cancellationType, CurrentState: state})
	noErrors(t, resp.Diagnostics, err)
}

func plan(ctx context.Context, t testing.TB, s *acctest.Server, r *tfprotov6.PlanResourceChangeRequest) *tfprotov6.PlanResourceChangeResponse {
	t.Helper()
	resp, err := s.PlanResourceChange(ctx, r)
	noErrors(t, resp.Diagnostics, err)
	return resp
}

func apply(ctx context.Context, t testing.TB, s *acctest.Server, r *tfprotov6.ApplyResourceChangeRequest) *tfprotov6.DynamicValue {
	t.Helper()
	resp, err := s.ApplyResourceChange(ctx, r)
	noErrors(t, resp.Diagnostics, err)
	return resp.NewState
}

// noErrors may be called from any goroutine.
func noErrors(t testing.TB, diagnostics []*tfprotov6.Diagnostic, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			t.Errorf("%s: %s", d.Summary, d.Detail)
		}
	}
}
