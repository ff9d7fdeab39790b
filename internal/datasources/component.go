// Package datasources has the data sources of the provider.
package datasources

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

// readTimeout bounds a read, including all its pages and retries.
const readTimeout = 5 * time.Minute

var (
	_ datasource.DataSourceWithConfigure      = (*componentDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*componentDataSource)(nil)
)

// NewComponent returns the data source proton_component, which reads one component.
func NewComponent() datasource.DataSource {
	return &componentDataSource{}
}

type componentDataSource struct{ connected }

// connected is what both data sources are.
type connected struct {
	client *conns.Client
}

type componentModel struct {
	framework.Component

	Region fwtypes.String `tfsdk:"region"`
}

func (d *componentDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_component"
}

func (d *componentDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := map[string]dsschema.Attribute{"region": regionAttribute()}
	maps.Copy(attributes, framework.DataSourceAttributes())
	attributes["name"] = dsschema.StringAttribute{
		MarkdownDescription: "Name of the component.",
		Required:            true,
		Validators:          framework.NameValidators(),
	}
	resp.Schema = dsschema.Schema{
		MarkdownDescription: "Current values of an AWS Proton component, including the status of its deployment.",
		Attributes:          attributes,
	}
}

func regionAttribute() dsschema.Attribute {
	return dsschema.StringAttribute{
		MarkdownDescription: "AWS region to read from. Defaults to the provider's region.",
		Optional:            true,
		Computed:            true,
		Validators:          framework.RegionValidators(),
	}
}

func (c *connected) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	c.client = conns.ClientFrom(req.ProviderData, &resp.Diagnostics)
}

func (c *connected) ValidateConfig(_ context.Context, _ datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	framework.WarnDeprecated(c.client != nil, &resp.Diagnostics)
}

func (d *componentDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model componentModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, stop := context.WithTimeout(ctx, readTimeout)
	defer stop()
	client, target := d.client.Proton(ctx, model.Region, &resp.Diagnostics)
	if client == nil {
		return
	}
	target.Component, target.Argument = model.Name.ValueString(), path.Root("name")
	found, err := component.Get(ctx, client, target.Component)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.CallFailed("Unable to read component", "GetComponent", err, target))
		return
	}
	// Terraform requires the configured name in the state, even if the response has another one.
	name := model.Name
	model.Component, model.Region = framework.NewComponent(found), fwtypes.StringValue(target.Region)
	model.Name = name
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}
