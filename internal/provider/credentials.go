package provider

import (
	"context"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	basediag "github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// lazyCredentials resolves the credentials of the provider block when the first call needs them, so that what calls
// nothing, such as a plan or a destroy, works without any.
type lazyCredentials struct {
	config  *awsbase.Config
	secrets secrets

	once     sync.Once
	resolved aws.Config
	err      error
}

// Retrieve implements aws.CredentialsProvider. The cache above it hands on no deadline.
func (l *lazyCredentials) Retrieve(ctx context.Context) (aws.Credentials, error) {
	ctx, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	l.once.Do(func() { l.resolve(ctx) })
	if l.err != nil {
		return aws.Credentials{}, l.err
	}
	credentials, err := l.resolved.Credentials.Retrieve(ctx)
	if err != nil {
		return aws.Credentials{}, &diagnostics.CredentialsError{
			Summary: "Unable to refresh AWS credentials",
			Remedy:  "The credentials have expired, and new ones were not to be had. Check where they come from, and apply again.",
			Cause:   l.secrets.hide(err.Error()),
			Err:     err,
		}
	}
	return credentials, nil
}

func (l *lazyCredentials) resolve(ctx context.Context) {
	_, resolved, found := awsbase.GetAwsConfig(ctx, l.config)
	for _, d := range found {
		if d.Severity() == basediag.SeverityError {
			l.err = credentialsError(d, l.config.AssumeRoleWithWebIdentity != nil, l.secrets)
			return
		}
	}
	l.resolved = resolved
	if credentials, err := resolved.Credentials.Retrieve(ctx); err == nil {
		tflog.Info(ctx, "Resolved AWS credentials", map[string]any{"source": credentials.Source})
	}
}

func credentialsError(d basediag.Diagnostic, webIdentity bool, hidden secrets) *diagnostics.CredentialsError {
	e := &diagnostics.CredentialsError{
		Summary: "Unable to get AWS credentials",
		Remedy:  "Check the credentials that the provider block, the environment and the profile name.",
		Cause:   hidden.hide(cause(d)),
	}
	// What is wrong, and with which role, comes before the causes and remedies.
	said, _, _ := strings.Cut(hidden.hide(d.Detail()), "\n\n")
	switch {
	case awsbase.IsNoValidCredentialSourcesError(d):
		e.Summary = "No valid AWS credentials"
		e.Remedy = "Set access_key and secret_key in the provider block, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in " +
			"the environment; or name a profile that has credentials, and log in again if they have expired. An emulator " +
			"takes any words for keys. The provider's guide 'Connecting' shows all ways."
	case awsbase.IsCannotAssumeRoleError(d):
		e.Summary, e.Happened = "Unable to assume IAM role", said
		e.Remedy = "Check the role's ARN and external ID, that the role's trust policy names the credentials that are used " +
			"to assume it, and that these may call sts:AssumeRole."
	case webIdentity: // its error has a type that only aws-sdk-go-base can name
		e.Summary, e.Happened = "Unable to assume IAM role with web identity", said
		e.Remedy = "Check the role's ARN, that the token is there and has not expired, and that the role's trust policy " +
			"names the token's issuer, audience and subject."
	}
	return e
}

// cause is the error behind a diagnostic, or else what it says.
func cause(d basediag.Diagnostic) string {
	if with, ok := d.(basediag.DiagnosticWithErr); ok {
		return strings.TrimPrefix(with.Err().Error(), "failed to refresh cached credentials, ")
	}
	if d.Detail() != "" {
		return strings.TrimSpace(d.Detail())
	}
	return d.Summary()
}
