package provider

import (
	"cmp"
	"os"
)

// FollowLogLevel sets the log level of the plugin libraries to Terraform's, unless one of their own variables is set.
//
// It works around terraform-plugin-log v0.11.0. Terraform shows the log of a provider from the level in TF_LOG_PROVIDER,
// or else in TF_LOG, and discards it without them. The libraries ignore both variables and write everything, which took 40 %
// of the time of a plan (https://github.com/hashicorp/terraform-plugin-framework/issues/1269). This function can go when
// they use these variables (https://github.com/hashicorp/terraform-plugin-log/issues/72): TestAccLog then passes without it.
func FollowLogLevel() {
	level := cmp.Or(os.Getenv("TF_LOG_PROVIDER"), os.Getenv("TF_LOG"), "OFF")
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_PROTON"} {
		if os.Getenv(name) == "" {
			_ = os.Setenv(name, level) // only a malformed name is an error
		}
	}
}
