package conns

import (
	"cmp"
	"context"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	basediag "github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// lazyCredentials resolves the credentials of the provider block when the first call needs them. A plan or a destroy, which
// makes no call, works without credentials.
type lazyCredentials struct {
	config  *awsbase.Config
	secrets secrets

	once     sync.Once
	resolved aws.Config
	err      error
}

// Retrieve implements aws.CredentialsProvider. The context of the cache above it has no deadline.
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
			Remedy:  "The credentials have expired and could not be refreshed. Check their source, and apply again.",
			Cause:   l.secrets.hide(err.Error()),
			Err:     err,
		}
	}
	return credentials, nil
}

func (l *lazyCredentials) resolve(ctx context.Context) {
	config := *l.config
	config.Region = cmp.Or(config.Region, awsmiddleware.GetRegion(ctx)) // assuming a role needs one: the call's
	_, resolved, found := awsbase.GetAwsConfig(ctx, &config)
	if failed := found.Errors(); len(failed) > 0 {
		l.err = credentialsError(failed[0], config.AssumeRoleWithWebIdentity != nil, l.secrets)
		return
	}
	l.resolved = resolved
	if credentials, err := resolved.Credentials.Retrieve(ctx); err == nil {
		tflog.Info(ctx, "Resolved AWS credentials", map[string]any{"source": credentials.Source})
	}
}

func credentialsError(d basediag.Diagnostic, webIdentity bool, hidden secrets) *diagnostics.CredentialsError {
	e := &diagnostics.CredentialsError{
		Summary: "Unable to get AWS credentials",
		Remedy:  "Check the credentials of the provider block, the environment and the profile.",
		Cause:   hidden.hide(causeOf(d)),
	}
	// The library's detail begins with the problem and the role. Its own causes and remedies follow.
	happened, _, _ := strings.Cut(hidden.hide(d.Detail()), "\n\n")
	switch {
	case awsbase.IsNoValidCredentialSourcesError(d):
		e.Summary = "No valid AWS credentials"
		e.Remedy = "Set access_key and secret_key in the provider block, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in " +
			"the environment, or select a profile that has credentials. If those of the profile have expired, log in again. " +
			"An emulator accepts any non-empty keys. The provider's guide 'Connecting' shows all ways."
	case awsbase.IsCannotAssumeRoleError(d):
		e.Summary, e.Happened = "Unable to assume IAM role", happened
		e.Remedy = "Check the role's ARN and external ID. Check that the role's trust policy allows the credentials that " +
			"assume it, and that these have the IAM action sts:AssumeRole."
	case webIdentity: // the type of its error is internal to aws-sdk-go-base
		e.Summary, e.Happened = "Unable to assume IAM role with web identity", happened
		e.Remedy = "Check the role's ARN, and that the token exists and has not expired. Check that the role's trust policy " +
			"allows the token's issuer, audience and subject."
	}
	return e
}

// causeOf returns the text of the error behind a diagnostic, or else its own.
func causeOf(d basediag.Diagnostic) string {
	if err := errorOf(d); err != nil {
		return strings.TrimPrefix(err.Error(), "failed to refresh cached credentials, ")
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
