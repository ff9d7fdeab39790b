package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// outcome is the result of a run.
type outcome struct {
	status         int
	stdout, stderr string
}

// roleOf returns the environment of a child with a role. It keeps the race detector from delaying the exit, and the coverage
// from printing a warning.
func roleOf(t *testing.T, role string) []string {
	t.Helper()
	return []string{childVariable + "=" + role, "GORACE=atexit_sleep_ms=0", "GOCOVERDIR=" + t.TempDir()}
}

// runIt runs the emulator, with a child that has the role, if it is not "".
func runIt(t *testing.T, role string, env []string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := process{
		args:     args,
		env:      append(roleOf(t, role), env...),
		stdin:    strings.NewReader("typed in"),
		stdout:   &stdout,
		stderr:   &stderr,
		terminal: func() terminal { return terminal{} },
	}
	status := run(t.Context(), p)
	return outcome{status, stdout.String(), stderr.String()}
}

// itself returns the path of the test binary, to run it as a child.
func itself(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestHelp(t *testing.T) {
	t.Parallel()
	got := runIt(t, "", nil, "-h")
	if got.status != 0 || got.stderr != "" || strings.Count(got.stdout, "\n  proton-emulator -component") != 2 {
		t.Errorf("got %+v", got)
	}
	documented := []string{
		"-listen ADDRESS", "-component NAME[,KEY=VALUE]...", "-deploy-time DURATION", "(default 10m0s)", "-cancel-time DURATION", "(default 2s)",
		"-control", "-log", "-version", "-host NAME", "-env FILE", "PROTON_EMULATOR_FLAGS", "-- COMMAND", "DELETE_IN_PROGRESS: 2s",
	}
	for _, s := range awstypes.DeploymentStatus("").Values() {
		documented = append(documented, string(s))
	}
	new(options).flags().VisitAll(func(f *flag.Flag) { documented = append(documented, "\n  -"+f.Name) })
	for _, text := range append(documented, emulator.Operations()...) {
		if !strings.Contains(got.stdout, text) {
			t.Errorf("the help does not mention %s", text)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	got := runIt(t, "", nil, "-version")
	if !regexp.MustCompile(`^proton-emulator \S+\n$`).MatchString(got.stdout) || got.status != 0 || got.stderr != "" {
		t.Errorf("got %+v", got)
	}
}

func TestUsageErrors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args     []string
		contains string
	}{
		"unknown flag":        {[]string{"-x"}, "-x"},
		"argument":            {[]string{"serve"}, `"serve"`},
		"no command":          {[]string{"--"}, "no command"},
		"bad name":            {[]string{"-component", "-x"}, "-x"},
		"no name":             {[]string{"-component", "=FAILED"}, "name"},
		"unknown status":      {[]string{"-component", "api=BROKEN"}, "BROKEN"},
		"no status":           {[]string{"-component", "api="}, "status needs a value"},
		"unknown key":         {[]string{"-component", "api,colour=red"}, "[ends environment instance region service status]"},
		"no value":            {[]string{"-component", "api,region="}, "region needs a value"},
		"wrong status":        {[]string{"-component", "api,status=DONE"}, "[IN_PROGRESS FAILED SUCCEEDED"},
		"wrong end":           {[]string{"-component", "api,ends=DELETED"}, "CANCELLED, FAILED, SUCCEEDED"},
		"wrong region":        {[]string{"-component", "api,region=eu west"}, "region must match"},
		"service alone":       {[]string{"-component", "api,service=shop"}, "instance"},
		"duplicate":           {[]string{"-component", "api", "-component", "api=FAILED"}, "already exists"},
		"bad duration":        {[]string{"-deploy-time", "soon"}, "number with a unit"},
		"no unit":             {[]string{"-cancel-time", "5"}, `"5" for flag -cancel-time: use a number with a unit, such as`},
		"bad switch":          {[]string{"-log=maybe"}, `"maybe" for -log: use true or false`},
		"host with a port":    {[]string{"-host", "proton:4600"}, "without a port"},
		"host is a URL":       {[]string{"-host", "http://proton"}, "without a port"},
		"no host":             {[]string{"-host", ""}, "without a port"},
		"negative duration":   {[]string{"-cancel-time", "-1s"}, "negative"},
		"address has no port": {[]string{"-listen", "localhost"}, "HOST:PORT"},
		"before a command":    {[]string{"-component", "api=BROKEN", "--", "true"}, "BROKEN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := runIt(t, "", nil, tt.args...)
			if got.status != 2 || got.stdout != "" || !strings.Contains(got.stderr, tt.contains) || !strings.Contains(got.stderr, "-h") {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestFlagsFromTheEnvironment(t *testing.T) {
	t.Parallel()
	got := runIt(t, "", []string{"PROTON_EMULATOR_FLAGS= -component api  -version=false "}, "-version")
	if got.status != 0 || !strings.HasPrefix(got.stdout, "proton-emulator ") {
		t.Errorf("got %+v", got)
	}
	if got := runIt(t, "", []string{"PROTON_EMULATOR_FLAGS=-component api=DONE"}); got.status != 2 || !strings.Contains(got.stderr, "DONE") {
		t.Errorf("got %+v", got)
	}
}

// TestRegionFromTheEnvironment has names that AWS does not have, and names that no client signs.
func TestRegionFromTheEnvironment(t *testing.T) {
	t.Parallel()
	for _, region := range []string{"local", "RegionOne", "us-east-1"} {
		if got := runIt(t, "cancel", []string{"AWS_REGION=" + region}, "-component", "api", "--", itself(t)); got.status != 0 || got.stdout != "200" {
			t.Errorf("%s: got %+v", region, got)
		}
	}
	for _, variable := range []string{"AWS_REGION=eu west", "AWS_DEFAULT_REGION=a/b"} {
		got := runIt(t, "", []string{variable}, "-component", "api")
		if got.status != 2 || !strings.Contains(got.stderr, "AWS_REGION or AWS_DEFAULT_REGION") || strings.Contains(got.stderr, "-component") {
			t.Errorf("%s: got %+v", variable, got)
		}
	}
}

func TestAddressInUse(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	address := []string{"-listen", l.Addr().String()}
	for _, args := range [][]string{address, append(address, "--", itself(t))} {
		if got := runIt(t, "seven", nil, args...); got.status != 1 || got.stdout != "" || !strings.Contains(got.stderr, "in use") || !strings.Contains(got.stderr, "-listen") {
			t.Errorf("%q: got %+v", args, got)
		}
	}
}

func TestURLOf(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"127.0.0.1": "http://127.0.0.1:4600", "0.0.0.0": "http://127.0.0.1:4600", "::": "http://127.0.0.1:4600", "::1": "http://[::1]:4600",
	} {
		if got := urlOf(&net.TCPAddr{IP: net.ParseIP(ip), Port: 4600}); got != want {
			t.Errorf("%s: got %s, want %s", ip, got, want)
		}
	}
}

// running is a run in progress.
type running struct {
	signals chan os.Signal
	cancel  context.CancelFunc
	stdout  *bufio.Reader
	status  <-chan int
}

func start(t *testing.T, foreground terminal, role string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	status := make(chan int, 1)
	r := &running{make(chan os.Signal, 8), cancel, bufio.NewReader(read), status}
	p := process{
		args: args, env: roleOf(t, role), stdout: write, stderr: t.Output(),
		signals: r.signals, terminal: func() terminal { return foreground },
	}
	go func() {
		status <- run(ctx, p)
		_ = write.Close()
	}()
	t.Cleanup(cancel)
	return r
}

func (r *running) line(t *testing.T) string {
	t.Helper()
	line, err := r.stdout.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(line, "\n")
}

func TestServesUntilASignal(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*running){
		"SIGINT":  func(r *running) { r.signals <- os.Interrupt },
		"SIGTERM": func(r *running) { r.signals <- syscall.SIGTERM },
		"context": func(r *running) { r.cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, terminal{}, "", "-listen", "127.0.0.1:0")
			url := expectURL(t, r.line(t))
			go func() { _, _ = io.Copy(io.Discard, r.stdout) }() // the rest of what it prints
			if err := visit(t, url); err != nil {
				t.Fatal(err)
			}
			end(r)
			if got := <-r.status; got != 0 {
				t.Errorf("got status %d", got)
			}
			if visit(t, url) == nil {
				t.Error("it still responds")
			}
		})
	}
}

func visit(t *testing.T, url string) error {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func expectURL(t *testing.T, line string) string {
	t.Helper()
	m := regexp.MustCompile(`^# Serving the Proton API at (http://127\.0\.0\.1:[0-9]+)$`).FindStringSubmatch(line)
	if m == nil {
		t.Fatalf("got %q for the URL", line)
	}
	return m[1]
}

func TestMainExitsOnASignal(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), itself(t), "-listen", "127.0.0.1:0")
	cmd.Env = roleOf(t, "main")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	expectURL(t, strings.TrimSuffix(line, "\n"))
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
