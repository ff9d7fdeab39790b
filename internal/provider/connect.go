package provider

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

// attemptTimeout bounds each attempt of a request, and the whole of resolving credentials. A host that accepts a
// connection and never answers would block for ever otherwise.
const attemptTimeout = 60 * time.Second

// connect makes the client from a provider block whose values are all known.
//
// It makes no network call unless the block asks for one. aws-sdk-go-base, though, begins by retrieving credentials,
// which can ask STS, SSO or the instance's metadata service. So it is called twice: here with credentials that stand
// in, which resolves everything else, and with the real ones when the first API call needs them.
func (p *protonProvider) connect(ctx context.Context, model providerModel, terraform string, diags *diag.Diagnostics) *framework.Client {
	config, endpoint := p.expand(ctx, model, terraform, diags)
	checkCABundle(config.CustomCABundle, diags)
	if diags.HasError() {
		return nil
	}
	offline := *config
	offline.AccessKey, offline.SecretKey, offline.Token = "stand-in", "stand-in", ""
	offline.AssumeRole, offline.AssumeRoleWithWebIdentity = nil, nil
	_, resolved, found := awsbase.GetAwsConfig(ctx, &offline)
	secrets := secretsOf(config)
	secrets.addTo(diags, found)
	if diags.HasError() {
		return nil
	}

	credentials := &lazyCredentials{config: config, secrets: secrets}
	resolved.Credentials = aws.NewCredentialsCache(credentials)
	if resolved.Region == "" {
		// An instance's own region comes with its credentials.
		resolved.Region = credentials.region(ctx)
	}
	checkRegion(resolved.Region, model.SkipRegionValidation.ValueBool(), diags)
	if diags.HasError() {
		return nil
	}
	if client, ok := resolved.HTTPClient.(*awshttp.BuildableClient); ok {
		resolved.HTTPClient = client.WithTimeout(attemptTimeout)
	}
	resolved.APIOptions = append(resolved.APIOptions, logAttempts)

	if askAccount(model) {
		verifyAccount(ctx, resolved, config, model, secrets, diags)
	}
	return framework.NewClient(framework.ClientConfig{
		AWS:                  resolved,
		Endpoint:             endpoint,
		SkipRegionValidation: model.SkipRegionValidation.ValueBool(),
	})
}

// askAccount tells whether the block asks for calls while the provider is configured.
func askAccount(model providerModel) bool {
	asked := !model.SkipCredentialsValidation.IsNull() && !model.SkipCredentialsValidation.ValueBool()
	return asked || len(model.AllowedAccountIDs.Elements()) > 0 || len(model.ForbiddenAccountIDs.Elements()) > 0
}

// verifyAccount refuses credentials that are invalid, or of an account that the block does not want.
func verifyAccount(ctx context.Context, resolved aws.Config, config *awsbase.Config, model providerModel, secrets secrets, diags *diag.Diagnostics) {
	lists := len(config.AllowedAccountIds) > 0 || len(config.ForbiddenAccountIds) > 0
	config.SkipCredsValidation = model.SkipCredentialsValidation.ValueBool()
	if lists && config.SkipCredsValidation && config.SkipRequestingAccountId {
		diags.AddAttributeError(path.Root("skip_requesting_account_id"), "AWS account cannot be checked",
			"There is a list of account IDs, but skip_credentials_validation and skip_requesting_account_id forbid all "+
				"ways to learn the account. Remove one of the two, or the list.")
		return
	}
	ctx, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	account, _, found := awsbase.GetAwsAccountIDAndPartition(ctx, resolved, config)
	secrets.addTo(diags, found)
	if diags.HasError() {
		return
	}
	if err := config.VerifyAccountIDAllowed(account); err != nil {
		at := path.Root("allowed_account_ids")
		if len(config.ForbiddenAccountIds) > 0 {
			at = path.Root("forbidden_account_ids")
		}
		diags.AddAttributeError(at, "AWS account not allowed",
			"The credentials belong to the account "+account+", which this list does not let pass. Nothing was "+
				"cancelled. Use credentials of another account, or correct the list.")
	}
}
