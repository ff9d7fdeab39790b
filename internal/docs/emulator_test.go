package docs_test

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// emulatorProgram is the emulator's command in another process.
type emulatorProgram struct {
	environment []string // the variables that it prints
	requests    chan string
}

// startEmulator builds the emulator and runs it with the flags.
func startEmulator(t *testing.T, flags ...string) *emulatorProgram {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), acctest.EmulatorBinary(t), append(flags, "-listen", "127.0.0.1:0", "-log")...)
	cmd.Env = []string{} // without the variables of the machine
	stdout, outErr := cmd.StdoutPipe()
	stderr, logErr := cmd.StderrPipe()
	if outErr != nil || logErr != nil {
		t.Fatal(outErr, logErr)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	e := &emulatorProgram{requests: make(chan string, 1000)}
	go func() {
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			e.requests <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	export := regexp.MustCompile(`^export (\w+)='(.*)'$`)
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if match := export.FindStringSubmatch(lines.Text()); match != nil {
			e.environment = append(e.environment, match[1]+"="+match[2])
		}
		if strings.Contains(lines.Text(), "no_proxy") { // the last line
			return e
		}
	}
	t.Fatal("the emulator did not print its variables")
	return nil
}

// url returns the URL of the emulator.
func (e *emulatorProgram) url(t *testing.T) string {
	t.Helper()
	for _, variable := range e.environment {
		if url, ok := strings.CutPrefix(variable, "AWS_ENDPOINT_URL_PROTON="); ok {
			return url
		}
	}
	t.Fatalf("no endpoint in %q", e.environment)
	return ""
}

// control sends a request to the control endpoint and returns the response.
func (e *emulatorProgram) control(t *testing.T, action, body string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, e.url(t)+"/control/"+action, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s %s, %v", action, body, resp.Status, text, err)
	}
	return string(text)
}

// await waits for a line of the log with the text.
func (e *emulatorProgram) await(t *testing.T, text string) {
	t.Helper()
	limit := time.After(time.Minute)
	for {
		select {
		case line := <-e.requests:
			if strings.Contains(line, text) {
				return
			}
		case <-limit:
			t.Fatalf("the emulator did not log %s", text)
		}
	}
}

func cancelAPI(arguments string) string {
	return acctest.Source + `
provider "proton" {}

resource "proton_component_deployment_cancellation" "api" {
  component_name = "api"
` + arguments + `
}
`
}

// TestAccEmulator_faults injects each fault of the guide by a request, and applies with the real CLI. The provider block has
// no arguments.
func TestAccEmulator_faults(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	for row, test := range map[string]struct {
		operation string // CancelComponentDeployment unless given
		times     string
		arguments string
		status    int    // of the apply
		contains  string // in the output of a failed apply
		logs      string
	}{
		"ThrottlingException":                   {times: "2", logs: "status=400 error=ThrottlingException"},
		"InternalServerException":               {times: "1", logs: "status=500 error=InternalServerException"},
		"AccessDeniedException":                 {times: "9", logs: "status=400 error=AccessDeniedException", status: 1, contains: "AccessDeniedException"},
		"drop-before":                           {times: "1", logs: `status=0 error=""`},
		"drop-after":                            {times: "1", logs: `component=api region=us-east-1 status=0 error=""`},
		"truncate":                              {times: "1", logs: `status=200 error=""`},
		"html":                                  {times: "1", logs: `status=200 error=""`},
		"hang":                                  {times: "9", logs: "", status: 1, contains: "3s", arguments: "timeouts {\n    create = \"3s\"\n  }"},
		"InternalServerException while waiting": {operation: "GetComponent", times: "2", logs: `msg=GetComponent component="" region=us-east-1 status=500 error=InternalServerException`},
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			e := startEmulator(t, "-component", "api", "-cancel-time", "100ms", "-control")
			fault, _, _ := strings.Cut(row, " ")
			operation := test.operation
			if operation == "" {
				operation = "CancelComponentDeployment"
			}
			e.control(t, "inject", `{"operation": "`+operation+`", "fault": "`+fault+`", "times": `+test.times+`}`)
			w := acctest.NewWorkspace(t, cancelAPI(test.arguments), e.environment...)
			output := w.Run(t, test.status, "apply", "-auto-approve")
			if !strings.Contains(output, test.contains) {
				t.Errorf("the output does not have %q:\n%s", test.contains, output)
			}
			if test.logs != "" {
				e.await(t, test.logs+" fault="+fault)
			}
			if records := w.Records(t)["proton_component_deployment_cancellation"]; test.status == 0 &&
				(len(records) != 1 || records[0].Status != "" || records[0].Attributes["deployment_status"] != "CANCELLED") {
				t.Errorf("got the resources %v, want one that is CANCELLED", records)
			}
		})
	}
}

