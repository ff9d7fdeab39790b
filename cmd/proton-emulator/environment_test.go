package main

import (
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestChildEnvironment(t *testing.T) {
	t.Parallel()
	const endpoint = "http://127.0.0.1:4600"
	emulated := []string{
		"AWS_ENDPOINT_URL_PROTON=" + endpoint, "AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=emulator", "AWS_SECRET_ACCESS_KEY=emulator", "AWS_EC2_METADATA_DISABLED=true",
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
				"AWS_ENDPOINT_URL=http://other", "AWS_ENDPOINT_URL_PROTON=http://other", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true",
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

func TestExports(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	printExports(&out, []string{"AWS_PROFILE=real", "AWS_DEFAULT_REGION=eu-west-1", "AWS_SESSION_TOKEN="}, "http://127.0.0.1:4600")
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := []string{
		"# Serving the Proton API at http://127.0.0.1:4600", "# Run these lines in the shell that uses it:", "unset AWS_PROFILE",
		"export AWS_ENDPOINT_URL_PROTON='http://127.0.0.1:4600'", "export AWS_REGION='eu-west-1'", "export AWS_DEFAULT_REGION='eu-west-1'",
		"export AWS_ACCESS_KEY_ID='emulator'", "export AWS_SECRET_ACCESS_KEY='emulator'", "export AWS_EC2_METADATA_DISABLED='true'",
		"export NO_PROXY='127.0.0.1'", "export no_proxy='127.0.0.1'",
	}
	if runtime.GOOS != "windows" && !slices.Equal(lines, want) {
		t.Errorf("got %q\nwant %q", lines, want)
	}
}
