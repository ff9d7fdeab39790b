package conns

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	basediag "github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// attemptTimeout bounds each attempt of a request, and the resolution of credentials. Without it, a host that
// accepts a connection and never responds would block forever.
const attemptTimeout = 60 * time.Second

// metadataTimeout bounds a response of the EC2 metadata service, and half of it a connection, as in the SDK: the service may be out
// of reach, and its first version can work where the second one does not respond.
const metadataTimeout = 500 * time.Millisecond

// connection is a provider block together with what this machine adds to it: the environment and the shared files.
type connection struct {
	block  Config
	base   awsbase.Config
	env    awsconfig.EnvConfig
	aws    aws.Config // its region may be ""
	direct aws.HTTPClient
	hidden *secrets

	proxies *proxyGuard             // nil if the HTTP client is not the SDK's own
	awaited atomic.Pointer[awaited] // nil if no credentials were asked for
}

// newConnection reads the environment and the shared files. It makes no network call. It returns nil after an error.
func newConnection(ctx context.Context, block Config, diags *diag.Diagnostics) *connection {
	c := &connection{block: block, base: block.base()}
	env, err := awsconfig.NewEnvConfig()
	if err != nil {
		diags.AddError("Invalid AWS environment variable", "An environment variable has a value that the AWS SDK does not "+
			"support. Correct it, or unset it.\n\nCause: "+diagnostics.CleanText(err.Error()))
		return nil
	}
	completeWebIdentity(&c.base, diags)
	c.env, c.hidden = env, secretsOf(&c.base)
	checkHeaderVariables(diags)
	c.checkFiles(ctx, diags)
	if diags.HasError() {
		return nil
	}
	found := c.resolve(ctx)
	if found.HasError() && !c.usesProfile() {
		checkSharedFiles(&c.base, sharedFile.checkReadable, diags) // the region may be in them
	}
	if !diags.HasError() {
		c.addProblems(found, diags)
	}
	if diags.HasError() {
		return nil
	}
	c.limitClient()
	c.aws.APIOptions = append(c.aws.APIOptions, c.observeAttempts)
	c.aws.Credentials = awaitedCredentials{aws.NewCredentialsCache(&lazyCredentials{from: c}), c}
	c.checkEndpoints(ctx, diags)
	if diags.HasError() {
		return nil
	}
	return c
}

// limitClient bounds what the HTTP client does: its attempts, its requests to a proxy, and the size of responses.
func (c *connection) limitClient() {
	c.direct = c.aws.HTTPClient
	client, ok := c.aws.HTTPClient.(*awshttp.BuildableClient)
	if !ok {
		return
	}
	c.proxies = &proxyGuard{base: &c.block.Base, proxies: map[string]*proxyState{}}
	client = client.WithTimeout(attemptTimeout).WithTransportOptions(c.proxies.install)
	metadata := client.WithDialerOptions(func(d *net.Dialer) { d.Timeout = metadataTimeout / 2 }).
		WithTransportOptions(func(t *http.Transport) { t.ResponseHeaderTimeout = metadataTimeout })
	c.aws.HTTPClient = client
	c.proxies.client = &http.Client{Transport: locations{client.GetTransport()}, Timeout: attemptTimeout, CheckRedirect: stay}
	c.proxies.metadata = &http.Client{Transport: locations{metadata.GetTransport()}, Timeout: attemptTimeout, CheckRedirect: stay}
	c.direct = c.proxies.client
	c.aws.APIOptions = append(c.aws.APIOptions, limitResponses, c.proxies.sendRequests)
}

// stay does not follow a redirect, which would send the session token to another host.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// locations removes a Location that cannot be parsed: the HTTP client would return an error instead of the response.
type locations struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (l locations) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := l.RoundTripper.RoundTrip(r)
	if err == nil {
		if _, invalid := r.URL.Parse(response.Header.Get("Location")); invalid != nil {
			response.Header.Del("Location")
		}
	}
	return response, err
}

