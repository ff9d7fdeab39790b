// Package provider is the Terraform provider proton: its configuration, resources, data sources and actions.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/proton-deployments/terraform-provider-proton/internal/actions"
	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
	"github.com/proton-deployments/terraform-provider-proton/internal/datasources"
	"github.com/proton-deployments/terraform-provider-proton/internal/resources"
)

var (
	_ provider.ProviderWithActions        = (*protonProvider)(nil)
	_ provider.ProviderWithValidateConfig = (*protonProvider)(nil)
)

// New returns the provider with this version.
func New(version string) provider.Provider { return &protonProvider{version: version} }

type protonProvider struct {
	version string
}

func (p *protonProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "proton"
	resp.Version = p.version
}

// Configure creates one client and passes it to the resource, the data sources and the action. It uses nothing but the block, so
// that plans and destroys of existing cancellations work on every machine.
func (p *protonProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	client := conns.NewUnknown()
	if req.Config.Raw.IsFullyKnown() {
		var block providerModel
		refuseNulls(req.Config.Raw, &resp.Diagnostics)
		resp.Diagnostics.Append(req.Config.Get(ctx, &block)...)
		config := block.expand(ctx, &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return
		}
		config.ProviderVersion, config.TerraformVersion = p.version, req.TerraformVersion
		client = conns.NewClient(config)
	} else if req.ClientCapabilities.DeferralAllowed {
		resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
	}
	if !resp.Diagnostics.HasError() {
		resp.ResourceData, resp.DataSourceData, resp.ActionData = client, client, client
	}
}

func (p *protonProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{resources.NewComponentDeploymentCancellation}
}

func (p *protonProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{datasources.NewComponent, datasources.NewComponents}
}

func (p *protonProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{actions.NewCancelComponentDeployment}
}
