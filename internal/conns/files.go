package conns

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// checkFiles checks the files that the SDK reads.
func (c *connection) checkFiles(ctx context.Context, diags *diag.Diagnostics) {
	checkCABundle(&c.base, c.block.Base.CustomCABundle, diags)
	check := sharedFile.checkEndless // the SDK reads them also if the credentials come from elsewhere
	if c.usesProfile() {
		check = sharedFile.checkReadable
	}
	checkSharedFiles(&c.base, check, diags)
	if !diags.HasError() {
		c.checkProfileBundle(ctx, diags)
	}
}

// orVariable returns the files, or else the one that a variable names.
func orVariable(files []string, variable string) []string {
	if file := os.Getenv(variable); len(files) == 0 && expandHome(file) != file { // else the SDK reads the variable, and expands no $
		return []string{expandHome(file)}
	}
	return files
}

// expandHome replaces a ~ at the beginning of a path, as a shell does unless the path is quoted.
func expandHome(file string) string {
	rest, found := strings.CutPrefix(file, "~/")
	if home, err := os.UserHomeDir(); found && err == nil {
		return filepath.Join(home, rest)
	}
	return file
}

// sharedFile is a shared configuration or credentials file that the SDK reads.
type sharedFile struct {
	argument, variable string
	path               string
	named              bool // by argument or variable; otherwise it is the usual one
	err                error
}

func (f sharedFile) isConfig() bool { return f.argument == "shared_config_files" }

func sharedFiles(base *awsbase.Config) (all []sharedFile) {
	for _, kind := range []struct {
		argument, variable, usual string
		resolve                   func() ([]string, error)
	}{
		{"shared_config_files", "AWS_CONFIG_FILE", "~/.aws/config", base.ResolveSharedConfigFiles},
		{"shared_credentials_files", "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", base.ResolveSharedCredentialsFiles},
	} {
		files, err := kind.resolve()
		named := len(files) > 0 || os.Getenv(kind.variable) != ""
		if len(files) == 0 {
			files = []string{cmp.Or(os.Getenv(kind.variable), expandHome(kind.usual))}
		}
		for _, file := range files {
			all = append(all, sharedFile{kind.argument, kind.variable, file, named, err})
		}
	}
	return all
}

// checkSharedFiles reports files that exist and fail a check: the SDK would ignore them, or wait for their end. A file that does not
// exist is not an error: the same block is used on machines that have it and on machines that do not.
func checkSharedFiles(base *awsbase.Config, check func(sharedFile) error, diags *diag.Diagnostics) {
	for _, file := range sharedFiles(base) {
		if err := check(file); err != nil {
			diags.AddAttributeError(path.Root(file.argument), "Unreadable AWS shared file", fmt.Sprintf("A file from %s or %s "+
				"cannot be read. Correct the path, or make the file readable.\n\nCause: %s", file.argument, file.variable, diagnostics.CleanText(err.Error())))
		}
	}
}

// checkEndless returns why a file cannot be read to its end again and again. Any other error is that of reading it.
func checkEndless(file string) error {
	info, err := os.Stat(file) //nolint:gosec // the user names it
	switch {
	case err != nil, info.IsDir(), info.Mode().IsRegular():
		return nil
	case info.Mode()&os.ModeNamedPipe != 0:
		return fmt.Errorf("%s is a pipe, and the AWS SDK reads the file more than once", file)
	}
	device, err := os.Open(file) //nolint:gosec // the user names it
	if err != nil {
		return err
	}
	defer device.Close() //nolint:errcheck // it was only read
	const enough = 1 << 20
	if n, _ := io.CopyN(io.Discard, device, enough); n == enough { // /dev/null ends at once
		return fmt.Errorf("%s is a device that does not end", file)
	}
	return nil
}

// checkEndless returns why the file must not be read.
func (f sharedFile) checkEndless() error { return checkEndless(f.path) }

// checkReadable reads the beginning of the file.
func (f sharedFile) checkReadable() error {
	info, err := os.Stat(f.path)
	switch {
	case f.err != nil:
		return f.err
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a directory", f.path)
	}
	if err := checkEndless(f.path); err != nil {
		return err
	}
	opened, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer opened.Close() //nolint:errcheck // it was only read
	mark := make([]byte, len(byteOrderMark))
	if _, err := io.ReadFull(opened, mark); err == nil && bytes.Equal(mark, byteOrderMark) {
		return fmt.Errorf("%s begins with a byte order mark, which the AWS SDK does not support: save it as UTF-8 without BOM", f.path)
	}
	return nil
}

var byteOrderMark = []byte("\ufeff")

// missingFiles names the files of the provider block and of the environment that do not exist. The SDK ignores them without a
// message.
func missingFiles(base *awsbase.Config) string {
	var missing []string
	for _, file := range sharedFiles(base) {
		if _, err := os.Stat(file.path); file.named && os.IsNotExist(err) {
			missing = append(missing, file.path)
		}
	}
	if len(missing) == 0 {
		return ""
	}
	return fmt.Sprintf(" These files do not exist: %s.", strings.Join(missing, ", "))
}

// headingPattern matches the heading of a section in a shared file.
var headingPattern = regexp.MustCompile(`(?m)^[ \t]*\[[ \t]*([^\]\n]*?)[ \t]*\]`)

// profileHint returns what is near to a profile that is not found: its heading in the form of the other kind of file, or another
// profile.
func profileHint(base *awsbase.Config, name string) string {
	var names []string
	for _, file := range sharedFiles(base) {
		isConfig := file.isConfig()
		text, _ := os.ReadFile(file.path) // otherwise it has none
		for _, match := range headingPattern.FindAllSubmatch(text, -1) {
			profile, isPrefixed := strings.CutPrefix(string(match[1]), "profile ")
			profile = strings.Trim(profile, " \t\"")
			switch {
			case profile != name && (isPrefixed == isConfig || profile == "default"):
				names = append(names, profile)
			case profile != name || isPrefixed == isConfig:
			case isConfig:
				return fmt.Sprintf(" In the file %s, its heading must be [profile %s].", file.path, name)
			default:
				return fmt.Sprintf(" In the file %s, its heading must be [%s].", file.path, name)
			}
		}
	}
	return diagnostics.DidYouMean(name, names)
}
