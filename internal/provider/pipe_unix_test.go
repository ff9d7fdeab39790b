//go:build unix

package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestFiles_pipe shows that a pipe is refused: nothing would end the wait for what the AWS SDK reads again.
func TestFiles_pipe(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for endless, want := range map[string]string{pipe: "is a pipe", "/dev/zero": "is a device that does not end"} {
		for _, b := range []block{nil, {"custom_ca_bundle": endless}} {
			got := failRead(t, endpoint("http://127.0.0.1:1").with(block{"region": "us-east-1"}).with(b), "AWS_CA_BUNDLE="+endless)
			if got.Summary != "Unreadable CA bundle" || !strings.Contains(got.Detail, endless+" "+want) {
				t.Errorf("got %v for a CA bundle", got)
			}
		}
	}
	link := filepath.Join(t.TempDir(), "config")
	if err := os.Symlink("/dev/null", link); err != nil {
		t.Fatal(err)
	}
	mustRead(t, endpoint(newProton(t).URL), inEnvironment("AWS_CONFIG_FILE="+link)...)
	got := failRead(t, endpoint("http://127.0.0.1:1").with(block{"region": "us-east-1"}), "AWS_PROFILE=dev", "AWS_CONFIG_FILE="+pipe)
	if got.Summary != "Unreadable AWS shared file" || !strings.Contains(got.Detail, "is a pipe") {
		t.Errorf("got %v", got)
	}
}
