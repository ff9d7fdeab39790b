package main

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestChildEnvironment(t *testing.T) {
	t.Parallel()
	const endpoint = "http://127.0.0.1:4600"
	emulated := []string{
		"AWS_ENDPOINT_URL_PROTON=" + endpoint, "AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=emulator", "AWS_SECRET_ACCESS_KEY=emulator", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false", "AWS_USE_FIPS_ENDPOINT=false", "AWS_USE_DUALSTACK_ENDPOINT=false",
		"NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1",
	}
	for name, tt := range map[string]struct {
		inherited, want []string
	}{
		"nothing inherited": {nil, emulated},
		"other variables": {
			[]string{"PATH=/bin", "AWS_CA_BUNDLE=/ca", "AWS_REGIONAL=x"},
			slices.Concat([]string{"PATH=/bin", "AWS_CA_BUNDLE=/ca", "AWS_REGIONAL=x"}, emulated),
		},
		"real credentials": {
			[]string{
				"AWS_ACCESS_KEY_ID=real", "AWS_SECRET_ACCESS_KEY=real", "AWS_SESSION_TOKEN=real", "AWS_SECURITY_TOKEN=real",
				"AWS_PROFILE=real", "AWS_DEFAULT_PROFILE=real",
			},
			emulated,
		},
		"other endpoints": {
			[]string{
				"AWS_ENDPOINT_URL=http://other", "AWS_ENDPOINT_URL_PROTON=http://other",
				"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true",
				"AWS_USE_FIPS_ENDPOINT=true", "AWS_USE_DUALSTACK_ENDPOINT=true", "AWS_EC2_METADATA_DISABLED=false",
			},
			emulated,
		},
		"own region": {
			[]string{"AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-2"},
			replace(emulated, "AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-1"),
		},
		"default region alone": {
			[]string{"AWS_DEFAULT_REGION=eu-west-2"},
			replace(emulated, "AWS_REGION=eu-west-2", "AWS_DEFAULT_REGION=eu-west-2"),
		},
		"empty region": {[]string{"AWS_REGION="}, emulated},
		"proxy": {
			[]string{"HTTP_PROXY=http://proxy", "no_proxy=localhost,.corp"},
			append([]string{"HTTP_PROXY=http://proxy"}, replace(emulated,
				"NO_PROXY=localhost,.corp,127.0.0.1", "no_proxy=localhost,.corp,127.0.0.1")...),
		},
		"no proxy at all": {[]string{"NO_PROXY=*"}, replace(emulated, "NO_PROXY=*", "no_proxy=*")},
		"two lists of hosts": {
			[]string{"NO_PROXY=a", "no_proxy=b"},
			replace(emulated, "NO_PROXY=a,127.0.0.1", "no_proxy=b,127.0.0.1"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (&exec.Cmd{Env: childEnvironment(tt.inherited, endpoint)}).Environ(); !slices.Equal(got, tt.want) {
				t.Errorf("got %q\nwant %q", got, tt.want)
			}
		})
	}
}

// replace returns env with these variables replaced.
func replace(env []string, variables ...string) []string {
	env = slices.Clone(env)
	for _, variable := range variables {
		name, _, _ := strings.Cut(variable, "=")
		for i := range env {
			if strings.HasPrefix(env[i], name+"=") {
				env[i] = variable
			}
		}
	}
	return env
}

func TestCommandGetsTheEnvironment(t *testing.T) {
	t.Parallel()
	got := runIt(t, "environment", []string{"HOME=/nowhere", "AWS_PROFILE=real", "AWS_REGION=eu-west-1"}, "--", itself(t))
	lines := strings.Split(strings.TrimSpace(got.stdout), "\n")
	for _, want := range []string{"HOME=/nowhere", "AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=emulator"} {
		if !slices.Contains(lines, want) {
			t.Errorf("the command does not see %s: %q", want, lines)
		}
	}
	if strings.Contains(got.stdout, "AWS_PROFILE") || !strings.Contains(got.stdout, "AWS_ENDPOINT_URL_PROTON=http://127.0.0.1:") {
		t.Errorf("the command sees %q", lines)
	}
}

func TestIPv6IsExemptFromProxiesInEachForm(t *testing.T) {
	t.Parallel()
	got := childEnvironment([]string{"NO_PROXY=a"}, "http://[::1]:4600")
	if !slices.Contains(got, "NO_PROXY=a,::1,[::1]") || !slices.Contains(got, "no_proxy=a,::1,[::1]") {
		t.Errorf("got %q", got)
	}
}