// usesProfile reports whether the credentials can come from the shared files.
func (c *connection) usesProfile() bool {
	return !c.block.ownsCredentials() &&
		(c.base.Profile != "" || !c.env.Credentials.HasKeys() && c.env.WebIdentityTokenFilePath == "")
}

// resolve resolves everything except the credentials, which it replaces with static placeholders: GetAwsConfig of
// aws-sdk-go-base v2.0.0-beta.74 also retrieves them, and so may call STS, SSO or the EC2 metadata service
// (https://github.com/hashicorp/aws-sdk-go-base/pull/74).
func (c *connection) resolve(ctx context.Context) basediag.Diagnostics {
	base := c.base
	base.AccessKey, base.SecretKey, base.Token = "placeholder", "placeholder", ""
	base.AssumeRole, base.AssumeRoleWithWebIdentity = nil, nil
	_, resolved, found := awsbase.GetAwsConfig(ctx, &base)
	c.aws = resolved
	if !found.HasError() || !c.block.ownsCredentials() || base.Profile != "" {
		return found
	}
	// What is wrong may be the credentials of a default profile, which the block replaces.
	for _, files := range []*[]string{&base.SharedCredentialsFiles, &base.SharedConfigFiles} {
		*files = []string{os.DevNull}
		if _, resolved, problems := awsbase.GetAwsConfig(ctx, &base); !problems.HasError() {
			c.aws = resolved
			return problems.AddWarning("AWS profile not used", "The provider block has its own credentials, and the profile in the "+
				"shared configuration and credentials files cannot be used. Settings of these files are left out.\n\nCause: "+causeOf(found.Errors()[0]))
		}
	}
	return found
}

// addProblems adds what aws-sdk-go-base reported.
func (c *connection) addProblems(found basediag.Diagnostics, diags *diag.Diagnostics) {
	for _, d := range found {
		text := c.hidden.hide(causeOf(d))
		missing, noProfile := errors.AsType[awsconfig.SharedConfigProfileNotExistError](errorOf(d))
		role, isRole := errors.AsType[awsconfig.SharedConfigAssumeRoleError](errorOf(d))
		unreadable, isFile := errors.AsType[*fs.PathError](errorOf(d))
		switch {
		case d.Severity() == basediag.SeverityWarning:
			diags.AddWarning(d.Summary(), text)
		case isFile:
			addProfileBundle(unreadable, diags)
		case isRole && role.Err == nil:
			diags.AddAttributeError(path.Root("profile"), "Invalid AWS profile", fmt.Sprintf("The source_profile of the profile %q leads "+
				"back to a profile that already needs it. Select a source_profile that has credentials.", diagnostics.Clean(role.Profile)))
		case noProfile:
			source := "from AWS_PROFILE or AWS_DEFAULT_PROFILE"
			switch {
			case isRole:
				source = "which source_profile of another profile names"
			case c.base.Profile != "":
				source = "from the argument profile"
			}
			name := diagnostics.Clean(missing.Profile)
			diags.AddAttributeError(path.Root("profile"), "AWS profile not found", fmt.Sprintf("The profile %q, %s, is not in the shared "+
				"configuration and credentials files.%s Correct its name, or set shared_config_files and shared_credentials_files to the files "+
				"that have it.%s", name, source, diagnostics.Clean(profileHint(&c.base, name)), diagnostics.CleanText(missingFiles(&c.base))))
		default:
			diags.AddAttributeError(path.Root("profile"), "Invalid AWS profile",
				"The profile in the shared configuration and credentials files cannot be used. Correct it, or select "+
					"another one with profile or AWS_PROFILE.\n\nCause: "+text)
		}
	}
}

// causeOf returns the text of the error behind a diagnostic, or else its own.
func causeOf(d basediag.Diagnostic) string {
	if err := errorOf(d); err != nil {
		return err.Error()
	}
	return cmp.Or(strings.TrimSpace(d.Detail()), d.Summary())
}

// errorOf returns the error behind a diagnostic, or nil.
func errorOf(d basediag.Diagnostic) error {
	if with, ok := d.(basediag.DiagnosticWithErr); ok {
		return with.Err()
	}
	return nil
}
