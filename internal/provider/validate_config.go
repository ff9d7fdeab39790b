package provider

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
)

// ValidateConfig checks the constraints between arguments.
func (p *protonProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var config providerModel
	refuseNulls(req.Config.Raw, &resp.Diagnostics)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config.validateKeys(&resp.Diagnostics)
	config.validateRoles(ctx, &resp.Diagnostics)
	config.validateWebIdentity(ctx, &resp.Diagnostics)
	config.validateEndpoints(ctx, &resp.Diagnostics)
	if !config.SkipRegionValidation.ValueBool() && !config.SkipRegionValidation.IsUnknown() {
		conns.CheckRegion("region", config.Region.ValueString(), "", &resp.Diagnostics)
		conns.CheckRegion("sts_region", config.STSRegion.ValueString(), "", &resp.Diagnostics)
	}
	if config.SkipCredentialsValidation.ValueBool() && config.SkipRequestingAccountID.ValueBool() &&
		len(config.AllowedAccountIDs.Elements())+len(config.ForbiddenAccountIDs.Elements()) > 0 {
		resp.Diagnostics.AddAttributeError(path.Root("skip_requesting_account_id"), "AWS account cannot be checked",
			"The provider block has a list of account IDs, but skip_credentials_validation and skip_requesting_account_id "+
				"prevent the provider from finding the account ID. Remove one of the two, or the list.")
	}
	if n := config.MaxRetries; !n.IsNull() && !n.IsUnknown() && count(n) == 0 {
		resp.Diagnostics.AddAttributeWarning(path.Root("max_retries"), "Default number of attempts",
			"max_retries = 0 means that the argument is not set: AWS_MAX_ATTEMPTS or the profile can set the number, and the default is "+
				"3 attempts. For a single attempt, set max_retries = 1.")
	}
}

// refuseNulls refuses null in every list and set of the block. In a map, as in the AWS provider, it means a value that is not set.
func refuseNulls(block tftypes.Value, diags *diag.Diagnostics) {
	_ = tftypes.Walk(block, func(at *tftypes.AttributePath, v tftypes.Value) (bool, error) { // has no error of its own
		if v.IsNull() && len(at.Steps()) > 0 {
			p := path.Empty()
			for _, step := range at.Steps() {
				switch step := step.(type) {
				case tftypes.AttributeName:
					p = p.AtName(string(step))
				case tftypes.ElementKeyInt:
					p = p.AtListIndex(int(step))
				case tftypes.ElementKeyValue:
					p = p.AtSetValue(fwtypes.StringNull()) // a set of blocks has no null
				}
			}
			switch at.LastStep().(type) {
			case tftypes.ElementKeyInt, tftypes.ElementKeyValue:
				diags.AddAttributeError(p, "Null in a list or set", pathText(p)+" has an element that is null. Remove it, or set its value.")
			}
		}
		return true, nil
	})
}

// validateEndpoints refuses two endpoints blocks with different URLs for one service.
func (m providerModel) validateEndpoints(ctx context.Context, diags *diag.Diagnostics) {
	if m.Endpoints.IsUnknown() {
		return
	}
	first := map[string]string{}
	for _, b := range elements[[]endpointsModel](ctx, m.Endpoints, diags) {
		for service, url := range map[string]string{
			"iam": b.IAM.ValueString(), "proton": b.Proton.ValueString(), "sso": b.SSO.ValueString(), "sts": b.STS.ValueString(),
		} {
			if first[service] != "" && url != "" && url != first[service] {
				diags.AddAttributeError(path.Root("endpoints"), "Conflicting endpoints",
					"Two endpoints blocks set "+service+" to different URLs. Keep one of them.")
			}
			first[service] = cmp.Or(first[service], url)
		}
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

// validateRoles refuses a role without an ARN in a chain.
func (m providerModel) validateRoles(ctx context.Context, diags *diag.Diagnostics) {
	if m.AssumeRole.IsUnknown() {
		return
	}
	blocks := elements[[]assumeRoleModel](ctx, m.AssumeRole, diags)
	for i, b := range blocks {
		if len(blocks) > 1 && b.RoleARN.ValueString() == "" && !b.RoleARN.IsUnknown() {
			diags.AddAttributeError(path.Root("assume_role").AtListIndex(i), "Missing role ARN", "Each role of a chain needs a role_arn.")
		}
	}
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
