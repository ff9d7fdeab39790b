package datasources

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

var (
	_ datasource.DataSourceWithConfigure      = (*componentsDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*componentsDataSource)(nil)
)

// NewComponents returns the data source proton_components, which reads the components that match its filters.
func NewComponents() datasource.DataSource {
	return &componentsDataSource{}
}

type componentsDataSource struct {
	client *conns.Client
}

type componentsModel struct {
	EnvironmentName     fwtypes.String      `tfsdk:"environment_name"`
	ServiceName         fwtypes.String      `tfsdk:"service_name"`
	ServiceInstanceName fwtypes.String      `tfsdk:"service_instance_name"`
	DeploymentStatus    fwtypes.String      `tfsdk:"deployment_status"`
	Region              fwtypes.String      `tfsdk:"region"`
	Names               []fwtypes.String    `tfsdk:"names"`
	Components          []framework.Summary `tfsdk:"components"`
}

func (d *componentsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_components"
}

func (d *componentsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	filter := func(description string, more ...validator.String) dsschema.Attribute {
		return dsschema.StringAttribute{MarkdownDescription: description, Optional: true, Validators: more}
	}
	resp.Schema = dsschema.Schema{
		MarkdownDescription: "AWS Proton components of a region that match all given filters, with their current values. " +
			"Without filters, all components of the region.",
		Attributes: map[string]dsschema.Attribute{
			"environment_name": filter("Only components of this Proton environment.", framework.NameValidators()...),
			"service_name":     filter("Only components attached to an instance of this service.", framework.NameValidators()...),
			"service_instance_name": filter("Only components attached to this service instance. Needs `service_name`.",
				append(framework.NameValidators(), stringvalidator.AlsoRequires(path.MatchRoot("service_name")))...),
			"deployment_status": filter("Only components whose deployment has this status: "+framework.Statuses+". The provider applies "+
				"this filter: it reads all components that match the others.", statusValidator{}),
			"region": regionAttribute(),
			"names": dsschema.ListAttribute{
				MarkdownDescription: "Names of the components, sorted.",
				ElementType:         fwtypes.StringType,
				Computed:            true,
			},
			"components": dsschema.ListNestedAttribute{
				MarkdownDescription: "Summaries of the components, sorted by name.",
				Computed:            true,
				NestedObject: dsschema.NestedAttributeObject{Attributes: framework.DataSourceAttributes(
					"arn", "created_at", "deployment_status", "deployment_status_message", "environment_name",
					"last_attempted_deployment_id", "last_deployment_attempted_at", "last_deployment_succeeded_at",
					"last_modified_at", "last_succeeded_deployment_id", "name", "service_instance_name", "service_name",
				)},
			},
		},
	}
}

func (d *componentsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.client = conns.ClientFrom(req.ProviderData, &resp.Diagnostics)
}

func (d *componentsDataSource) ValidateConfig(_ context.Context, _ datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	framework.WarnDeprecated(d.client != nil, &resp.Diagnostics)
}

func (d *componentsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model componentsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	client, region := d.client.Proton(ctx, model.Region, &resp.Diagnostics)
	if client == nil {
		return
	}

	ctx, stop := context.WithTimeout(ctx, readTimeout)
	defer stop()
	found, err := component.List(ctx, client, proton.ListComponentsInput{
		EnvironmentName:     model.EnvironmentName.ValueStringPointer(),
		ServiceName:         model.ServiceName.ValueStringPointer(),
		ServiceInstanceName: model.ServiceInstanceName.ValueStringPointer(),
	}, awstypes.DeploymentStatus(model.DeploymentStatus.ValueString()))
	if err != nil {
		resp.Diagnostics.Append(diagnostics.CallFailed("Unable to list components", "ListComponents", err, diagnostics.Target{Region: region}))
		return
	}
	model.Region = fwtypes.StringValue(region)
	model.Names, model.Components = []fwtypes.String{}, []framework.Summary{}
	for _, c := range found {
		if c.Name != nil {
			model.Names = append(model.Names, fwtypes.StringValue(*c.Name))
		}
		model.Components = append(model.Components, framework.NewSummary(&c))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}
