package docs_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/go-version"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// clone is a git repository with the changelog and the scripts of this one.
type clone struct {
	dir  string
	time string
}

func newClone(t *testing.T) *clone {
	t.Helper()
	c := &clone{dir: t.TempDir()}
	for _, name := range []string{"CHANGELOG.md", "scripts/version.sh"} {
		path := filepath.Join(c.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(read(t, name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func (c *clone) run(t *testing.T, name string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir = c.dir
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + c.dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_CEILING_DIRECTORIES=" + filepath.Dir(c.dir),
		"GIT_COMMITTER_DATE=" + c.time, "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b",
	}
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %s\n%s", name, strings.Join(args, " "), err, output)
	}
	return strings.TrimSpace(string(output))
}

// commit commits at a time, and returns the version of a build of the commit.
func (c *clone) commit(t *testing.T, at string) *version.Version {
	t.Helper()
	c.time = at
	c.run(t, "git", "init", "-q")
	c.run(t, "git", "add", ".")
	c.run(t, "git", "commit", "-q", "--allow-empty", "-m", "a commit at "+at)
	return c.version(t)
}

func (c *clone) version(t *testing.T) *version.Version {
	t.Helper()
	v, err := version.NewVersion(c.run(t, "sh", "scripts/version.sh"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestCloneVersion shows that every build of a clone has a version of its own, in the order of time, between the newest release
// and the next minor version.
func TestCloneVersion(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	c := newClone(t)
	builds := []*version.Version{
		newestRelease(t),
		c.commit(t, "2025-11-25T23:59:59+0000"),
		c.commit(t, "2025-11-26T02:30:00+0200"),
	}
	if again := c.version(t); again.String() != builds[2].String() {
		t.Errorf("two builds of one commit have the versions %s and %s", builds[2], again)
	}
	if err := os.WriteFile(filepath.Join(c.dir, "new.go"), []byte("package main\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	builds = append(builds, c.version(t))
	for i, build := range builds[1:] {
		if !build.GreaterThan(builds[i]) {
			t.Errorf("the version %s is not greater than the one before, %s", build, builds[i])
		}
	}
	if err := os.RemoveAll(filepath.Join(c.dir, ".git")); err != nil {
		t.Fatal(err)
	}
	constraint := version.MustConstraints(version.NewConstraint("~> " + minor(builds[0]) + ".0"))
	for _, build := range append(builds, c.version(t)) {
		if !constraint.Check(build) || build.Prerelease() != "" {
			t.Errorf("the version %s does not satisfy %s", build, constraint)
		}
	}
}

// TestAccInstall_again shows that a folder that was initialized with a build of a clone still works after a newer build was
// installed, and that `init -upgrade` selects the newer one, as README.md says.
func TestAccInstall_again(t *testing.T) {
	t.Parallel()
	w := acctest.NewWorkspace(t, read(t, "examples/provider/provider.tf"))
	w.Setenv("TF_CLI_CONFIG_FILE", os.DevNull) // only the plugins of the home folder
	cache := t.TempDir()
	install := func(patch string) (installed string) {
		t.Helper()
		installed = minor(newestRelease(t)) + "." + patch
		command := exec.CommandContext(t.Context(), "make", "install", "VERSION="+installed, "CACHE="+cache)
		command.Dir = acctest.Root()
		command.Env = append(os.Environ(), "HOME="+filepath.Dir(w.Dir))
		for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} {
			command.Env = append(command.Env, name+"="+goEnv(t, name))
		}
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("make install: %s\n%s", err, output)
		}
		return installed
	}
	locked := func() string {
		t.Helper()
		lock, err := os.ReadFile(filepath.Join(w.Dir, ".terraform.lock.hcl"))
		if err != nil {
			t.Fatal(err)
		}
		return regexp.MustCompile(`version += "(.*)"`).FindStringSubmatch(string(lock))[1]
	}
	older := install("20251125235959+fff")
	w.Run(t, 0, "init")
	newer := install("20251126003000+aaa")
	w.Run(t, 0, "plan")
	w.Run(t, 0, "init")
	if got := locked(); got != older {
		t.Errorf("init selected %s, want %s", got, older)
	}
	w.Run(t, 0, "init", "-upgrade")
	w.Run(t, 0, "plan")
	if got := locked(); got != newer {
		t.Errorf("init -upgrade selected %s, want %s", got, newer)
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	value, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(value))
}

var (
	released     = regexp.MustCompile(`(?m)^## \[(\d+\.\d+\.\d+)\]`)
	unreleased   = regexp.MustCompile(`(?s)## \[Unreleased\](.*?)\n## \[`)
	namedVersion = regexp.MustCompile(`source += "proton-deployments/proton"\s+version += "(.*)"|\bVERSION[:=] *([0-9.]+)`)
)

// newestRelease returns the newest version in CHANGELOG.md.
func newestRelease(t *testing.T) *version.Version {
	t.Helper()
	return version.Must(version.NewVersion(released.FindStringSubmatch(read(t, "CHANGELOG.md"))[1]))
}

// minor returns the major and the minor number.
func minor(v *version.Version) string { return fmt.Sprintf("%d.%d", v.Segments()[0], v.Segments()[1]) }

// TestNamedVersions shows that pages and examples name the version that has what they use: the newest release or, if something
// was added since, the next minor version.
func TestNamedVersions(t *testing.T) {
	t.Parallel()
	described := newestRelease(t)
	if strings.Contains(unreleased.FindStringSubmatch(read(t, "CHANGELOG.md"))[1], "### Added") {
		segments := described.Segments()
		described = version.Must(version.NewVersion(fmt.Sprintf("%d.%d.0", segments[0], segments[1]+1)))
	}
	names := 0
	for _, file := range slices.Concat(files(t, ".md"), files(t, ".tf"), files(t, ".yml")) {
		if file == "CHANGELOG.md" {
			continue
		}
		for _, match := range namedVersion.FindAllStringSubmatch(read(t, file), -1) {
			names++
			if named := match[1] + match[2]; named != "~> "+minor(described) && named != described.String() {
				t.Errorf("%s names %s, but what the pages describe is in %s", file, named, described)
			}
		}
	}
	if names < 5 {
		t.Errorf("found only %d names of versions: the regular expression must be wrong", names)
	}
}
