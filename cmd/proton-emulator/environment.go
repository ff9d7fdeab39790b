package main

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// conflictingVariables are those with which an AWS client would not call the emulator.
var conflictingVariables = []string{
	"AWS_PROFILE", "AWS_DEFAULT_PROFILE",
	"AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
	"AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
	"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
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

// printExports prints the commands after which the AWS clients of a shell call the emulator.
func printExports(w io.Writer, env []string, endpoint string) {
	fmt.Fprintf(w, "# Serving the Proton API at %s\n# Run these lines in the shell that uses it:\n", endpoint)
	for _, name := range conflictingVariables {
		if lookup(env, name) != "" {
			fmt.Fprintf(w, unsetLine, name)
		}
	}
	for _, variable := range clientEnvironment(env, endpoint) {
		name, value, _ := strings.Cut(variable, "=")
		fmt.Fprintf(w, exportLine, name, value)
	}
}

// withoutProxy exempts the emulator from proxies. Unlike Go, botocore uses a proxy for the loopback address too.
func withoutProxy(inherited []string, endpoint string) []string {
	host, _, _ := net.SplitHostPort(strings.TrimPrefix(endpoint, "http://"))
	upper, lower := lookup(inherited, "NO_PROXY"), lookup(inherited, "no_proxy")
	join := func(hosts string) string { return strings.TrimPrefix(hosts+","+host, ",") }
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
