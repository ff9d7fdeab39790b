package provider

import (
	"cmp"
	"crypto/x509"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// checkCABundle reports a file that cannot be used before the SDK does so in its own words.
func checkCABundle(argument string, diags *diag.Diagnostics) {
	file := cmp.Or(argument, os.Getenv("AWS_CA_BUNDLE"))
	if file == "" {
		return
	}
	named := "the environment variable AWS_CA_BUNDLE"
	report := func(summary, detail string) { diags.AddError(summary, detail) }
	if argument != "" {
		named = "custom_ca_bundle"
		report = func(summary, detail string) {
			diags.AddAttributeError(path.Root("custom_ca_bundle"), summary, detail)
		}
	}
	bundle := awsbase.Config{CustomCABundle: file} // expands ~ and environment variables
	pem, err := bundle.CustomCABundleReader()
	if err != nil {
		report("Unreadable CA bundle", fmt.Sprintf("The file of certificates to trust that %s names cannot be read. "+
			"Correct the path, or make the file readable.\n\nCause: %s", named, err))
		return
	}
	text := make([]byte, pem.Len())
	_, _ = pem.Read(text) // cannot fail: it is in memory
	if !x509.NewCertPool().AppendCertsFromPEM(text) {
		report("Invalid CA bundle", fmt.Sprintf("The file %s, which %s names, holds no certificate in PEM form: text that "+
			"begins with -----BEGIN CERTIFICATE-----.", file, named))
	}
}

var proxyVariables = []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"}

// checkProxies reports an address in the environment that is no URL. Those of the provider block were validated.
// What Go makes of one is another URL, or an error that holds its password.
func checkProxies(config *awsbase.Config, diags *diag.Diagnostics) {
	for _, variable := range proxyVariables {
		argument, overridden := "http_proxy", config.HTTPProxy != nil
		if strings.EqualFold(variable, "https_proxy") {
			argument, overridden = "https_proxy", config.HTTPSProxy != nil
		}
		if address := os.Getenv(variable); address != "" && !overridden {
			if err := checkProxy(address); err != nil {
				diags.AddError(malformedProxy, fmt.Sprintf("The environment variable %s must be the URL of a proxy: "+
					"%s. Correct it, or set %s in the provider block.", variable, err, argument))
			}
		}
	}
}

// checkEndpoint reports an endpoint that does not come from the provider block, where it was validated, and is no URL. The
// SDK would fail to call it as if it did not answer.
func checkEndpoint(resolved aws.Config, diags *diag.Diagnostics) {
	endpoint := proton.NewFromConfig(resolved).Options().BaseEndpoint
	if endpoint == nil {
		return
	}
	if err := checkHTTPURL(*endpoint); err != nil {
		diags.AddError("Invalid Proton endpoint", fmt.Sprintf("The endpoint, which comes from AWS_ENDPOINT_URL_PROTON, "+
			"AWS_ENDPOINT_URL or the profile, must be %s: %s. Correct it, or set proton in the endpoints block.", anHTTPURL, err))
	}
}

// checkEnvironment reports a variable whose value the SDK does not take, such as an AWS_RETRY_MODE that does not exist.
func checkEnvironment(diags *diag.Diagnostics) {
	if _, err := awsconfig.NewEnvConfig(); err != nil {
		diags.AddError("Invalid AWS environment variable", "A variable in the environment has a value that the AWS SDK does "+
			"not take. Correct it, or unset it.\n\nCause: "+err.Error())
	}
}

// checkSharedFiles reports files that are there and cannot be read, which the SDK would take for empty.
// Files that are not there are fine: the same block is used on machines that have them and on those that do not.
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
			err = cmp.Or(err, readable(file))
		}
		if err != nil {
			diags.AddAttributeError(path.Root(f.argument), "Unreadable AWS shared file", fmt.Sprintf("A file that %s, or %s, "+
				"names cannot be read. Make it readable, or correct the path.\n\nCause: %s", f.argument, f.variable, err))
		}
	}
}

// readable does not read: a file may be a pipe, which can be read but once.
func readable(file string) error {
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

// checkRegion reports a region that is missing, or that the SDK does not know.
func checkRegion(region string, skip bool, diags *diag.Diagnostics) {
	if region == "" {
		diags.AddAttributeError(path.Root("region"), "Missing AWS region",
			"The provider block, the environment (AWS_REGION or AWS_DEFAULT_REGION) and the profile name no region. "+
				"Set region in the provider block.")
		return
	}
	if err := validation.SupportedRegion(region); err != nil && !skip {
		diags.Append(diagnostics.UnknownRegion(path.Root("region"), region))
	}
}
