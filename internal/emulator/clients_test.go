package emulator_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// environment returns the variables of a client program, without the AWS configuration of the machine or the user.
func (f *fixture) environment(t *testing.T) []string {
	t.Helper()
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(),
		"AWS_ENDPOINT_URL_PROTON=" + f.url, "AWS_DEFAULT_REGION=eu-west-1",
		"AWS_ACCESS_KEY_ID=AKIDTEST", "AWS_SECRET_ACCESS_KEY=secret",
		"AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=", "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1",
	}
}

// cli runs the real AWS CLI with the emulator.
type cli struct {
	*fixture
	environment []string
}

func (c *cli) run(t *testing.T, args ...string) (response, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "aws", append([]string{"proton", "--output", "json"}, args...)...)
	cmd.Env = c.environment
	stdout, err := cmd.Output()
	var out response
	if err == nil && len(stdout) > 0 {
		if err := json.Unmarshal(stdout, &out); err != nil {
			t.Fatalf("aws proton %q printed %q", args, stdout)
		}
	}
	return out, err
}

func (c *cli) expect(t *testing.T, status string, args ...string) {
	t.Helper()
	got, err := c.run(t, args...)
	if err != nil {
		t.Fatalf("aws proton %q: %v: %s", args, err, stderrOf(err))
	}
	if got.Component.DeploymentStatus != status {
		t.Fatalf("aws proton %q: got status %q, want %q", args, got.Component.DeploymentStatus, status)
	}
}

func (c *cli) expectError(t *testing.T, code string, args ...string) {
	t.Helper()
	if _, err := c.run(t, args...); err == nil || !strings.Contains(stderrOf(err), "("+code+")") {
		t.Fatalf("aws proton %q: got %v: %s, want %s", args, err, stderrOf(err), code)
	}
}

func stderrOf(err error) string {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(exit.Stderr)
	}
	return ""
}

func TestAWSCLI(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the AWS CLI takes a second for each call")
	}
	if _, err := exec.LookPath("aws"); err != nil {
		t.Skip("there is no AWS CLI on PATH")
	}
	f := newFixture(t)
	c := &cli{f, f.environment(t)}

	c.expect(t, "IN_PROGRESS", "create-component", "--name", "api", "--manifest", "m", "--template-file", "t", "--environment-name", "prod")
	c.expect(t, "CANCELLING", "cancel-component-deployment", "--component-name", "api")
	c.expectError(t, "ConflictException", "cancel-component-deployment", "--component-name", "api")
	c.expectError(t, "ResourceNotFoundException", "cancel-component-deployment", "--component-name", "web")
	c.expectError(t, "ValidationException", "cancel-component-deployment", "--component-name=-x")
	f.clock.Advance(cancelTime)
	c.expect(t, "CANCELLED", "get-component", "--name", "api")
	c.expect(t, "IN_PROGRESS", "update-component", "--name", "api", "--deployment-type", "CURRENT_VERSION")
	f.clock.Advance(deployTime)
	c.expect(t, "", "wait", "component-deployed", "--name", "api")
	c.expect(t, "DELETE_IN_PROGRESS", "delete-component", "--name", "api")
	f.clock.Advance(deleteTime)
	c.expect(t, "", "wait", "component-deleted", "--name", "api")

	f.seed(t, emulator.Component{Name: "one"}, emulator.Component{Name: "two"}, emulator.Component{Name: "one", Region: "us-west-2"})
	c.expect(t, "", "list-components", "--page-size", "1")
	if got := f.Count("ListComponents"); got != 2 {
		t.Errorf("listing two components with a page size of 1 took %d calls", got)
	}

	c.expect(t, "", "list-deployments", "--component-name", "one")
	c.expect(t, "", "get-deployment", "--component-name", "one", "--id", *f.get(t, "one").LastAttemptedDeploymentId)

	// A cancel in one region leaves the component of that name in another one alone.
	c.expect(t, "CANCELLING", "cancel-component-deployment", "--component-name", "one", "--region", "us-west-2")
	c.expect(t, "IN_PROGRESS", "get-component", "--name", "one", "--region", "eu-west-1")
	c.expectError(t, "ResourceNotFoundException", "get-component", "--name", "two", "--region", "us-west-2")
}

func TestBoto3(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("boto3 takes some seconds")
	}
	if err := exec.CommandContext(t.Context(), "python3", "-c", "import boto3").Run(); err != nil {
		t.Skip("there is no python3 with boto3")
	}
	f := newFixture(t, emulator.WithDeleteTime(5*time.Minute))
	f.clock.step = time.Minute // so that a status changes between two polls
	f.seed(t, emulator.Component{Name: "stuck", Status: "DELETE_FAILED"}, emulator.Component{Name: "broken", Status: "FAILED"})
	cmd := exec.CommandContext(t.Context(), "python3", "testdata/boto3_client.py")
	cmd.Env = f.environment(t)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range append(emulator.Operations(), "ConflictException", "ResourceNotFoundException", "ValidationException") {
		if !strings.Contains(string(out), " "+name) {
			t.Errorf("no response of %s was checked against botocore's model: %s", name, out)
		}
	}
}

func TestJavaScript(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the JavaScript SDK takes some seconds")
	}
	packages, err := filepath.Abs("../../.cache/clients/node_modules") // where .ci/run installs them
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t, emulator.WithDeleteTime(5*time.Minute))
	f.clock.step = time.Minute // so that a status changes between two polls
	environment := append(f.environment(t), "NODE_PATH="+packages)
	find := exec.CommandContext(t.Context(), "node", "-e", `require("@aws-sdk/client-proton")`)
	find.Env = environment
	if find.Run() != nil {
		t.Skip("there is no node with @aws-sdk/client-proton")
	}
	cmd := exec.CommandContext(t.Context(), "node", "testdata/javascript_client.cjs")
	cmd.Env = environment
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
