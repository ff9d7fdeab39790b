package provider

import (
	"cmp"
	"os"
)

// FollowLogLevel keeps the plugin libraries from writing log lines that Terraform would throw away. Terraform shows the
// log of a provider from the level in TF_LOG_PROVIDER, or else in TF_LOG, and none of it without them. The libraries go
// by variables of their own and write everything without those, which took two fifths of a plan. Variables of
// theirs that are set stay. [Serve] calls it.
func FollowLogLevel() {
	level := cmp.Or(os.Getenv("TF_LOG_PROVIDER"), os.Getenv("TF_LOG"), "OFF")
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_PROTON"} {
		if os.Getenv(name) == "" {
			_ = os.Setenv(name, level) // only a malformed name is an error
		}
	}
}
