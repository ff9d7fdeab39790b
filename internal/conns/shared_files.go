package conns

import (
	"cmp"
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

// checkSharedFiles reports files that exist and cannot be read, which the SDK would ignore. A file that does not exist
// is not an error: the same block is used on machines that have it and on machines that do not.
func checkSharedFiles(config *awsbase.Config, diags *diag.Diagnostics) {
	for _, f := range []struct {
		argument, variable string
		resolve            func() ([]string, error)
	}{
		{"shared_config_files", "AWS_CONFIG_FILE", config.ResolveSharedConfigFiles},
		{"shared_credentials_files", "AWS_SHARED_CREDENTIALS_FILE", config.ResolveSharedCredentialsFiles},
	} {
		files, err := f.resolve()
		if err == nil && len(files) == 0 {
			files = []string{os.Getenv(f.variable)}
		}
		for _, file := range files {
			err = cmp.Or(err, checkReadable(file))
		}
		if err != nil {
			diags.AddAttributeError(path.Root(f.argument), "Unreadable AWS shared file", fmt.Sprintf("A file from %s or %s "+
				"cannot be read. Correct the path, or make the file readable.\n\nCause: %s", f.argument, f.variable, err))
		}
	}
}

// checkReadable opens a regular file, and reads nothing: another kind of file may be a pipe, which can be read only once.
func checkReadable(file string) error {
	info, err := os.Stat(file) //nolint:gosec // the user names it
	switch {
	case os.IsNotExist(err):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a directory", file)
	case !info.Mode().IsRegular():
		return nil
	}
	opened, err := os.Open(file) //nolint:gosec // the user names it
	if err != nil {
		return err
	}
	return opened.Close()
}

// addSharedFileProblems adds what aws-sdk-go-base reported while it resolved everything but the credentials. The
// arguments and the environment were checked before, so an error is about the contents of the shared files.
func addSharedFileProblems(found basediag.Diagnostics, config *awsbase.Config, hidden secrets, diags *diag.Diagnostics) {
	for _, d := range found {
		text := hidden.hide(causeOf(d))
		_, noProfile := errors.AsType[awsconfig.SharedConfigProfileNotExistError](errorOf(d))
		switch {
		case d.Severity() == basediag.SeverityWarning:
			diags.AddWarning(d.Summary(), text)
		case noProfile:
			diags.AddAttributeError(path.Root("profile"), "AWS profile not found",
				"The profile from the provider block or AWS_PROFILE is not in the shared configuration and credentials "+
					"files. Correct its name, or set shared_config_files and shared_credentials_files to the files that "+
					"have it."+missingFiles(config)+"\n\nCause: "+text)
		default:
			diags.AddAttributeError(path.Root("profile"), "Invalid AWS profile",
				"The profile in the shared configuration and credentials files cannot be used. Correct it, or select "+
					"another one with profile or AWS_PROFILE.\n\nCause: "+text)
		}
	}
}

// missingFiles names the files of the provider block that do not exist. The SDK ignores them without a message.
func missingFiles(config *awsbase.Config) string {
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
