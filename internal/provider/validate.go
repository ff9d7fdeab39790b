package provider

import (
	"context"

	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
	"github.com/hashicorp/terraform-plugin-framework-validators/providervalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func (p *protonProvider) ConfigValidators(context.Context) []provider.ConfigValidator {
	return []provider.ConfigValidator{
		providervalidator.Conflicting(path.MatchRoot("allowed_account_ids"), path.MatchRoot("forbidden_account_ids")),
	}
}

// ValidateConfig checks what takes more than one argument to tell.
func (p *protonProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var config providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || config.SkipRegionValidation.ValueBool() || config.SkipRegionValidation.IsUnknown() {
		return
	}
	for name, region := range map[string]types.String{"region": config.Region, "sts_region": config.STSRegion} {
		if region.ValueString() == "" {
			continue
		}
		if err := validation.SupportedRegion(region.ValueString()); err != nil {
			resp.Diagnostics.AddAttributeError(path.Root(name), "Invalid AWS region", unknownRegion(region.ValueString()))
		}
	}
}
