package main

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

const fallbackRegion = "us-east-1"

// childEnvironment returns the inherited environment, changed so that an AWS
// client calls the emulator at endpoint, and with credentials that are worth
// nothing. Whatever could lead it elsewhere is left out.
func childEnvironment(inherited []string, endpoint string) []string {
	region := cmp.Or(lookup(inherited, "AWS_REGION"), fallbackRegion)
	set := []string{
		"AWS_ENDPOINT_URL_PROTON=" + endpoint,
		"AWS_REGION=" + region,
		"AWS_DEFAULT_REGION=" + region,
		"AWS_ACCESS_KEY_ID=emulator",
		"AWS_SECRET_ACCESS_KEY=emulator",
		"AWS_EC2_METADATA_DISABLED=true",
	}
	set = append(set, withoutProxy(inherited, endpoint)...)
	dropped := []string{
		"AWS_PROFILE", "AWS_DEFAULT_PROFILE",
		"AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
		"AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
		"AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT",
	}
	for _, variable := range set {
		name, _, _ := strings.Cut(variable, "=")
		dropped = append(dropped, name)
	}
	kept := slices.DeleteFunc(slices.Clone(inherited), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(dropped, name)
	})
	return append(kept, set...)
}

// withoutProxy keeps the emulator off a proxy: botocore, unlike Go, would look
// for the loopback address behind it.
func withoutProxy(inherited []string, endpoint string) []string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return nil
	}
	upper, lower := lookup(inherited, "NO_PROXY"), lookup(inherited, "no_proxy")
	join := func(hosts string) string { return strings.TrimPrefix(hosts+","+u.Hostname(), ",") }
	return []string{
		"NO_PROXY=" + join(cmp.Or(upper, lower)),
		"no_proxy=" + join(cmp.Or(lower, upper)),
	}
}

// lookup returns a variable's value, "" if it is not set. The last one counts,
// as it does in os/exec.
func lookup(env []string, name string) string {
	for _, variable := range slices.Backward(env) {
		if value, ok := strings.CutPrefix(variable, name+"="); ok {
			return value
		}
	}
	return ""
}
