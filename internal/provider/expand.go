package provider

import (
	"cmp"
	"context"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/useragent"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// expand turns the provider block into the configuration of aws-sdk-go-base, and gives the Proton endpoint beside it.
func (p *protonProvider) expand(ctx context.Context, m providerModel, terraform string, diags *diag.Diagnostics) (*awsbase.Config, string) {
	config := &awsbase.Config{
		AccessKey:                      m.AccessKey.ValueString(),
		AllowedAccountIds:              elements[string](ctx, m.AllowedAccountIDs, diags),
		AssumeRole:                     expandAssumeRole(ctx, m, diags),
		AssumeRoleWithWebIdentity:      expandWebIdentity(ctx, m, diags),
		CustomCABundle:                 m.CustomCABundle.ValueString(),
		EC2MetadataServiceEnableState:  metadataState(m.SkipMetadataAPICheck),
		EC2MetadataServiceEndpoint:     m.EC2MetadataServiceEndpoint.ValueString(),
		EC2MetadataServiceEndpointMode: m.EC2MetadataServiceEndpointMode.ValueString(),
		ForbiddenAccountIds:            elements[string](ctx, m.ForbiddenAccountIDs, diags),
		HTTPProxy:                      proxy(m.HTTPProxy),
		HTTPSProxy:                     proxy(m.HTTPSProxy),
		HTTPProxyMode:                  awsbase.HTTPProxyModeLegacy,
		Insecure:                       m.Insecure.ValueBool(),
		MaxRetries:                     int(m.MaxRetries.ValueInt64()),
		NoProxy:                        m.NoProxy.ValueString(),
		Profile:                        m.Profile.ValueString(),
		Region:                         m.Region.ValueString(),
		RetryMode:                      aws.RetryMode(m.RetryMode.ValueString()),
		SecretKey:                      m.SecretKey.ValueString(),
		SharedConfigFiles:              elements[string](ctx, m.SharedConfigFiles, diags),
		SharedCredentialsFiles:         elements[string](ctx, m.SharedCredentialsFiles, diags),
		SkipCredsValidation:            true, // done by verifyAccount, where it is asked for
		SkipRequestingAccountId:        m.SkipRequestingAccountID.ValueBool(),
		StsRegion:                      m.STSRegion.ValueString(),
		SuppressDebugLog:               true, // it would log bodies, which hold what the API calls sensitive
		Token:                          m.Token.ValueString(),
		TokenBucketRateLimiterCapacity: int(m.TokenBucketRateLimiterCapacity.ValueInt64()),
		UseDualStackEndpoint:           m.UseDualStackEndpoint.ValueBool(),
		UseFIPSEndpoint:                m.UseFIPSEndpoint.ValueBool(),
		UserAgent:                      append(p.products(terraform), useragent.FromSlice(elements[string](ctx, m.UserAgent, diags))...),
	}
	var proton string
	for _, e := range elements[endpointsModel](ctx, m.Endpoints, diags) {
		proton = cmp.Or(e.Proton.ValueString(), proton)
		config.IamEndpoint = cmp.Or(e.IAM.ValueString(), config.IamEndpoint)
		config.SsoEndpoint = cmp.Or(e.SSO.ValueString(), config.SsoEndpoint)
		config.StsEndpoint = cmp.Or(e.STS.ValueString(), config.StsEndpoint)
	}
	config.IamEndpoint = cmp.Or(config.IamEndpoint, endpointOf("IAM"))
	config.StsEndpoint = cmp.Or(config.StsEndpoint, endpointOf("STS"))
	return config, proton
}

// endpointOf is the endpoint that the environment names for one of the two services for which there are old names, too.
func endpointOf(service string) string {
	return cmp.Or(
		os.Getenv("AWS_ENDPOINT_URL_"+service),
		os.Getenv("TF_AWS_"+service+"_ENDPOINT"),
		os.Getenv("AWS_"+service+"_ENDPOINT"),
	)
}

// proxy tells "", which is no proxy, from null, which leaves it to the environment.
func proxy(address types.String) *string {
	if address.IsNull() {
		return nil
	}
	return aws.String(withScheme(address.ValueString()))
}

// products are what the user agent names beside the SDK, before what the block adds.
func (p *protonProvider) products(terraform string) awsbase.UserAgentProducts {
	return awsbase.UserAgentProducts{
		{Name: "Terraform", Version: terraform, Comment: "+https://www.terraform.io"},
		{Name: "terraform-provider-proton", Version: p.version, Comment: "+https://registry.terraform.io/providers/proton-deployments/proton"},
	}
}

func expandAssumeRole(ctx context.Context, m providerModel, diags *diag.Diagnostics) []awsbase.AssumeRole {
	blocks := elements[assumeRoleModel](ctx, m.AssumeRole, diags)
	var roles []awsbase.AssumeRole
	for i, b := range blocks {
		if b.RoleARN.ValueString() == "" {
			at := path.Root("assume_role").AtListIndex(i)
			if len(blocks) > 1 {
				diags.AddAttributeError(at, "Missing role ARN", "Each role of a chain needs its role_arn.")
			} else {
				// The AWS provider takes an empty block too: modules write one whose values are all optional.
				diags.AddAttributeWarning(at, "Missing role ARN", "The block names no role_arn, so no role is assumed.")
			}
			continue
		}
		roles = append(roles, awsbase.AssumeRole{
			RoleARN:           b.RoleARN.ValueString(),
			Duration:          duration(b.Duration),
			ExternalID:        b.ExternalID.ValueString(),
			Policy:            b.Policy.ValueString(),
			PolicyARNs:        elements[string](ctx, b.PolicyARNs, diags),
			SessionName:       b.SessionName.ValueString(),
			SourceIdentity:    b.SourceIdentity.ValueString(),
			Tags:              stringMap(ctx, b.Tags, diags),
			TransitiveTagKeys: elements[string](ctx, b.TransitiveTagKeys, diags),
		})
	}
	return roles
}

func expandWebIdentity(ctx context.Context, m providerModel, diags *diag.Diagnostics) *awsbase.AssumeRoleWithWebIdentity {
	blocks := elements[webIdentityModel](ctx, m.AssumeRoleWithWebIdentity, diags)
	if len(blocks) == 0 {
		return nil
	}
	b, at := blocks[0], path.Root("assume_role_with_web_identity").AtListIndex(0)
	if b.empty() {
		diags.AddAttributeWarning(at, "Empty web identity block", "The block sets nothing, so it has no effect.")
		return nil
	}
	w := &awsbase.AssumeRoleWithWebIdentity{
		RoleARN:              cmp.Or(b.RoleARN.ValueString(), os.Getenv("AWS_ROLE_ARN")),
		Duration:             duration(b.Duration),
		Policy:               b.Policy.ValueString(),
		PolicyARNs:           elements[string](ctx, b.PolicyARNs, diags),
		SessionName:          cmp.Or(b.SessionName.ValueString(), os.Getenv("AWS_ROLE_SESSION_NAME")),
		WebIdentityToken:     b.WebIdentityToken.ValueString(),
		WebIdentityTokenFile: b.WebIdentityTokenFile.ValueString(),
	}
	if !w.HasValidTokenSource() {
		w.WebIdentityToken = os.Getenv("TF_AWS_WEB_IDENTITY_TOKEN")
		w.WebIdentityTokenFile = os.Getenv("AWS_WEB_IDENTITY_TOKEN_FILE")
	}
	if w.RoleARN == "" {
		diags.AddAttributeError(at, "Missing role ARN", "The block needs a role_arn, or AWS_ROLE_ARN in the environment.")
	}
	if (w.WebIdentityToken == "") == (w.WebIdentityTokenFile == "") {
		diags.AddAttributeError(at, "Missing web identity token", "The block needs exactly one of web_identity_token and "+
			"web_identity_token_file, or else exactly one of TF_AWS_WEB_IDENTITY_TOKEN and AWS_WEB_IDENTITY_TOKEN_FILE in "+
			"the environment.")
	}
	return w
}

// elements are those of a set or a list, none if it is null.
func elements[T any](ctx context.Context, collection interface {
	attr.Value
	ElementsAs(context.Context, any, bool) diag.Diagnostics
}, diags *diag.Diagnostics,
) (all []T) {
	if !collection.IsNull() {
		diags.Append(collection.ElementsAs(ctx, &all, false)...)
	}
	return all
}

func stringMap(ctx context.Context, m types.Map, diags *diag.Diagnostics) (all map[string]string) {
	if !m.IsNull() {
		diags.Append(m.ElementsAs(ctx, &all, false)...)
	}
	return all
}

// duration was checked when the configuration was validated.
func duration(s types.String) time.Duration {
	d, _ := time.ParseDuration(s.ValueString())
	return d
}

func metadataState(skip types.String) imds.ClientEnableState {
	switch skipped, err := strconv.ParseBool(skip.ValueString()); {
	case err != nil:
		return imds.ClientDefaultEnableState
	case skipped:
		return imds.ClientDisabled
	default:
		return imds.ClientEnabled
	}
}
