package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// block has the arguments of a provider block, as encoding/json represents them.
type block map[string]any

// list is a list of nested blocks.
type list []block

// with returns the block with more arguments; nil removes an argument.
func (b block) with(more block) block {
	all := maps.Clone(b)
	maps.Copy(all, more)
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	return all
}

// at returns a block that connects to a fake of Proton, and uses nothing from the environment.
func at(url string) block {
	return block(acctest.ProviderValues(url)).with(block{"secret_key": "static-secret"})
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

// failures returns the errors without the warnings.
func failures(all []problem) (some []problem) {
	for _, p := range all {
		if p.Error {
			some = append(some, p)
		}
	}
	return some
}

// validate validates a block.
func validate(t *testing.T, s *acctest.Server, b block) []problem {
	t.Helper()
	resp, err := s.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: acctest.Encode(t, s.Schema.Provider, b),
	})
	if err != nil {
		t.Fatal(err)
	}
	return problems(resp.Diagnostics)
}

// configure validates and configures, as Terraform does before each operation.
func configure(t *testing.T, s *acctest.Server, b block) []problem {
	t.Helper()
	if found := validate(t, s, b); len(found) > 0 {
		return found
	}
	return problems(s.Configure(t, b))
}

// readComponent reads the data source proton_component.
func readComponent(t *testing.T, s *acctest.Server) []problem {
	t.Helper()
	resp, err := s.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "proton_component",
		Config:   acctest.Encode(t, s.Schema.DataSourceSchemas["proton_component"], block{"name": "api"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return problems(resp.Diagnostics)
}

// read calls the Proton API once, with a new provider, unless it cannot be configured. With variables, it does so
// in a child process that has them as its environment, because all tests share that of this process.
func read(t *testing.T, b block, variables ...string) []problem {
	t.Helper()
	if variables != nil {
		return readInChild(t, b, variables)
	}
	s := acctest.NewServer(t)
	found := configure(t, s, b)
	if len(failures(found)) > 0 {
		return found
	}
	return append(found, readComponent(t, s)...)
}

// mustRead calls [read], and fails the test after an error.
func mustRead(t *testing.T, b block, variables ...string) {
	t.Helper()
	for _, p := range failures(read(t, b, variables...)) {
		t.Errorf("unexpected error: %s", p)
	}
}

// failRead calls [read], and fails the test unless there is exactly one error.
func failRead(t *testing.T, b block, variables ...string) problem {
	t.Helper()
	found := failures(read(t, b, variables...))
	if len(found) != 1 {
		t.Fatalf("got the errors %v, want one", found)
	}
	return found[0]
}

// reportVariable makes the test binary run as the child of [readInChild]. Its value is the file for the diagnostics.
const reportVariable = "PROTON_TEST_REPORT"

func readInChild(t *testing.T, b block, variables []string) (found []problem) {
	t.Helper()
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	report := filepath.Join(home, "report.json")
	child := exec.CommandContext(t.Context(), self, "-test.run=^TestRead_inChild$")
	child.Env = append([]string{
		reportVariable + "=" + report,
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + home,
		"GORACE=atexit_sleep_ms=0", // a second by default
	}, variables...)
	child.Stdin = bytes.NewReader(text)
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%s\n%s", err, out)
	}
	if err := json.Unmarshal([]byte(textOf(t, report)), &found); err != nil {
		t.Fatal(err)
	}
	return found
}

// TestRead_inChild shows that a child has the given environment. In a child, it reads the component.
func TestRead_inChild(t *testing.T) {
	t.Parallel()
	report := os.Getenv(reportVariable)
	if report == "" {
		p := newProton(t)
		mustRead(t, at(p.URL).with(block{"region": nil}), "AWS_REGION=sa-east-1")
		wantSignature(t, p.last(t), "AKIDEXAMPLE", "sa-east-1")
		return
	}
	var b block
	if err := json.NewDecoder(os.Stdin).Decode(&b); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(read(t, b))
	if err != nil {
		t.Fatal(err)
	}
	put(t, report, string(text))
}
