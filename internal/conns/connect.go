package conns

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	basediag "github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// attemptTimeout bounds each attempt of a request, and the resolution of credentials. Without it, a host that
// accepts a connection and never responds would block forever.
const attemptTimeout = 60 * time.Second

// Connect returns the client for a provider configuration, or nil and an error in diags. It makes no network call unless
// the configuration requires one.
func Connect(ctx context.Context, config Config, diags *diag.Diagnostics) *Client {
	config = config.withDefaults()
	checkCABundle(config.Base.CustomCABundle, diags)
	checkProxyVariables(&config.Base, diags)
	checkSharedFiles(&config.Base, diags)
	checkVariables(diags)
	if diags.HasError() {
		return nil
	}
	resolved, found := resolveOffline(ctx, config.Base)
	hidden := secretsOf(&config.Base)
	addSharedFileProblems(found, &config.Base, hidden, diags)
	if diags.HasError() {
		return nil
	}
	if config.ProtonEndpoint == "" {
		checkEndpoint(resolved, diags)
	}
	if !config.SkipRegionValidation {
		CheckRegion("region", resolved.Region, diags)
	}
	if diags.HasError() {
		return nil
	}

	config.Base.Region = resolved.Region
	if client, ok := resolved.HTTPClient.(*awshttp.BuildableClient); ok {
		resolved.HTTPClient = client.WithTimeout(attemptTimeout)
	}
	resolved.APIOptions = append(resolved.APIOptions, logAttempts)
	client := NewClient(config, resolved)
	client.resolved.Credentials = aws.NewCredentialsCache(&lazyCredentials{config: &client.config.Base, secrets: hidden})
	if config.verifiesAccount() {
		client.verifyAccount(ctx, hidden, diags)
	}
	return client
}

// checkVariables reports a variable whose value the SDK does not support, such as an invalid AWS_RETRY_MODE.
func checkVariables(diags *diag.Diagnostics) {
	if _, err := awsconfig.NewEnvConfig(); err != nil {
		diags.AddError("Invalid AWS environment variable", "An environment variable has a value that the AWS SDK does not "+
			"support. Correct it, or unset it.\n\nCause: "+err.Error())
	}
}

// resolveOffline resolves everything except the credentials, which it replaces with static placeholders.
//
// It works around GetAwsConfig of aws-sdk-go-base v2.0.0-beta.74, which also retrieves the credentials and so may call
// STS, SSO or the EC2 metadata service (https://github.com/hashicorp/aws-sdk-go-base/pull/74). [lazyCredentials] calls
// it again, with the configured ones, at the first API call. This function can go when the library resolves a
// configuration without retrieving credentials.
func resolveOffline(ctx context.Context, base awsbase.Config) (aws.Config, basediag.Diagnostics) {
	base.AccessKey, base.SecretKey, base.Token = "placeholder", "placeholder", ""
	base.AssumeRole, base.AssumeRoleWithWebIdentity = nil, nil
	_, resolved, found := awsbase.GetAwsConfig(ctx, &base)
	return resolved, found
}
