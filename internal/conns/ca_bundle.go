package conns

import (
	"cmp"
	"crypto/x509"
	"fmt"
	"os"

	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// checkCABundle checks that the file can be used. The SDK's own error does not name the argument or the variable.
func checkCABundle(argument string, diags *diag.Diagnostics) {
	bundle := awsbase.Config{CustomCABundle: cmp.Or(argument, os.Getenv("AWS_CA_BUNDLE"))}
	if bundle.CustomCABundle == "" {
		return
	}
	source, addError := "The environment variable AWS_CA_BUNDLE", diags.AddError
	if argument != "" {
		source = "The argument custom_ca_bundle"
		addError = func(summary, detail string) {
			diags.AddAttributeError(path.Root("custom_ca_bundle"), summary, detail)
		}
	}
	pem, err := bundle.CustomCABundleReader() // expands ~ and environment variables
	if err != nil {
		addError("Unreadable CA bundle", fmt.Sprintf("%s names a file that cannot be read. Correct the path, or make the "+
			"file readable.\n\nCause: %s", source, err))
		return
	}
	text := make([]byte, pem.Len())
	_, _ = pem.Read(text) // cannot fail: it is in memory
	if !x509.NewCertPool().AppendCertsFromPEM(text) {
		addError("Invalid CA bundle", fmt.Sprintf("%s names the file %s, which has no certificate in PEM format: text that "+
			"begins with -----BEGIN CERTIFICATE-----.", source, bundle.CustomCABundle))
	}
}
