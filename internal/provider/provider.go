// Package provider is the Terraform provider proton: its configuration, and the lists of what it offers.
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
	_ provider.ProviderWithActions          = (*protonProvider)(nil)
	_ provider.ProviderWithConfigValidators = (*protonProvider)(nil)
	_ provider.ProviderWithValidateConfig   = (*protonProvider)(nil)
)

// New makes the provider. version is its own, as the user agent and the registry name it.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &protonProvider{version: version} }
}

type protonProvider struct {
	version string
}

func (p *protonProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "proton"
	resp.Version = p.version
}

// Configure resolves the connection and hands one client to everything that the provider offers.
func (p *protonProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var client *conns.Client
	if req.Config.Raw.IsFullyKnown() {
		var config providerModel
		resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
		if resp.Diagnostics.HasError() {
			return
		}
		client = p.connect(ctx, config, req.TerraformVersion, &resp.Diagnostics)
	} else {
		// Connecting with a part of the arguments could reach another account than the one that is meant.
		client = conns.NewClient(conns.ClientConfig{Unknown: true})
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.ResourceData, resp.DataSourceData, resp.ActionData = client, client, client
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