func TestExports(t *testing.T) {
	t.Parallel()
	got := exports([]string{"AWS_PROFILE=real", "AWS_DEFAULT_REGION=eu-west-1", "NO_PROXY=it's"}, "http://127.0.0.1:4600")
	want := `unset AWS_PROFILE
unset AWS_DEFAULT_PROFILE
unset AWS_SESSION_TOKEN
unset AWS_SECURITY_TOKEN
unset AWS_ENDPOINT_URL
export AWS_ENDPOINT_URL_PROTON='http://127.0.0.1:4600'
export AWS_REGION='eu-west-1'
export AWS_DEFAULT_REGION='eu-west-1'
export AWS_ACCESS_KEY_ID='emulator'
export AWS_SECRET_ACCESS_KEY='emulator'
export AWS_EC2_METADATA_DISABLED='true'
export AWS_IGNORE_CONFIGURED_ENDPOINT_URLS='false'
export AWS_USE_FIPS_ENDPOINT='false'
export AWS_USE_DUALSTACK_ENDPOINT='false'
export NO_PROXY='it'\''s,127.0.0.1'
export no_proxy='it'\''s,127.0.0.1'
`
	if runtime.GOOS != "windows" && got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	guide, err := os.ReadFile("../../templates/guides/emulator.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	if shown := exports(nil, "http://127.0.0.1:4600"); !strings.Contains(string(guide), "\n"+shown+"```\n") {
		t.Errorf("the guide does not show\n%s", shown)
	}
}

// TestEnvFile waits for the file as a script does, and reads it: it is whole, and it is gone at the end.
func TestEnvFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "emulator.env")
	if err := os.WriteFile(file, []byte("of an emulator that was killed"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, terminal{}, "", "-listen", "127.0.0.1:0", "-env", file)
	url := expectURL(t, r.line(t))
	printed := make(chan string, 1)
	go func() {
		rest, _ := io.ReadAll(r.stdout)
		printed <- string(rest)
	}()
	got, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(got), url+"'") {
		t.Errorf("got %s, %v", got, err)
	}
	if err := visit(t, url+"/health"); err != nil {
		t.Error("the file is there, and the emulator does not serve:", err)
	}
	r.signals <- syscall.SIGTERM
	if status := <-r.status; status != 0 {
		t.Errorf("got status %d", status)
	}
	if want := <-printed; !strings.HasSuffix(want, string(got)) {
		t.Errorf("the file has\n%s, printed was\n%s", got, want)
	}
	expectNoFile(t, filepath.Dir(file))
}

func TestEnvFileIsThereForACommand(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "emulator.env")
	got := runIt(t, "read", []string{"FILE=" + file}, "-env", file, "--", itself(t))
	if got.status != 0 || !strings.Contains(got.stdout, "export AWS_ENDPOINT_URL_PROTON='http://127.0.0.1:") {
		t.Errorf("got %+v", got)
	}
	expectNoFile(t, filepath.Dir(file))
}

// TestNoEnvFileWithoutServing has starts that fail, with the file of an emulator that was killed.
func TestNoEnvFileWithoutServing(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	for name, args := range map[string][]string{
		"port taken":       {"-listen", l.Addr().String()},
		"wrong flag":       {"-cancel-time", "5"},
		"wrong component":  {"-component", "api,status=DONE"},
		"wrong seed":       {"-component", "api,ends=DONE"},
		"unknown argument": {"serve"},
	} {
		folder := t.TempDir()
		file := filepath.Join(folder, "emulator.env")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := runIt(t, "", nil, append([]string{"-env", file}, args...)...); got.status == 0 || got.stdout != "" {
			t.Errorf("%s: got %+v", name, got)
		}
		expectNoFile(t, folder)
	}
	if got := runIt(t, "", nil, "-listen", "127.0.0.1:0", "-env", filepath.Join(t.TempDir(), "no", "emulator.env")); got.status != 1 || !strings.Contains(got.stderr, "-env") {
		t.Errorf("got %+v", got)
	}
}

func expectNoFile(t *testing.T, folder string) {
	t.Helper()
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("there is %v, %v", left, err)
	}
}
