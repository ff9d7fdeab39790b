package provider

import (
	"crypto/x509"
	"fmt"

	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// checkCABundle reports a file that cannot be used before the SDK does so in its own words.
func checkCABundle(file string, diags *diag.Diagnostics) {
	if file == "" {
		return
	}
	bundle := awsbase.Config{CustomCABundle: file} // expands ~ and environment variables
	pem, err := bundle.CustomCABundleReader()
	if err != nil {
		diags.AddAttributeError(path.Root("custom_ca_bundle"), "Unreadable CA bundle",
			fmt.Sprintf("The file of certificates cannot be read. Correct the path, or make it readable.\n\nCause: %s", err))
		return
	}
	text := make([]byte, pem.Len())
	_, _ = pem.Read(text)
	if !x509.NewCertPool().AppendCertsFromPEM(text) {
		diags.AddAttributeError(path.Root("custom_ca_bundle"), "Invalid CA bundle",
			fmt.Sprintf("The file %s holds no certificate in PEM form.", file))
	}
}

// checkRegion reports a region that is missing, or that the SDK does not know.
func checkRegion(region string, skip bool, diags *diag.Diagnostics) {
	if region == "" {
		diags.AddAttributeError(path.Root("region"), "Missing AWS region",
			"The provider block, the environment (AWS_REGION or AWS_DEFAULT_REGION) and the profile name no region. "+
				"Set region in the provider block.")
		return
	}
	if err := validation.SupportedRegion(region); err != nil && !skip {
		diags.AddAttributeError(path.Root("region"), "Invalid AWS region", unknownRegion(region))
	}
}

func unknownRegion(region string) string {
	return fmt.Sprintf("%q is not a region that the AWS SDK knows. Correct it, or set skip_region_validation = true if "+
		"it is one that an endpoint of your own serves.", region)
}
