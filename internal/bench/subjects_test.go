package bench_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// The numbers of resources in one apply.
const small, medium, large = 20, 500, 2000

// subject is one of the alternatives that are compared.
type subject struct {
	name           string
	source, binary string // of its provider, if it has one
	cancels        bool   // whether an apply cancels
	maxSize        int

	config func(n int) string
}

// proton returns this provider: the binary that BENCH_PROVIDER names, or else that of the working tree.
func proton(b *testing.B) subject {
	b.Helper()
	binary := os.Getenv("BENCH_PROVIDER")
	if binary == "" {
		binary = acctest.Binary(b)
	}
	return subject{
		name: "proton", source: "proton-deployments/proton", binary: binary, cancels: true, maxSize: large,
		config: func(n int) string { return cancellations(n, false) },
	}
}

func cancellations(n int, wait bool) string {
	return acctest.Source + fmt.Sprintf(`
provider "proton" {}

resource "proton_component_deployment_cancellation" "bench" {
  count               = %d
  component_name      = "component-${count.index}"
  wait_for_completion = %t
}
`, n, wait)
}

// timeStatic returns a provider of the same framework whose resource makes no calls. BENCH_REFERENCE names its binary.
func timeStatic() subject {
	return subject{
		name: "time_static", source: "hashicorp/time", binary: os.Getenv("BENCH_REFERENCE"), maxSize: large,
		config: func(n int) string { return fmt.Sprintf("resource \"time_static\" \"bench\" {\n  count = %d\n}\n", n) },
	}
}

// padding makes a terraform_data resource, which stores it twice, as large in the state as a cancellation: Terraform writes
// the whole local state after each resource.
const padding = 605

// terraformData returns resources of the same size without a provider, to measure Terraform itself.
func terraformData() subject {
	return subject{name: "terraform_data", maxSize: large, config: func(n int) string {
		return fmt.Sprintf("resource \"terraform_data\" \"bench\" {\n  count = %d\n  input = %q\n}\n", n, strings.Repeat("-", padding))
	}}
}

// localExec returns the alternative without a provider. It starts an AWS CLI for each cancellation.
func localExec() subject {
	return subject{name: "local-exec", maxSize: small, cancels: true, config: func(n int) string {
		return fmt.Sprintf(`
resource "terraform_data" "bench" {
  count = %d

  provisioner "local-exec" {
    command = "aws proton cancel-component-deployment --component-name component-${count.index}"
  }
}
`, n)
	}}
}

// plugins returns the subjects with a provider.
func plugins(b *testing.B) []subject {
	b.Helper()
	if os.Getenv("BENCH_REFERENCE") == "" {
		b.Log("without time_static: BENCH_REFERENCE is not set")
		return []subject{proton(b)}
	}
	return []subject{timeStatic(), proton(b)}
}

func subjects(b *testing.B) []subject {
	b.Helper()
	all := append(plugins(b), terraformData())
	if err := exec.CommandContext(b.Context(), "aws", "--version").Run(); err != nil {
		b.Logf("without local-exec: there is no AWS CLI: %s", err)
		return all
	}
	return append(all, localExec())
}

func componentNames(n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("component-%d", i))
	}
	return names
}
