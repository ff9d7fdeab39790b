package provider

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	basediag "github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
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

// Retrieve implements aws.CredentialsProvider.
func (l *lazyCredentials) Retrieve(ctx context.Context) (aws.Credentials, error) {
	l.once.Do(func() { l.resolve(ctx) })
	if l.err != nil {
		return aws.Credentials{}, l.err
	}
	return l.resolved.Credentials.Retrieve(ctx)
}

// region is the region that came with the credentials, "" if none did.
func (l *lazyCredentials) region(ctx context.Context) string {
	l.once.Do(func() { l.resolve(ctx) })
	return l.resolved.Region
}

func (l *lazyCredentials) resolve(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	_, resolved, found := awsbase.GetAwsConfig(ctx, l.config)
	for _, d := range found {
		if d.Severity() == basediag.SeverityError {
			l.err = &framework.CredentialsError{Summary: summary(d), Detail: l.secrets.hide(detail(d))}
			return
		}
	}
	l.resolved = resolved
	if credentials, err := resolved.Credentials.Retrieve(ctx); err == nil {
		tflog.Info(ctx, "Resolved AWS credentials", map[string]any{"source": credentials.Source})
	}
}

// secrets are the values of the provider block that no message may repeat.
type secrets []string

func secretsOf(c *awsbase.Config) secrets {
	all := secrets{c.SecretKey, c.Token}
	if w := c.AssumeRoleWithWebIdentity; w != nil {
		all = append(all, w.WebIdentityToken)
	}
	for _, proxy := range []*string{c.HTTPProxy, c.HTTPSProxy} {
		if user, ok := userInfo(aws.ToString(proxy)); ok {
			all = append(all, user)
		}
	}
	return all
}

// userInfo is the user name and password of a URL, as they are written in it.
func userInfo(rawURL string) (string, bool) {
	if i := strings.LastIndex(rawURL, "@"); i >= 0 {
		return rawURL[strings.LastIndex(rawURL[:i], "/")+1 : i], true
	}
	return "", false
}

func (s secrets) hide(text string) string {
	for _, secret := range s {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "(hidden)")
		}
	}
	return text
}

// addTo adds what aws-sdk-go-base found.
func (s secrets) addTo(diags *diag.Diagnostics, found basediag.Diagnostics) {
	for _, d := range found {
		switch {
		case d.Severity() == basediag.SeverityWarning:
			diags.AddWarning(d.Summary(), s.hide(d.Detail()))
		case isMissingProfile(d):
			diags.AddAttributeError(path.Root("profile"), "AWS profile not found",
				"The shared configuration and credentials files do not have the profile that the provider block, or "+
					"AWS_PROFILE, names. Correct the name, or point shared_config_files and shared_credentials_files "+
					"at the files that have it.\n\nCause: "+s.hide(detail(d)))
		default:
			diags.AddError(summary(d), "The connection that the provider block and the environment describe cannot be "+
				"used. "+s.hide(detail(d)))
		}
	}
}

func isMissingProfile(d basediag.Diagnostic) bool {
	var missing config.SharedConfigProfileNotExistError
	withErr, ok := d.(basediag.DiagnosticWithErr)
	return ok && errors.As(withErr.Err(), &missing)
}

// summary is that of d, unless d puts the whole of a Go error there.
func summary(d basediag.Diagnostic) string {
	if d.Detail() == "" {
		return "Unable to configure the AWS connection"
	}
	return d.Summary()
}

func detail(d basediag.Diagnostic) string {
	if d.Detail() == "" {
		return d.Summary()
	}
	return strings.TrimSpace(d.Detail())
}
