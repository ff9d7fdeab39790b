// Package acctest has what acceptance tests and benchmarks share: a clean environment, an emulator that can inject faults,
// and the provider, in this process or as a binary that the real Terraform CLI runs.
package acctest

import (
	"context"
	"log"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/provider"
)

// Main runs a package's tests without the environment variables for AWS, Terraform and proxies. Call it from TestMain.
func Main(m *testing.M) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if isSetting(name) {
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
	if name, _ := cliVersion(); name == "OpenTofu" {
		// For a provider without a source, OpenTofu uses its own registry.
		_ = os.Setenv("TF_ACC_PROVIDER_HOST", "registry.opentofu.org")
		_ = os.Setenv("TF_ACC_PROVIDER_NAMESPACE", "hashicorp")
	}
	var err error
	if binaries, err = os.MkdirTemp("", "acctest-"); err != nil {
		log.Fatal(err)
	}
	status := m.Run()
	_ = os.RemoveAll(binaries)
	os.Exit(status)
}

// binaries is the folder of what the tests of the package build.
var binaries string

// isSetting reports whether a variable configures AWS clients, Terraform or a proxy.
func isSetting(name string) bool {
	upper := strings.ToUpper(name)
	if upper == "HTTP_PROXY" || upper == "HTTPS_PROXY" || upper == "NO_PROXY" {
		return true
	}
	// The TF_ACC variables select the CLI.
	return strings.HasPrefix(upper, "AWS_") || strings.HasPrefix(upper, "TF_") && !strings.HasPrefix(upper, "TF_ACC")
}

// CLI returns the path of the Terraform or OpenTofu CLI that acceptance tests run, "" if there is none.
func CLI() string {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	path, _ := exec.LookPath("terraform")
	return path
}

// cliVersion returns the name and the version of [CLI], such as Terraform and 1.14.0. The version is nil if it is not known.
var cliVersion = sync.OnceValues(func() (string, *version.Version) {
	out, _ := exec.CommandContext(context.Background(), CLI(), "version").Output()
	line, _, _ := strings.Cut(string(out), "\n")
	name, number, _ := strings.Cut(line, " v")
	v, _ := version.NewVersion(number)
	return name, v
})

// SkipWithoutActions skips a test whose configuration has actions, unless the CLI is Terraform 1.14 or later.
func SkipWithoutActions(t testing.TB) {
	t.Helper()
	SkipBelow(t, "1.14.0", "", "actions")
}

// HasActions reports whether the CLI supports actions.
func HasActions() bool {
	name, v := cliVersion()
	return name == "Terraform" && v != nil && v.Core().GreaterThanOrEqual(version.Must(version.NewVersion("1.14.0")))
}

// SkipBelow skips a test of a feature that Terraform and OpenTofu have since these versions. "" means in no version.
func SkipBelow(t testing.TB, terraform, tofu, feature string) {
	t.Helper()
	SkipUnlessAcc(t)
	name, v := cliVersion()
	minimum := map[string]string{"Terraform": terraform, "OpenTofu": tofu}[name]
	if minimum == "" || v == nil || v.Core().LessThan(version.Must(version.NewVersion(minimum))) {
		t.Skipf("%s %s has no %s", name, v, feature)
	}
}

// Providers returns the factories of the provider under test, which runs in this process.
func Providers() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"proton": func() (tfprotov6.ProviderServer, error) { return provider.NewServer("test"), nil },
	}
}

// SkipUnlessAcc skips a test that runs the CLI without terraform-plugin-testing, unless TF_ACC is set.
func SkipUnlessAcc(t testing.TB) {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests are skipped unless TF_ACC is set: make testacc")
	}
	if CLI() == "" {
		t.Fatal("no terraform on PATH: set TF_ACC_TERRAFORM_PATH")
	}
}
