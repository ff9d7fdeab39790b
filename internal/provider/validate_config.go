package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
)

// ValidateConfig checks the constraints between arguments.
func (p *protonProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var config providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.validateKeys(&resp.Diagnostics)
	config.validateWebIdentity(ctx, &resp.Diagnostics)
	if !config.SkipRegionValidation.ValueBool() && !config.SkipRegionValidation.IsUnknown() {
		conns.CheckRegion("region", config.Region.ValueString(), &resp.Diagnostics)
		conns.CheckRegion("sts_region", config.STSRegion.ValueString(), &resp.Diagnostics)
	}
}

// validateKeys refuses incomplete credentials in the block. Another source never completes them.
func (m providerModel) validateKeys(diags *diag.Diagnostics) {
	if m.AccessKey.IsUnknown() || m.SecretKey.IsUnknown() || m.Token.IsUnknown() {
		return
	}
	accessKey, secretKey := m.AccessKey.ValueString() != "", m.SecretKey.ValueString() != ""
	missing := "access_key"
	if accessKey {
		missing = "secret_key"
	}
	if accessKey && secretKey || !accessKey && !secretKey && m.Token.ValueString() == "" {
		return
	}
	diags.AddAttributeError(path.Root(missing), "Incomplete AWS credentials", "Credentials in the provider block need "+
		"access_key and secret_key, but "+missing+" is not set. Set it. To use the credentials of the environment or of a "+
		"profile instead, remove access_key, secret_key and token.")
}

// validateWebIdentity refuses two tokens. As in the AWS provider, "" means not set.
func (m providerModel) validateWebIdentity(ctx context.Context, diags *diag.Diagnostics) {
	if m.AssumeRoleWithWebIdentity.IsUnknown() {
		return
	}
	for i, b := range elements[[]webIdentityModel](ctx, m.AssumeRoleWithWebIdentity, diags) {
		if b.WebIdentityToken.ValueString() != "" && b.WebIdentityTokenFile.ValueString() != "" {
			diags.AddAttributeError(path.Root("assume_role_with_web_identity").AtListIndex(i).AtName("web_identity_token_file"),
				"Conflicting arguments", "web_identity_token and web_identity_token_file cannot both be set.")
		}
	}
}
