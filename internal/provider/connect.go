package provider

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	basediag "github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
)

// attemptTimeout bounds each attempt of a request, and the whole of resolving credentials. A host that accepts a
// connection and never answers would block for ever otherwise.
const attemptTimeout = 60 * time.Second

// connect makes the client from a provider block whose values are all known.
//
// It makes no network call unless the block asks for one. aws-sdk-go-base, though, begins by retrieving credentials,
// which can ask STS, SSO or the instance's metadata service. So it is called twice: here with credentials that stand
// in, which resolves everything else, and with the real ones when the first API call needs them.
func (p *protonProvider) connect(ctx context.Context, model providerModel, terraform string, diags *diag.Diagnostics) *conns.Client {
	config, endpoint := p.expand(ctx, model, terraform, diags)
	checkCABundle(config.CustomCABundle, diags)
	checkProxies(config, diags)
	checkSharedFiles(config, diags)
	checkEnvironment(diags)
	if diags.HasError() {
		return nil
	}
	resolved, found := offline(ctx, config)
	secrets := secretsOf(config)
	report(found, config, secrets, diags)
	if diags.HasError() {
		return nil
	}
	if resolved.Region == "" {
		resolved.Region = instanceRegion(ctx, config, resolved)
		config.Region = resolved.Region // STS, too, needs one
	}
	checkRegion(resolved.Region, model.SkipRegionValidation.ValueBool(), diags)
	if endpoint == "" {
		checkEndpoint(resolved, diags)
	}
	if diags.HasError() {
		return nil
	}

	resolved.Credentials = aws.NewCredentialsCache(&lazyCredentials{config: config, secrets: secrets})
	if client, ok := resolved.HTTPClient.(*awshttp.BuildableClient); ok {
		resolved.HTTPClient = client.WithTimeout(attemptTimeout)
	}
	resolved.APIOptions = append(resolved.APIOptions, logAttempts)
	if askAccount(model) {
		verifyAccount(ctx, resolved, config, model, secrets, diags)
	}
	return conns.NewClient(conns.ClientConfig{
		AWS:                  resolved,
		Endpoint:             endpoint,
		SkipRegionValidation: model.SkipRegionValidation.ValueBool(),
	})
}

// offline resolves all but the credentials.
func offline(ctx context.Context, config *awsbase.Config) (aws.Config, basediag.Diagnostics) {
	standIn := *config
	standIn.AccessKey, standIn.SecretKey, standIn.Token = "stand-in", "stand-in", ""
	standIn.AssumeRole, standIn.AssumeRoleWithWebIdentity = nil, nil
	_, resolved, found := awsbase.GetAwsConfig(ctx, &standIn)
	return resolved, found
}

// instanceRegion is the region of the instance that credentials come from, "" if they come from elsewhere. It is asked
// for only where the alternative is an error. aws-sdk-go-base would ask, too, but not at ec2_metadata_service_endpoint.
func instanceRegion(ctx context.Context, config *awsbase.Config, resolved aws.Config) string {
	if config.AccessKey != "" || config.AssumeRoleWithWebIdentity != nil {
		return ""
	}
	ctx, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	instance := *config
	instance.AssumeRole, instance.Region = nil, "us-east-1" // any would do: these credentials have none
	_, found, problems := awsbase.GetAwsConfig(ctx, &instance)
	if problems.HasError() {
		return ""
	}
	credentials, err := found.Credentials.Retrieve(ctx)
	if err != nil || credentials.Source != ec2rolecreds.ProviderName {
		return ""
	}
	answer, err := imds.NewFromConfig(resolved).GetRegion(ctx, nil)
	if err != nil {
		return ""
	}
	return answer.Region
}
