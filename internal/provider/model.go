package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// providerModel is the provider block. Its blocks are lists and sets of the framework, not slices, because a dynamic
// block can be unknown while Terraform validates.
type providerModel struct {
	AccessKey                      types.String `tfsdk:"access_key"`
	AllowedAccountIDs              types.Set    `tfsdk:"allowed_account_ids"`
	AssumeRole                     types.List   `tfsdk:"assume_role"`
	AssumeRoleWithWebIdentity      types.List   `tfsdk:"assume_role_with_web_identity"`
	CustomCABundle                 types.String `tfsdk:"custom_ca_bundle"`
	EC2MetadataServiceEndpoint     types.String `tfsdk:"ec2_metadata_service_endpoint"`
	EC2MetadataServiceEndpointMode types.String `tfsdk:"ec2_metadata_service_endpoint_mode"`
	Endpoints                      types.Set    `tfsdk:"endpoints"`
	ForbiddenAccountIDs            types.Set    `tfsdk:"forbidden_account_ids"`
	HTTPProxy                      types.String `tfsdk:"http_proxy"`
	HTTPSProxy                     types.String `tfsdk:"https_proxy"`
	Insecure                       types.Bool   `tfsdk:"insecure"`
	MaxRetries                     types.Int64  `tfsdk:"max_retries"`
	NoProxy                        types.String `tfsdk:"no_proxy"`
	Profile                        types.String `tfsdk:"profile"`
	Region                         types.String `tfsdk:"region"`
	RetryMode                      types.String `tfsdk:"retry_mode"`
	SecretKey                      types.String `tfsdk:"secret_key"`
	SharedConfigFiles              types.List   `tfsdk:"shared_config_files"`
	SharedCredentialsFiles         types.List   `tfsdk:"shared_credentials_files"`
	SkipCredentialsValidation      types.Bool   `tfsdk:"skip_credentials_validation"`
	SkipMetadataAPICheck           types.String `tfsdk:"skip_metadata_api_check"`
	SkipRegionValidation           types.Bool   `tfsdk:"skip_region_validation"`
	SkipRequestingAccountID        types.Bool   `tfsdk:"skip_requesting_account_id"`
	STSRegion                      types.String `tfsdk:"sts_region"`
	Token                          types.String `tfsdk:"token"`
	TokenBucketRateLimiterCapacity types.Int64  `tfsdk:"token_bucket_rate_limiter_capacity"`
	UseDualStackEndpoint           types.Bool   `tfsdk:"use_dualstack_endpoint"`
	UseFIPSEndpoint                types.Bool   `tfsdk:"use_fips_endpoint"`
	UserAgent                      types.List   `tfsdk:"user_agent"`
}

type assumeRoleModel struct {
	Duration          types.String `tfsdk:"duration"`
	ExternalID        types.String `tfsdk:"external_id"`
	Policy            types.String `tfsdk:"policy"`
	PolicyARNs        types.Set    `tfsdk:"policy_arns"`
	RoleARN           types.String `tfsdk:"role_arn"`
	SessionName       types.String `tfsdk:"session_name"`
	SourceIdentity    types.String `tfsdk:"source_identity"`
	Tags              types.Map    `tfsdk:"tags"`
	TransitiveTagKeys types.Set    `tfsdk:"transitive_tag_keys"`
}

type webIdentityModel struct {
	Duration             types.String `tfsdk:"duration"`
	Policy               types.String `tfsdk:"policy"`
	PolicyARNs           types.Set    `tfsdk:"policy_arns"`
	RoleARN              types.String `tfsdk:"role_arn"`
	SessionName          types.String `tfsdk:"session_name"`
	WebIdentityToken     types.String `tfsdk:"web_identity_token"`
	WebIdentityTokenFile types.String `tfsdk:"web_identity_token_file"`
}

// empty tells a block that sets nothing. The AWS provider takes one for none: modules write it when all their values
// are optional.
func (m webIdentityModel) empty() bool {
	texts := m.Duration.ValueString() + m.Policy.ValueString() + m.RoleARN.ValueString() + m.SessionName.ValueString() +
		m.WebIdentityToken.ValueString() + m.WebIdentityTokenFile.ValueString()
	return texts == "" && len(m.PolicyARNs.Elements()) == 0
}

type endpointsModel struct {
	IAM    types.String `tfsdk:"iam"`
	Proton types.String `tfsdk:"proton"`
	SSO    types.String `tfsdk:"sso"`
	STS    types.String `tfsdk:"sts"`
}
