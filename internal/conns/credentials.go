package conns

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"golang.org/x/net/http/httpguts"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// lazyCredentials resolves the credentials of the provider block when the first call needs them. A plan or a destroy, which
// makes no call, works without credentials. A denial is kept, so that it is not asked for again by each cancellation.
type lazyCredentials struct {
	from *connection

	provider aws.CredentialsProvider // nil until it had credentials once
	denied   error
}

// Retrieve implements aws.CredentialsProvider. The cache above it calls it once at a time, with a context without a deadline.
func (l *lazyCredentials) Retrieve(ctx context.Context) (aws.Credentials, error) {
	if l.denied != nil {
		return aws.Credentials{}, l.denied
	}
	region, _ := ctx.Value(regionKey{}).(string)
	region = cmp.Or(region, awsmiddleware.GetRegion(ctx))
	ctx = awsmiddleware.SetOperationName(awsmiddleware.SetServiceID(ctx, credentialsService), "")
	l.from.awaited.Store(nil)
	ctx, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	provider, err := l.provider, error(nil)
	if provider == nil {
		provider, err = l.from.credentials(ctx, region)
	}
	var found aws.Credentials
	if err == nil {
		found, err = provider.Retrieve(ctx)
	}
	if err == nil {
		if l.provider == nil {
			tflog.Info(ctx, "Resolved AWS credentials", map[string]any{"source": found.Source})
		}
		l.provider = provider
		return found, nil
	}
	explained := l.from.explain(err, noCredentials)
	if l.provider != nil {
		explained.Summary = "Unable to refresh AWS credentials"
		explained.Remedy = "The credentials have expired and could not be refreshed. " + explained.Remedy
	}
	if explained.Retry = isTransient(err); !explained.Retry {
		l.denied = explained
	}
	return aws.Credentials{}, explained
}

// credentialsService is the name of the service in calls of an endpoint that has none: the container's or the instance's.
const credentialsService = "credentials"

// awaitedCredentials explains the error of a call that ended before it had credentials.
type awaitedCredentials struct {
	aws.CredentialsProvider

	from *connection
}

// Retrieve implements aws.CredentialsProvider.
func (a awaitedCredentials) Retrieve(ctx context.Context) (aws.Credentials, error) {
	found, err := a.CredentialsProvider.Retrieve(ctx)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		late := *a.from.explain(errors.Join(err, ctx.Err()), noCredentials)
		late.Retry, err = true, &late
	}
	return found, err
}

// awaited is the newest source of credentials that was asked.
type awaited struct {
	source  string // a sentence
	failure string // a sentence about its last call, with a space before it; "" if that did not fail
}

// lastFailure returns how the newest call for credentials failed.
func (c *connection) lastFailure() string {
	if a := c.awaited.Load(); a != nil {
		return a.failure
	}
	return ""
}

// failureOf returns a sentence about a call that failed. Of most services, the requests hold secrets that are not known here.
func failureOf(service string, call *diagnostics.CallError) string {
	if service == "STS" || service == "IAM" {
		return " Its last call failed: " + call.Text + "."
	}
	return " Its last call failed" + status(call) + "."
}

// regionKey is the key of the region of a context that is not of a call.
type regionKey struct{}

// credentials returns the source of the credentials that call Proton in a region.
func (c *connection) credentials(ctx context.Context, region string) (aws.CredentialsProvider, error) {
	region = cmp.Or(c.aws.Region, region)
	provider, err := c.initialCredentials(ctx, region)
	if err != nil {
		return nil, err
	}
	return c.chain(region, provider, c.base.AssumeRole), nil
}

// initialCredentials returns the source of the credentials that assume the first role of the block.
func (c *connection) initialCredentials(ctx context.Context, region string) (aws.CredentialsProvider, error) {
	switch {
	case c.base.AccessKey != "":
		return credentials.NewStaticCredentialsProvider(c.base.AccessKey, c.base.SecretKey, c.base.Token), nil
	case c.base.AssumeRoleWithWebIdentity != nil:
		return c.webIdentity(region), nil
	}
	loaded, err := c.loadSources(ctx, region)
	if err != nil {
		failed := c.explain(err, noCredentials)
		if _, hasURL := errors.AsType[*url.Error](err); !hasURL { // its text would repeat the URL
			failed.Cause = c.hidden.hide(err.Error())
		}
		return nil, failed
	}
	provider, roles := loaded.Credentials, []awsbase.AssumeRole(nil)
	if c.usesProfile() {
		provider, roles = c.withProcess(loaded)
	}
	return c.chain(region, source{provider, c, noCredentials}, roles), nil
}

