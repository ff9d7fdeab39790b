package provider

import (
	"cmp"
	"context"
	"fmt"
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
		APNInfo:                        p.product(terraform),
		AssumeRole:                     expandAssumeRole(ctx, m, diags),
		AssumeRoleWithWebIdentity:      expandWebIdentity(ctx, m, diags),
		CallerDocumentationURL:         "https://registry.terraform.io/providers/proton-deployments/proton",
		CallerName:                     "Terraform Proton Provider",
		CustomCABundle:                 m.CustomCABundle.ValueString(),
		EC2MetadataServiceEnableState:  metadataState(m.SkipMetadataAPICheck),
		EC2MetadataServiceEndpoint:     m.EC2MetadataServiceEndpoint.ValueString(),
		EC2MetadataServiceEndpointMode: m.EC2MetadataServiceEndpointMode.ValueString(),
		ForbiddenAccountIds:            elements[string](ctx, m.ForbiddenAccountIDs, diags),
		HTTPProxy:                      m.HTTPProxy.ValueStringPointer(),
		HTTPSProxy:                     m.HTTPSProxy.ValueStringPointer(),
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
		UserAgent:                      useragent.FromSlice(elements[string](ctx, m.UserAgent, diags)),
	}
	var proton string
	for _, e := range elements[endpointsModel](ctx, m.Endpoints, diags) {
		proton = cmp.Or(e.Proton.ValueString(), proton)
		config.IamEndpoint = cmp.Or(e.IAM.ValueString(), config.IamEndpoint)
		config.SsoEndpoint = cmp.Or(e.SSO.ValueString(), config.SsoEndpoint)
		config.StsEndpoint = cmp.Or(e.STS.ValueString(), config.StsEndpoint)
	}
	config.IamEndpoint = cmp.Or(config.IamEndpoint, os.Getenv("TF_AWS_IAM_ENDPOINT"))
	config.StsEndpoint = cmp.Or(config.StsEndpoint, os.Getenv("TF_AWS_STS_ENDPOINT"))
	return config, proton
}

// product is what the user agent says first.
func (p *protonProvider) product(terraform string) *awsbase.APNInfo {
	return &awsbase.APNInfo{
		PartnerName: "HashiCorp",
		Products: awsbase.UserAgentProducts{
			{Name: "Terraform", Version: terraform, Comment: "+https://www.terraform.io"},
			{Name: "terraform-provider-proton", Version: p.version, Comment: "+https://registry.terraform.io/providers/proton-deployments/proton"},
		},
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
		diags.AddAttributeError(at, "Missing web identity token", fmt.Sprintf("Exactly one of %s and %s has to be set, "+
			"or TF_AWS_WEB_IDENTITY_TOKEN or AWS_WEB_IDENTITY_TOKEN_FILE in the environment.",
			at.AtName("web_identity_token"), at.AtName("web_identity_token_file")))
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
