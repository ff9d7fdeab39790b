package conns

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"os"

	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// checkCABundle checks that the file can be used. The SDK's own error does not name the argument or the variable.
func checkCABundle(base *awsbase.Config, argument string, diags *diag.Diagnostics) {
	file, variable := base.CustomCABundle, os.Getenv("AWS_CA_BUNDLE")
	source, addError := "The environment variable AWS_CA_BUNDLE", diags.AddError
	if argument != "" {
		source = "The argument custom_ca_bundle"
		addError = func(summary, detail string) {
			diags.AddAttributeError(path.Root("custom_ca_bundle"), summary, detail)
		}
	}
	var text []byte
	var err error
	switch {
	case file != "":
		var pem *bytes.Reader
		if pem, err = base.CustomCABundleReader(); err == nil { // expands ~ and environment variables
			text = make([]byte, pem.Len())
			_, _ = pem.Read(text) // cannot fail: it is in memory
		}
	case variable != "":
		file = variable
		text, err = os.ReadFile(file) //nolint:gosec // the user names it
	default:
		return
	}
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
