package provider_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/provider"
)

// block is a provider block, in JSON's terms.
type block map[string]any

// list is what a nested block is in.
type list []block

// with is the block with more put into it; nil takes an argument out.
func (b block) with(more block) block {
	all := maps.Clone(b)
	maps.Copy(all, more)
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	return all
}

// at is a block that reads nothing from the environment and reaches Proton at a stand-in.
func at(url string) block {
	return block{
		"region":     "us-east-1",
		"access_key": "AKIDEXAMPLE",
		"secret_key": "static-secret",
		"endpoints":  list{{"proton": url}},
	}
}

// problem is a diagnostic of the plugin protocol.
type problem struct {
	Error                      bool
	Summary, Detail, Attribute string
}

func (p problem) String() string {
	return fmt.Sprintf("%s [%s] %s", p.Summary, p.Attribute, p.Detail)
}

func problems(diagnostics []*tfprotov6.Diagnostic) (all []problem) {
	for _, d := range diagnostics {
		p := problem{Error: d.Severity == tfprotov6.DiagnosticSeverityError, Summary: d.Summary, Detail: d.Detail}
		if d.Attribute != nil {
			p.Attribute = d.Attribute.String()
		}
		all = append(all, p)
	}
	return all
}

// failures leaves the warnings out.
func failures(all []problem) (some []problem) {
	for _, p := range all {
		if p.Error {
			some = append(some, p)
		}
	}
	return some
}

// server is the provider as Terraform talks to it.
func server() tfprotov6.ProviderServer {
	return provider.NewServer("test")
}

func encode(v any) *tfprotov6.DynamicValue {
	text, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return &tfprotov6.DynamicValue{JSON: text}
}

// validate has the provider validate a block.
func validate(t *testing.T, b block) []problem {
	t.Helper()
	resp, err := server().ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: encode(b)})
	if err != nil {
		t.Fatal(err)
	}
	return problems(resp.Diagnostics)
}

// configure validates and configures, as Terraform does before each operation.
func configure(ctx context.Context, s tfprotov6.ProviderServer, b block) ([]problem, error) {
	valid, err := s.ValidateProviderConfig(ctx, &tfprotov6.ValidateProviderConfigRequest{Config: encode(b)})
	if err != nil || len(valid.Diagnostics) > 0 {
		return problems(valid.Diagnostics), err
	}
	resp, err := s.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{TerraformVersion: "1.2.3", Config: encode(b)})
	if err != nil {
		return nil, err
	}
	return problems(resp.Diagnostics), nil
}

// readComponent reads the data source proton_component.
func readComponent(ctx context.Context, s tfprotov6.ProviderServer) ([]problem, error) {
	resp, err := s.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: "proton_component",
		Config:   encode(block{"name": "api"}),
	})
	if err != nil {
		return nil, err
	}
	return problems(resp.Diagnostics), nil
}

// configureAndRead makes one call of the Proton API with a fresh provider, unless it cannot be configured.
func configureAndRead(ctx context.Context, b block) ([]problem, error) {
	s := server()
	found, err := configure(ctx, s, b)
	if err != nil || len(failures(found)) > 0 {
		return found, err
	}
	more, err := readComponent(ctx, s)
	return append(found, more...), err
}

// read makes one call of the Proton API with a fresh provider. Given variables, it does so in a process whose
// environment they are: this process's is that of all tests.
func read(t *testing.T, b block, variables ...string) []problem {
	t.Helper()
	if variables != nil {
		return readInChild(t, b, variables)
	}
	found, err := configureAndRead(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// mustRead is read, with no error.
func mustRead(t *testing.T, b block, variables ...string) {
	t.Helper()
	for _, p := range failures(read(t, b, variables...)) {
		t.Errorf("unexpected error: %s", p)
	}
}

// failRead is read, with just one error.
func failRead(t *testing.T, b block, variables ...string) problem {
	t.Helper()
	found := failures(read(t, b, variables...))
	if len(found) != 1 {
		t.Fatalf("got the errors %v, want one", found)
	}
	return found[0]
}

// readerVariable makes the test binary a program that reads for its parent.
const readerVariable = "PROTON_TEST_READER"

func readInChild(t *testing.T, b block, variables []string) (found []problem) {
	t.Helper()
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var complaints strings.Builder
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), self)
	child.Env = append([]string{
		readerVariable + "=1",
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + t.TempDir(),
		"GORACE=atexit_sleep_ms=0", // a second by default
	}, variables...)
	child.Stdin, child.Stderr = strings.NewReader(string(text)), &complaints
	out, err := child.Output()
	if err != nil {
		t.Fatalf("%s\n%s", err, complaints.String())
	}
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("%s\n%s", err, out)
	}
	return found
}

func readForParent() {
	var b block
	err := json.NewDecoder(os.Stdin).Decode(&b)
	if err == nil {
		var found []problem
		if found, err = configureAndRead(context.Background(), b); err == nil {
			err = json.NewEncoder(os.Stdout).Encode(found)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