// TestAccEmulator_others changes the component by requests, as other users do, while the real CLI waits.
func TestAccEmulator_others(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	for action, test := range map[string]struct {
		body     string
		status   int
		contains string // in the output, which must also have the ID in the response
	}{
		"deploy": {`{"component": "api"}`, 0, "Warning: "},
		"finish": {`{"component": "api", "status": "FAILED", "message": "out of quota"}`, 1, "out of quota"},
		"remove": {`{"component": "api", "region": "us-east-1"}`, 1, "Error: "},
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			e := startEmulator(t, "-component", "api", "-cancel-time", "1h", "-control")
			w := acctest.NewWorkspace(t, cancelAPI(""), e.environment...)
			apply := w.Start(t, "apply", "-auto-approve")
			e.await(t, "msg=GetComponent component=api region=us-east-1 status=200")
			response := e.control(t, action, test.body)
			if got := apply.Wait(); got != test.status {
				t.Errorf("got exit status %d, want %d", got, test.status)
			}
			output := apply.Output()
			if !strings.Contains(output, test.contains) {
				t.Errorf("the output does not have %q:\n%s", test.contains, output)
			}
			if id := regexp.MustCompile(`[0-9a-f-]{36}`).FindString(response); !strings.Contains(output, id) {
				t.Errorf("the output does not name the deployment %s:\n%s", id, output)
			}
		})
	}
}

// TestEmulator_control runs the lines of the guide with the real curl.
func TestEmulator_control(t *testing.T) {
	t.Parallel()
	if err := exec.CommandContext(t.Context(), "curl", "--fail-with-body", "--version").Run(); err != nil {
		t.Skip("there is no curl that supports --fail-with-body")
	}
	e := startEmulator(t, "-component", "api", "-component", "web,region=eu-west-1", "-control")
	cmd := exec.CommandContext(t.Context(), "sh", "-e", "examples/guides/emulator/control.sh")
	cmd.Dir = acctest.Root()
	cmd.Env = append(e.environment, "PATH="+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if want := regexp.MustCompile(`^\{"deploymentId":"[0-9a-f-]{36}"\}\n(\{\}\n){4}\{"faults":\[\{.*"drop-after".*"times":2\}\]\}\n\{\}\n$`); !want.Match(out) {
		t.Errorf("got %s", out)
	}
}

// TestEmulator_javaScript runs the guide's JavaScript program.
func TestEmulator_javaScript(t *testing.T) {
	t.Parallel()
	packages := filepath.Join(acctest.Root(), ".cache", "clients", "node_modules") // where .ci/run installs them
	if _, err := os.Stat(packages); err != nil {
		t.Skip("there is no @aws-sdk/client-proton")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("there is no node")
	}
	dir := t.TempDir()
	program := []byte(read(t, "examples/guides/emulator/cancel.mjs"))
	if err := errors.Join(os.Symlink(packages, filepath.Join(dir, "node_modules")), os.WriteFile(filepath.Join(dir, "cancel.mjs"), program, 0o600)); err != nil {
		t.Fatal(err)
	}
	e := startEmulator(t, "-component", "api", "-cancel-time", "0s")
	cmd := exec.CommandContext(t.Context(), "node", "cancel.mjs")
	cmd.Dir = dir
	cmd.Env = append(e.environment, "PATH="+os.Getenv("PATH"))
	if out, err := cmd.Output(); err != nil || string(out) != "CANCELLED\n" {
		t.Errorf("got %s, %v", out, err)
	}
}

// TestAccEmulator_serviceContainer runs the commands of the guide's workflow, with the emulator as its service container.
func TestAccEmulator_serviceContainer(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	const workflow = "examples/guides/emulator/workflow.yml"
	flags := regexp.MustCompile(`PROTON_EMULATOR_FLAGS: (.*)`).FindStringSubmatch(read(t, workflow))
	if flags == nil {
		t.Fatal("the workflow has no flags")
	}
	e := startEmulator(t, strings.Fields(flags[1])...)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(cancelAPI("")), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := runJob(t, dir, ciCommands(t, workflow, "- run: "), e.environment...)
	if err != nil || !strings.Contains(output, "1 added") {
		t.Errorf("the job ended with %v:\n%s", err, output)
	}
	e.await(t, "msg=CancelComponentDeployment component=api")
}

// TestEmulator_boto3 runs the guide's Python program.
func TestEmulator_boto3(t *testing.T) {
	t.Parallel()
	if err := exec.CommandContext(t.Context(), "python3", "-c", "import boto3").Run(); err != nil {
		t.Skip("there is no python3 with boto3")
	}
	e := startEmulator(t, "-component", "api", "-cancel-time", "0s")
	cmd := exec.CommandContext(t.Context(), "python3", "examples/guides/emulator/cancel.py")
	cmd.Dir = acctest.Root()
	cmd.Env = append(e.environment, "PATH="+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "CANCELLED\n" {
		t.Errorf("got %s, %v", out, err)
	}
}

// TestAccReadme_ownRepository follows the steps of README.md for the user's own repository.
func TestAccReadme_ownRepository(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	readme := read(t, "README.md")
	const commands = "terraform init\nterraform apply"
	if !strings.Contains(readme, "\n"+commands+"\n") {
		t.Fatalf("README.md does not have %s", commands)
	}
	config := read(t, "examples/provider/provider.tf") // README.md shows it
	if !strings.Contains(readme, strings.TrimSpace(config)) {
		t.Fatal("README.md does not have examples/provider")
	}
	e := startEmulator(t, "-component", "api") // on a free port, unlike the README's
	w := acctest.NewWorkspace(t, config, e.environment...)
	w.Run(t, 0, "apply", "-auto-approve", "-var", "proton_endpoint="+e.url(t))
	if records := w.Records(t)["proton_component_deployment_cancellation"]; len(records) != 1 || records[0].Attributes["deployment_status"] != "CANCELLED" {
		t.Errorf("got the resources %v", records)
	}
}
