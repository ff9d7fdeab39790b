package main

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// conflictingVariables are those with which an AWS client would use other credentials or another endpoint.
var conflictingVariables = []string{
	"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ENDPOINT_URL",
}

// clientEnvironment returns the variables that make an AWS client call the emulator at endpoint, with credentials that no
// other service accepts.
func clientEnvironment(inherited []string, endpoint string) []string {
	region := regionOf(inherited)
	return append([]string{
		"AWS_ENDPOINT_URL_PROTON=" + endpoint,
		"AWS_REGION=" + region,
		"AWS_DEFAULT_REGION=" + region,
		"AWS_ACCESS_KEY_ID=emulator",
		"AWS_SECRET_ACCESS_KEY=emulator",
		"AWS_EC2_METADATA_DISABLED=true",
		// A shared configuration file may set these. Without the variables, clients would call AWS or refuse the endpoint.
		"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false",
		"AWS_USE_FIPS_ENDPOINT=false",
		"AWS_USE_DUALSTACK_ENDPOINT=false",
	}, withoutProxy(inherited, endpoint)...)
}

// regionOf returns the emulator's own region.
func regionOf(env []string) string {
	return cmp.Or(lookup(env, "AWS_REGION"), lookup(env, "AWS_DEFAULT_REGION"), emulator.DefaultRegion)
}

// childEnvironment returns the inherited environment without the conflicting variables, plus those of a client. If a variable
// occurs twice, os/exec uses the last value.
func childEnvironment(inherited []string, endpoint string) []string {
	kept := slices.DeleteFunc(slices.Clone(inherited), func(variable string) bool {
		return slices.Contains(conflictingVariables, nameOf(variable))
	})
	return append(kept, clientEnvironment(inherited, endpoint)...)
}

// exports returns the lines after which the AWS clients of a shell call the emulator. They remove the conflicting variables too,
// because that shell may have other variables than this process.
func exports(env []string, endpoint string) string {
	var lines strings.Builder
	for _, name := range conflictingVariables {
		fmt.Fprintf(&lines, unsetLine, name)
	}
	for _, variable := range clientEnvironment(env, endpoint) {
		name, value, _ := strings.Cut(variable, "=")
		fmt.Fprintf(&lines, exportLine, name, strings.ReplaceAll(value, "'", quoteMark))
	}
	return lines.String()
}

// writeFile writes a file as a whole: another process sees the whole content or no file.
func writeFile(name, content string) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // unless it was renamed
	_, err = f.WriteString(content)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// withoutProxy exempts the emulator from proxies. Unlike Go, botocore uses a proxy for the loopback address too, and looks for
// an IPv6 address with brackets, while others look for one without.
func withoutProxy(inherited []string, endpoint string) []string {
	hosts, _, _ := net.SplitHostPort(strings.TrimPrefix(endpoint, "http://"))
	if strings.Contains(hosts, ":") {
		hosts += ",[" + hosts + "]"
	}
	upper, lower := lookup(inherited, "NO_PROXY"), lookup(inherited, "no_proxy")
	join := func(inherited string) string {
		if inherited == "" || inherited == "*" {
			return cmp.Or(inherited, hosts)
		}
		return inherited + "," + hosts
	}
	return []string{
		"NO_PROXY=" + join(cmp.Or(upper, lower)),
		"no_proxy=" + join(cmp.Or(lower, upper)),
	}
}

func nameOf(variable string) string {
	name, _, _ := strings.Cut(variable, "=")
	return name
}

// lookup returns a variable's value, "" if it is not set. As in os/exec, the last value applies.
func lookup(env []string, name string) string {
	for _, variable := range slices.Backward(env) {
		if nameOf(variable) == name {
			return variable[len(name)+1:]
		}
	}
	return ""
}
