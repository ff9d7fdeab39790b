package conns

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"os"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// checkCABundle checks that the file can be used. The SDK's own error does not name the argument or the variable.
func checkCABundle(base *awsbase.Config, argument string, diags *diag.Diagnostics) {
	file := cmp.Or(base.CustomCABundle, os.Getenv("AWS_CA_BUNDLE"))
	if file == "" {
		return
	}
	source, addError := "The environment variable AWS_CA_BUNDLE", diags.AddError
	if argument != "" {
		source = "The argument custom_ca_bundle"
		addError = func(summary, detail string) { diags.AddAttributeError(path.Root("custom_ca_bundle"), summary, detail) }
	}
	text, err := readBundle(base, file)
	if err != nil {
		addError("Unreadable CA bundle", diagnostics.CleanText(fmt.Sprintf("%s names a file that cannot be read. Correct the path, or "+
			"make the file readable.\n\nCause: %s", source, err)))
		return
	}
	if !x509.NewCertPool().AppendCertsFromPEM(text) {
		addError("Invalid CA bundle", fmt.Sprintf("%s names the file %s, which has no certificate in PEM format: text that "+
			"begins with -----BEGIN CERTIFICATE-----.", source, file))
	}
}

func readBundle(base *awsbase.Config, file string) ([]byte, error) {
	if base.CustomCABundle == "" {
		if err := checkEndless(file); err != nil {
			return nil, err
		}
		return os.ReadFile(file) //nolint:gosec // the user names it
	}
	if err := checkEndless(expandHome(os.ExpandEnv(file))); err != nil {
		return nil, err
	}
	pem, err := base.CustomCABundleReader() // expands ~ and environment variables
	if err != nil {
		return nil, err
	}
	return io.ReadAll(pem)
}

// checkProfileBundle checks the CA bundle of the profile before the SDK reads it.
func (c *connection) checkProfileBundle(ctx context.Context, diags *diag.Diagnostics) {
	if c.base.CustomCABundle != "" || c.env.CustomCABundle != "" {
		return
	}
	name := cmp.Or(c.base.Profile, c.env.SharedConfigProfile, awsconfig.DefaultSharedConfigProfile)
	profile, _ := awsconfig.LoadSharedConfigProfile(ctx, name, func(o *awsconfig.LoadSharedConfigOptions) { // resolve reports what is wrong
		o.ConfigFiles, o.CredentialsFiles = []string{}, []string{}
		for _, file := range sharedFiles(&c.base) {
			if file.isConfig() {
				o.ConfigFiles = append(o.ConfigFiles, file.path)
			} else {
				o.CredentialsFiles = append(o.CredentialsFiles, file.path)
			}
		}
	})
	if err := checkEndless(profile.CustomCABundle); err != nil {
		addProfileBundle(err, diags)
	}
}

func addProfileBundle(err error, diags *diag.Diagnostics) {
	diags.AddError("Unreadable CA bundle", fmt.Sprintf("ca_bundle of the profile names a file that cannot be read. Correct the "+
		"path, or make the file readable.\n\nCause: %s", err))
}
