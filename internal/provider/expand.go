package provider

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
)

// expand returns the values of the block.
func (m providerModel) expand(ctx context.Context, diags *diag.Diagnostics) conns.Config {
	config := conns.Config{
		SkipCredentialsValidation: m.SkipCredentialsValidation.ValueBoolPointer(),
		SkipRegionValidation:      m.SkipRegionValidation.ValueBool(),
		UserAgent:                 elements[[]string](ctx, m.UserAgent, diags),
		Base: awsbase.Config{
			AccessKey:                      m.AccessKey.ValueString(),
			AllowedAccountIds:              elements[[]string](ctx, m.AllowedAccountIDs, diags),
			AssumeRole:                     expandAssumeRole(ctx, m, diags),
			AssumeRoleWithWebIdentity:      expandWebIdentity(ctx, m, diags),
			CustomCABundle:                 m.CustomCABundle.ValueString(),
			EC2MetadataServiceEnableState:  metadataState(m.SkipMetadataAPICheck),
			EC2MetadataServiceEndpoint:     m.EC2MetadataServiceEndpoint.ValueString(),
			EC2MetadataServiceEndpointMode: m.EC2MetadataServiceEndpointMode.ValueString(),
			ForbiddenAccountIds:            elements[[]string](ctx, m.ForbiddenAccountIDs, diags),
			HTTPProxy:                      m.HTTPProxy.ValueStringPointer(),
			HTTPSProxy:                     m.HTTPSProxy.ValueStringPointer(),
			Insecure:                       m.Insecure.ValueBool(),
			MaxRetries:                     count(m.MaxRetries),
			NoProxy:                        m.NoProxy.ValueString(),
			Profile:                        m.Profile.ValueString(),
			Region:                         m.Region.ValueString(),
			RetryMode:                      aws.RetryMode(m.RetryMode.ValueString()),
			SecretKey:                      m.SecretKey.ValueString(),
			SharedConfigFiles:              elements[[]string](ctx, m.SharedConfigFiles, diags),
			SharedCredentialsFiles:         elements[[]string](ctx, m.SharedCredentialsFiles, diags),
			SkipRequestingAccountId:        m.SkipRequestingAccountID.ValueBool(),
			StsRegion:                      m.STSRegion.ValueString(),
			Token:                          m.Token.ValueString(),
			TokenBucketRateLimiterCapacity: count(m.TokenBucketRateLimiterCapacity),
			UseDualStackEndpoint:           m.UseDualStackEndpoint.ValueBool(),
			UseFIPSEndpoint:                m.UseFIPSEndpoint.ValueBool(),
		},
	}
	for _, e := range elements[[]endpointsModel](ctx, m.Endpoints, diags) {
		config.ProtonEndpoint = cmp.Or(e.Proton.ValueString(), config.ProtonEndpoint)
		config.Base.IamEndpoint = cmp.Or(e.IAM.ValueString(), config.Base.IamEndpoint)
		config.Base.SsoEndpoint = cmp.Or(e.SSO.ValueString(), config.Base.SsoEndpoint)
		config.Base.StsEndpoint = cmp.Or(e.STS.ValueString(), config.Base.StsEndpoint)
	}
	return config
}

func expandAssumeRole(ctx context.Context, m providerModel, diags *diag.Diagnostics) (roles []awsbase.AssumeRole) {
	m.validateRoles(ctx, diags) // some values were unknown before
	blocks := elements[[]assumeRoleModel](ctx, m.AssumeRole, diags)
	if len(blocks) == 1 && blocks[0].RoleARN.ValueString() == "" {
		// The AWS provider accepts an empty block too: modules write one if all its values are optional.
		diags.AddAttributeWarning(path.Root("assume_role").AtListIndex(0), "Missing role ARN", "The block does not set role_arn, so no role is assumed.")
		return nil
	}
	for _, b := range blocks {
		roles = append(roles, awsbase.AssumeRole{
			RoleARN:           b.RoleARN.ValueString(),
			Duration:          duration(b.Duration),
			ExternalID:        b.ExternalID.ValueString(),
			Policy:            b.Policy.ValueString(),
			PolicyARNs:        elements[[]string](ctx, b.PolicyARNs, diags),
			SessionName:       b.SessionName.ValueString(),
			SourceIdentity:    b.SourceIdentity.ValueString(),
			Tags:              tags(ctx, b.Tags, diags),
			TransitiveTagKeys: elements[[]string](ctx, b.TransitiveTagKeys, diags),
		})
	}
	return roles
}

func expandWebIdentity(ctx context.Context, m providerModel, diags *diag.Diagnostics) *awsbase.AssumeRoleWithWebIdentity {
	blocks := elements[[]webIdentityModel](ctx, m.AssumeRoleWithWebIdentity, diags)
	if len(blocks) == 0 {
		return nil
	}
	b, at := blocks[0], path.Root("assume_role_with_web_identity").AtListIndex(0)
	if b.empty() {
		diags.AddAttributeWarning(at, "Empty web identity block", "The block sets no argument, so it has no effect.")
		return nil
	}
	return &awsbase.AssumeRoleWithWebIdentity{
		RoleARN:              b.RoleARN.ValueString(),
		Duration:             duration(b.Duration),
		Policy:               b.Policy.ValueString(),
		PolicyARNs:           elements[[]string](ctx, b.PolicyARNs, diags),
		SessionName:          b.SessionName.ValueString(),
		WebIdentityToken:     b.WebIdentityToken.ValueString(),
		WebIdentityTokenFile: b.WebIdentityTokenFile.ValueString(),
	}
}

// collection is a list, a set or a map of the framework.
type collection interface {
	ElementsAs(ctx context.Context, target any, allowUnhandled bool) diag.Diagnostics
}

// elements returns a collection as a slice or a map, which is nil if the collection is null.
func elements[T any](ctx context.Context, from collection, diags *diag.Diagnostics) (all T) {
	diags.Append(from.ElementsAs(ctx, &all, false)...)
	return all
}

// tags returns the values that are not null.
func tags(ctx context.Context, from fwtypes.Map, diags *diag.Diagnostics) map[string]string {
	all := map[string]string{}
	for key, value := range elements[map[string]*string](ctx, from, diags) {
		if value != nil {
			all[key] = *value
		}
	}
	return all
}

// duration returns zero for null. Other values were validated.
func duration(s fwtypes.String) time.Duration {
	d, _ := time.ParseDuration(s.ValueString())
	return d
}

// count returns zero for null. Other values were validated.
func count(n fwtypes.Number) int {
	if n.IsNull() {
		return 0
	}
	whole, _ := n.ValueBigFloat().Int64()
	return int(whole)
}

func metadataState(skip fwtypes.String) imds.ClientEnableState {
	switch skipped, err := strconv.ParseBool(skip.ValueString()); {
	case err != nil:
		return imds.ClientDefaultEnableState
	case skipped:
		return imds.ClientDisabled
	default:
		return imds.ClientEnabled
	}
}
