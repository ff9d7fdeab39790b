//go:build unix

package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestFiles_endless shows that a pipe and a device without an end are refused, whoever names them: nothing would end the wait for what
// the AWS SDK reads again. A link to /dev/null is an empty file.
func TestFiles_endless(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	const bundle, shared = "Unreadable CA bundle", "Unreadable AWS shared file"
	region := endpoint("http://127.0.0.1:1").with(block{"region": "us-east-1"})
	keys := region.with(block{"access_key": "a", "secret_key": "b"})
	for endless, want := range map[string]string{pipe: "is a pipe", "/dev/zero": "is a device that does not end"} {
		ofProfile := "AWS_CONFIG_FILE=" + file(t, "[default]\nca_bundle = "+endless+"\n[profile dev]\nca_bundle = "+endless+"\n")
		for name, test := range map[string]struct {
			block     block
			variables []string
			summary   string
		}{
			"bundle of the variable":              {region, []string{"AWS_CA_BUNDLE=" + endless}, bundle},
			"bundle of the block":                 {region.with(block{"custom_ca_bundle": endless}), none, bundle},
			"bundle of a profile":                 {region, []string{"AWS_PROFILE=dev", ofProfile}, bundle},
			"bundle of a profile beside keys":     {keys, []string{ofProfile}, bundle},
			"configuration file":                  {region, []string{"AWS_PROFILE=dev", "AWS_CONFIG_FILE=" + endless}, shared},
			"configuration file beside keys":      {keys, []string{"AWS_CONFIG_FILE=" + endless}, shared},
			"credentials file beside keys":        {keys, []string{"AWS_SHARED_CREDENTIALS_FILE=" + endless}, shared},
			"files of the block beside variables": {region.with(block{"shared_config_files": []string{endless}}), inEnvironment(), shared},
		} {
			t.Run(name+" "+want, func(t *testing.T) {
				t.Parallel()
				got := failRead(t, test.block, test.variables...)
				if got.Summary != test.summary || !strings.Contains(got.Detail, endless+" "+want) {
					t.Errorf("got %v, want %s", got, test.summary)
				}
			})
		}
	}
	link := filepath.Join(t.TempDir(), "config")
	if err := os.Symlink("/dev/null", link); err != nil {
		t.Fatal(err)
	}
	mustRead(t, endpoint(newProton(t).URL), inEnvironment("AWS_CONFIG_FILE="+link)...)
}
