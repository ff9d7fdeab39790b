package docs_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// TestAccExamples_ciJobs runs the commands of the CI jobs in the guide 'Test your configuration'. It builds the archives
// that they download. The jobs are for Linux and Terraform.
func TestAccExamples_ciJobs(t *testing.T) {
	t.Parallel()
	const folder = "examples/guides/test-your-configuration"
	github := ciCommands(t, folder+"/github-actions.yml", "- run: ")
	if gitlab := ciCommands(t, folder+"/gitlab-ci.yml", "    - "); github != gitlab {
		t.Errorf("the jobs differ:\n%s\n%s", github, gitlab)
	}

	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(acctest.Root(), filepath.FromSlash(folder)))); err != nil {
		t.Fatal(err)
	}
	output, err := runJob(t, dir, github)
	if err != nil || !strings.Contains(output, "4 passed, 0 failed") {
		t.Errorf("the job ended with %v:\n%s", err, output)
	}
}

// runJob runs the commands of a job in a folder, with the CLI and the archives of a release.
func runJob(t *testing.T, dir, commands string, environment ...string) (output string, err error) {
	t.Helper()
	acctest.SkipBelow(t, "1.7.0", "", "the commands of these jobs")
	if platform := runtime.GOOS + "_" + runtime.GOARCH; platform != "linux_amd64" {
		t.Skipf("the jobs are for linux_amd64, this is %s", platform)
	}
	releases := httptest.NewServer(http.FileServer(http.Dir(releaseArchives(t))))
	t.Cleanup(releases.Close)
	bin := t.TempDir()
	if err := os.Symlink(acctest.CLI(), filepath.Join(bin, "terraform")); err != nil {
		t.Fatal(err)
	}
	job := exec.CommandContext(t.Context(), "sh", "-ec", commands)
	job.Dir = dir
	job.Env = append([]string{
		"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "CHECKPOINT_DISABLE=1", "VERSION=" + newestRelease(t).String(),
		"RELEASES=" + releases.URL, "PLUGINS=terraform.d/plugins/registry.terraform.io/proton-deployments/proton",
	}, environment...)
	text, err := job.CombinedOutput()
	return string(text), err
}

// ciCommands returns the lines of a job that begin with the prefix, without the prefix.
func ciCommands(t *testing.T, file, prefix string) string {
	t.Helper()
	var commands strings.Builder
	for line := range strings.Lines(read(t, file)) {
		if _, command, ok := strings.Cut(line, prefix); ok && !strings.HasPrefix(command, "uses:") {
			commands.WriteString(command)
		}
	}
	return commands.String()
}

// releaseArchives returns a folder with the two archives of the newest release for this platform.
func releaseArchives(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"zip", "tar", "wget"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the job needs %s", tool)
		}
	}
	dir := t.TempDir()
	const script = `
mkdir "v$VERSION"
cp "$PROVIDER" "terraform-provider-proton_v$VERSION"
zip -q "v$VERSION/terraform-provider-proton_${VERSION}_linux_amd64.zip" "terraform-provider-proton_v$VERSION"
tar -czf "v$VERSION/proton-emulator_${VERSION}_linux_amd64.tar.gz" -C "${EMULATOR%/*}" proton-emulator
`
	build := exec.CommandContext(t.Context(), "sh", "-ec", script)
	build.Dir = dir
	build.Env = append(os.Environ(), "PROVIDER="+acctest.Binary(t), "EMULATOR="+acctest.EmulatorBinary(t),
		"VERSION="+newestRelease(t).String())
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s\n%s", err, output)
	}
	return dir
}
