// Package acctest is what acceptance tests share: a clean environment, an emulator behind a layer that injects faults,
// and the real Terraform CLI with the provider in this process or as a binary of its own.
package acctest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/provider"
)

// Main runs a package's tests in an environment of their own: nothing that the developer or the machine has set for AWS,
// Terraform or proxies reaches them. Call it from TestMain.
func Main(m *testing.M) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if foreign(name) {
			_ = os.Unsetenv(name)
		}
	}
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE":             os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"AWS_EC2_METADATA_DISABLED":   "true",
		"CHECKPOINT_DISABLE":          "1",
	} {
		_ = os.Setenv(name, value)
	}
	if IsOpenTofu() {
		// OpenTofu looks for a provider without a source in its own registry.
		_ = os.Setenv("TF_ACC_PROVIDER_HOST", "registry.opentofu.org")
		_ = os.Setenv("TF_ACC_PROVIDER_NAMESPACE", "hashicorp")
	}
	status := m.Run()
	for _, clean := range atExit {
		clean()
	}
	os.Exit(status)
}

// atExit is what to do when all tests of the package have run.
var atExit []func()

func foreign(name string) bool {
	upper := strings.ToUpper(name)
	if upper == "HTTP_PROXY" || upper == "HTTPS_PROXY" || upper == "NO_PROXY" {
		return true
	}
	// The TF_ACC variables say which CLI to use.
	return strings.HasPrefix(upper, "AWS_") || strings.HasPrefix(upper, "TF_") && !strings.HasPrefix(upper, "TF_ACC")
}

// CLI is the path of the Terraform or OpenTofu CLI that acceptance tests run, "" if there is none.
func CLI() string {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	path, err := exec.LookPath("terraform")
	if err != nil {
		return ""
	}
	return path
}

// IsOpenTofu tells whether [CLI] is OpenTofu.
func IsOpenTofu() bool {
	name, _ := cliVersion()
	return name == "OpenTofu"
}

// cliVersion gives the name and the version of [CLI], such as Terraform and 1.14.0; nil is an unknown version.
var cliVersion = sync.OnceValues(func() (string, *version.Version) {
	if CLI() == "" {
		return "", nil
	}
	out, err := exec.CommandContext(context.Background(), CLI(), "version").Output()
	if err != nil {
		return "", nil
	}
	line, _, _ := strings.Cut(string(out), "\n")
	name, number, _ := strings.Cut(line, " v")
	v, err := version.NewVersion(number)
	if err != nil {
		return name, nil
	}
	return name, v
})

// SkipWithoutActions skips a test whose configuration holds actions, unless the CLI is Terraform 1.14 or later.
func SkipWithoutActions(t *testing.T) {
	t.Helper()
	SkipBelow(t, "1.14.0", "", "actions")
}

// SkipBelow skips a test of what needs one of these versions of Terraform or OpenTofu or a later one; "" is never.
func SkipBelow(t *testing.T, terraform, tofu, what string) {
	t.Helper()
	SkipUnlessAcc(t)
	needed := terraform
	if IsOpenTofu() {
		needed = tofu
	}
	name, v := cliVersion()
	if needed == "" || v == nil || v.Core().LessThan(version.Must(version.NewVersion(needed))) {
		t.Skipf("%s %s has no %s", name, v, what)
	}
}

// Providers are the factories of the provider under test, which runs in this process.
func Providers() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"proton": func() (tfprotov6.ProviderServer, error) { return provider.NewServer("test"), nil },
	}
}

// SkipUnlessAcc skips a test that runs the CLI by itself, as terraform-plugin-testing does for its own.
func SkipUnlessAcc(t *testing.T) {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests are skipped unless TF_ACC is set: make testacc")
	}
	if CLI() == "" {
		t.Fatal("no terraform on PATH: set TF_ACC_TERRAFORM_PATH")
	}
}
