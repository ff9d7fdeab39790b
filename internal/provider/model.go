package provider

import (
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"
)

// providerModel is the provider block. Its blocks are lists and sets of the framework, not slices, because a dynamic
// block can be unknown while Terraform validates.
type providerModel struct {
	AccessKey                      fwtypes.String `tfsdk:"access_key"`
	AllowedAccountIDs              fwtypes.Set    `tfsdk:"allowed_account_ids"`
	AssumeRole                     fwtypes.List   `tfsdk:"assume_role"`
	AssumeRoleWithWebIdentity      fwtypes.List   `tfsdk:"assume_role_with_web_identity"`
	CustomCABundle                 fwtypes.String `tfsdk:"custom_ca_bundle"`
	EC2MetadataServiceEndpoint     fwtypes.String `tfsdk:"ec2_metadata_service_endpoint"`
	EC2MetadataServiceEndpointMode fwtypes.String `tfsdk:"ec2_metadata_service_endpoint_mode"`
	Endpoints                      fwtypes.Set    `tfsdk:"endpoints"`
	ForbiddenAccountIDs            fwtypes.Set    `tfsdk:"forbidden_account_ids"`
	HTTPProxy                      fwtypes.String `tfsdk:"http_proxy"`
	HTTPSProxy                     fwtypes.String `tfsdk:"https_proxy"`
	Insecure                       fwtypes.Bool   `tfsdk:"insecure"`
	MaxRetries                     fwtypes.Number `tfsdk:"max_retries"`
	NoProxy                        fwtypes.String `tfsdk:"no_proxy"`
	Profile                        fwtypes.String `tfsdk:"profile"`
	Region                         fwtypes.String `tfsdk:"region"`
	RetryMode                      fwtypes.String `tfsdk:"retry_mode"`
	SecretKey                      fwtypes.String `tfsdk:"secret_key"`
	SharedConfigFiles              fwtypes.List   `tfsdk:"shared_config_files"`
	SharedCredentialsFiles         fwtypes.List   `tfsdk:"shared_credentials_files"`
	SkipCredentialsValidation      fwtypes.Bool   `tfsdk:"skip_credentials_validation"`
	SkipMetadataAPICheck           fwtypes.String `tfsdk:"skip_metadata_api_check"`
	SkipRegionValidation           fwtypes.Bool   `tfsdk:"skip_region_validation"`
	SkipRequestingAccountID        fwtypes.Bool   `tfsdk:"skip_requesting_account_id"`
	STSRegion                      fwtypes.String `tfsdk:"sts_region"`
	Token                          fwtypes.String `tfsdk:"token"`
	TokenBucketRateLimiterCapacity fwtypes.Number `tfsdk:"token_bucket_rate_limiter_capacity"`
	UseDualStackEndpoint           fwtypes.Bool   `tfsdk:"use_dualstack_endpoint"`
	UseFIPSEndpoint                fwtypes.Bool   `tfsdk:"use_fips_endpoint"`
	UserAgent                      fwtypes.List   `tfsdk:"user_agent"`
}

type assumeRoleModel struct {
	Duration          fwtypes.String `tfsdk:"duration"`
	ExternalID        fwtypes.String `tfsdk:"external_id"`
	Policy            fwtypes.String `tfsdk:"policy"`
	PolicyARNs        fwtypes.Set    `tfsdk:"policy_arns"`
	RoleARN           fwtypes.String `tfsdk:"role_arn"`
	SessionName       fwtypes.String `tfsdk:"session_name"`
	SourceIdentity    fwtypes.String `tfsdk:"source_identity"`
	Tags              fwtypes.Map    `tfsdk:"tags"`
	TransitiveTagKeys fwtypes.Set    `tfsdk:"transitive_tag_keys"`
}

type webIdentityModel struct {
	Duration             fwtypes.String `tfsdk:"duration"`
	Policy               fwtypes.String `tfsdk:"policy"`
	PolicyARNs           fwtypes.Set    `tfsdk:"policy_arns"`
	RoleARN              fwtypes.String `tfsdk:"role_arn"`
	SessionName          fwtypes.String `tfsdk:"session_name"`
	WebIdentityToken     fwtypes.String `tfsdk:"web_identity_token"`
	WebIdentityTokenFile fwtypes.String `tfsdk:"web_identity_token_file"`
}

// empty reports whether the block sets no argument. As in the AWS provider, it then has no effect: modules write such a
// block if all its values are optional.
func (m webIdentityModel) empty() bool {
	texts := m.Duration.ValueString() + m.Policy.ValueString() + m.RoleARN.ValueString() + m.SessionName.ValueString() +
		m.WebIdentityToken.ValueString() + m.WebIdentityTokenFile.ValueString()
	return texts == "" && len(m.PolicyARNs.Elements()) == 0
}

type endpointsModel struct {
	IAM    fwtypes.String `tfsdk:"iam"`
	Proton fwtypes.String `tfsdk:"proton"`
	SSO    fwtypes.String `tfsdk:"sso"`
	STS    fwtypes.String `tfsdk:"sts"`
}
