package provider

import (
	"errors"
	"fmt"
	"os"
	"strings"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	basediag "github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// report adds what aws-sdk-go-base found while it resolved everything but the credentials. What the block and the
// environment say was checked before, so that an error is about what the shared files say.
func report(found basediag.Diagnostics, config *awsbase.Config, hidden secrets, diags *diag.Diagnostics) {
	for _, d := range found {
		text := hidden.hide(cause(d))
		switch {
		case d.Severity() == basediag.SeverityWarning:
			diags.AddWarning(d.Summary(), text)
		case isMissingProfile(d):
			diags.AddAttributeError(path.Root("profile"), "AWS profile not found",
				"The shared configuration and credentials files do not have the profile that the provider block, or "+
					"AWS_PROFILE, names. Correct the name, or point shared_config_files and shared_credentials_files "+
					"at the files that have it."+absent(config)+"\n\nCause: "+text)
		default:
			diags.AddAttributeError(path.Root("profile"), "Invalid AWS profile",
				"The profile in the shared configuration and credentials files cannot be used. Correct it, or name "+
					"another one with profile or AWS_PROFILE.\n\nCause: "+text)
		}
	}
}

func isMissingProfile(d basediag.Diagnostic) bool {
	var missing awsconfig.SharedConfigProfileNotExistError
	with, ok := d.(basediag.DiagnosticWithErr)
	return ok && errors.As(with.Err(), &missing)
}

// absent names the files that the block names and that do not exist, which the SDK passes over in silence.
func absent(config *awsbase.Config) string {
	files, _ := config.ResolveSharedConfigFiles()
	more, _ := config.ResolveSharedCredentialsFiles()
	var missing []string
	for _, file := range append(files, more...) {
		if _, err := os.Stat(file); os.IsNotExist(err) {
			missing = append(missing, file)
		}
	}
	if len(missing) == 0 {
		return ""
	}
	return fmt.Sprintf(" These files do not exist: %s.", strings.Join(missing, ", "))
}
