package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/proton"
)

// cancelWithSDK cancels with the AWS SDK for Go, configured by the environment and the shared files alone.
func cancelWithSDK() (status string, err error) {
	ctx := context.Background()
	settings, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return "", err
	}
	out, err := proton.NewFromConfig(settings).CancelComponentDeployment(ctx, &proton.CancelComponentDeploymentInput{ComponentName: new("api")})
	if err != nil {
		return "", err
	}
	return string(out.Component.DeploymentStatus), nil
}

const (
	cancelWithBoto3      = `import boto3; print(boto3.client("proton").cancel_component_deployment(componentName="api")["component"]["deploymentStatus"])`
	cancelWithJavaScript = `const {Proton} = require("@aws-sdk/client-proton");
		new Proton({}).cancelComponentDeployment({componentName: "api"}).then(out => console.log(out.component.deploymentStatus))`
)

// TestSharedFilesDoNotWin runs each client as a COMMAND on a machine whose shared files lead to AWS, and whose proxy does not
// work. The emulator listens on each loopback address.
func TestSharedFilesDoNotWin(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the clients take some seconds")
	}
	packages, err := filepath.Abs("../../.cache/clients/node_modules") // where .ci/run installs them
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	machine := []string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "NODE_PATH=" + packages, "AWS_PROFILE=work", "AWS_PAGER=",
		"HTTP_PROXY=http://127.0.0.1:9", "http_proxy=http://127.0.0.1:9",
	}
	if err := os.Mkdir(filepath.Join(home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	const settings = "ignore_configured_endpoint_urls = true\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\nregion = eu-west-3\n"
	if err := os.WriteFile(filepath.Join(home, ".aws", "config"), []byte("[default]\n"+settings+"[profile work]\n"+settings), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ needs, command []string }{
		"Go":         {nil, []string{itself(t)}},
		"AWS CLI":    {[]string{"aws", "--version"}, []string{"aws", "proton", "cancel-component-deployment", "--component-name", "api"}},
		"boto3":      {[]string{"python3", "-c", "import boto3"}, []string{"python3", "-c", cancelWithBoto3}},
		"JavaScript": {[]string{"node", "-e", `require("@aws-sdk/client-proton")`}, []string{"node", "-e", cancelWithJavaScript}},
	} {
		for _, listen := range []string{"127.0.0.1:0", "[::1]:0"} {
			t.Run(name+" at "+listen, func(t *testing.T) {
				t.Parallel()
				if tt.needs != nil {
					needs := exec.CommandContext(t.Context(), tt.needs[0], tt.needs[1:]...)
					needs.Env = machine
					if err := needs.Run(); err != nil {
						t.Skipf("there is no such client: %v", err)
					}
				}
				got := runIt(t, "sdk", machine, append([]string{"-component", "api", "-listen", listen, "--"}, tt.command...)...)
				if strings.Contains(got.stderr, "cannot assign requested address") {
					t.Skip("this machine has no IPv6")
				}
				if got.status != 0 || !strings.Contains(got.stdout, "CANCELLING") {
					t.Errorf("got %+v", got)
				}
			})
		}
	}
}

// TestEnvFileInAShell runs the background script of the guide with the shells of this machine: it ends when the emulator cannot
// start, and meets no other emulator.
func TestEnvFileInAShell(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("../../examples/guides/emulator/background.sh")
	if err != nil {
		t.Fatal(err)
	}
	for _, shell := range []string{"sh", "bash", "dash", "zsh"} {
		path, err := exec.LookPath(shell)
		if err != nil {
			continue
		}
		for flags, want := range map[string]string{"-listen 127.0.0.1:0": "CANCELLING", "-cancel-time 5": "unit", "-listen 192.0.2.1:0": "-listen"} {
			t.Run(shell+" "+flags, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				// The test binary runs as the emulator, and as the client.
				bin := "#!/bin/sh\nPROTON_EMULATOR_TEST_CHILD=main exec " + itself(t) + ` "$@"` + "\n"
				client := "#!/bin/sh\nPROTON_EMULATOR_TEST_CHILD=sdk exec " + itself(t) + "\n"
				for name, text := range map[string]string{"proton-emulator": bin, "terraform": client, "emulator.env": "export OLD='1'\n"} {
					if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o700); err != nil {
						t.Fatal(err)
					}
				}
				cmd := exec.CommandContext(t.Context(), path, "-c", string(script))
				cmd.Dir = dir
				cmd.Env = append(roleOf(t, ""), "PATH="+dir+":"+os.Getenv("PATH"), "PROTON_EMULATOR_FLAGS="+flags)
				var out bytes.Buffer
				cmd.Stdout, cmd.Stderr = &out, &out
				err := cmd.Run()
				if (err == nil) != (want == "CANCELLING") || !strings.Contains(out.String(), want) {
					t.Errorf("ended with %v: %s", err, &out)
				}
				if _, err := os.Stat(filepath.Join(dir, "emulator.env")); err == nil {
					t.Error("the file is still there")
				}
			})
		}
	}
}