// loadSources returns a configuration with the credentials of the environment, the profile, the container or the instance. It
// retrieves none.
func (c *connection) loadSources(ctx context.Context, region string) (aws.Config, error) {
	return awsconfig.LoadDefaultConfig(ctx, func(o *awsconfig.LoadOptions) error {
		for _, source := range c.aws.ConfigSources {
			if resolved, ok := source.(awsconfig.LoadOptions); ok {
				*o = resolved
			}
		}
		o.Credentials, o.Region, o.HTTPClient = nil, region, c.aws.HTTPClient
		o.APIOptions = append(slices.Clip(c.aws.APIOptions), refuseUnreadable)
		o.EndpointResolverWithOptions = aws.EndpointResolverWithOptionsFunc(c.credentialsEndpoint) //nolint:staticcheck // no other one is for one service
		if o.CustomCABundle != nil {
			bundle, err := c.base.CustomCABundleReader()
			o.CustomCABundle = bundle
			return err
		}
		return nil
	})
}

// credentialsEndpoint returns the endpoint of a service that the SDK calls for the credentials of a profile.
func (c *connection) credentialsEndpoint(service, region string, _ ...any) (aws.Endpoint, error) { //nolint:staticcheck // as above
	endpoint := map[string]string{"SSO": c.base.SsoEndpoint, "STS": c.base.StsEndpoint}[service]
	if endpoint == "" {
		return aws.Endpoint{}, &aws.EndpointNotFoundError{} //nolint:staticcheck // as above
	}
	if service == "STS" {
		region = cmp.Or(c.base.StsRegion, region)
	}
	return aws.Endpoint{URL: endpoint, Source: aws.EndpointSourceCustom, SigningRegion: region}, nil //nolint:staticcheck // as above
}

// noCredentials is the error if no source has credentials.
var noCredentials = diagnostics.CredentialsError{
	Summary: "No valid AWS credentials",
	Remedy: "Set access_key and secret_key in the provider block, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in " +
		"the environment, or select a profile that has credentials. If those of the profile have expired, log in again. " +
		"An emulator accepts any non-empty keys. The provider's guide 'Connecting' shows all ways.",
}

// source is a source of credentials. It explains its errors, and refuses credentials that no call can be signed with or that HTTP
// cannot send: the HTTP client's own error would not name them.
type source struct {
	aws.CredentialsProvider

	from  *connection
	fails diagnostics.CredentialsError // what is known of a failure without its error
}

// Retrieve implements aws.CredentialsProvider.
func (s source) Retrieve(ctx context.Context) (aws.Credentials, error) {
	found, err := s.CredentialsProvider.Retrieve(ctx)
	if err != nil {
		return aws.Credentials{}, s.from.explain(err, s.fails)
	}
	s.from.hidden.add(found.SecretAccessKey, found.SessionToken)
	if !found.HasKeys() {
		incomplete := noCredentials
		incomplete.Cause = found.Source + " returned no access key or no secret key"
		return aws.Credentials{}, &incomplete
	}
	for _, member := range []struct{ name, variable, value string }{
		{"access key", "AWS_ACCESS_KEY_ID", found.AccessKeyID},
		{"secret key", "AWS_SECRET_ACCESS_KEY", found.SecretAccessKey},
		{"session token", "AWS_SESSION_TOKEN", found.SessionToken},
	} {
		if !httpguts.ValidHeaderFieldValue(member.value) {
			where := "from " + found.Source
			if os.Getenv(member.variable) == member.value {
				where = "in " + member.variable
			}
			return aws.Credentials{}, &diagnostics.CredentialsError{
				Summary:  "Invalid AWS credentials",
				Happened: fmt.Sprintf("The %s %s has a character that HTTP does not allow in a header, such as a line break.", member.name, where),
				Remedy:   "Remove the character.",
				Cause:    "invalid " + member.name,
			}
		}
	}
	return found, nil
}
