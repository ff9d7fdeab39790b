package provider

import (
	"context"

	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
	"github.com/hashicorp/terraform-plugin-framework-validators/providervalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

func (p *protonProvider) ConfigValidators(context.Context) []provider.ConfigValidator {
	return []provider.ConfigValidator{
		providervalidator.Conflicting(path.MatchRoot("allowed_account_ids"), path.MatchRoot("forbidden_account_ids")),
	}
}

// ValidateConfig checks what depends on more than one argument.
func (p *protonProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var config providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	validateKeys(config, &resp.Diagnostics)
	if !config.SkipRegionValidation.ValueBool() && !config.SkipRegionValidation.IsUnknown() {
		validateRegion("region", config.Region, &resp.Diagnostics)
		validateRegion("sts_region", config.STSRegion, &resp.Diagnostics)
	}
}

// validateKeys refuses incomplete static credentials. Another source never completes those of the block.
func validateKeys(config providerModel, diags *diag.Diagnostics) {
	accessKey, secretKey, token := config.AccessKey, config.SecretKey, config.Token
	if accessKey.IsUnknown() || secretKey.IsUnknown() || token.IsUnknown() {
		return
	}
	var missing string
	switch {
	case accessKey.ValueString()+secretKey.ValueString()+token.ValueString() == "":
		return
	case accessKey.ValueString() == "":
		missing = "access_key"
	case secretKey.ValueString() == "":
		missing = "secret_key"
	default:
		return
	}
	diags.AddAttributeError(path.Root(missing), "Incomplete AWS credentials", "Credentials in the provider block need "+
		"access_key and secret_key, but "+missing+" is not set. Set it. To use the credentials of the environment or of a "+
		"profile instead, remove access_key, secret_key and token.")
}

func validateRegion(name string, region fwtypes.String, diags *diag.Diagnostics) {
	if region.ValueString() == "" {
		return
	}
	if err := validation.SupportedRegion(region.ValueString()); err != nil {
		diags.Append(diagnostics.UnknownRegion(path.Root(name), region.ValueString()))
	}
}
