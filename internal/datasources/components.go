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

type componentsDataSource struct{ connected }

type componentsModel struct {
	EnvironmentName     fwtypes.String            `tfsdk:"environment_name"`
	ServiceName         fwtypes.String            `tfsdk:"service_name"`
	ServiceInstanceName fwtypes.String            `tfsdk:"service_instance_name"`
	DeploymentStatus    fwtypes.String            `tfsdk:"deployment_status"`
	Region              fwtypes.String            `tfsdk:"region"`
	Names               []fwtypes.String          `tfsdk:"names"`
	Components          []framework.Summary       `tfsdk:"components"`
	DeploymentIDs       map[string]fwtypes.String `tfsdk:"deployment_ids"`
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
				"this filter: it reads all components that match the others.", knownStatus()),
			"region": regionAttribute(),
			"names": dsschema.ListAttribute{
				MarkdownDescription: "Names of the components, sorted.",
				ElementType:         fwtypes.StringType,
				Computed:            true,
			},
			// Terraform's tests cannot mock a list of nested attributes, such as components.
			"deployment_ids": dsschema.MapAttribute{
				MarkdownDescription: "IDs of the components' last attempted deployments, by the names of the components.",
				ElementType:         fwtypes.StringType,
				Computed:            true,
			},
			"components": dsschema.ListNestedAttribute{
				MarkdownDescription: "Summaries of the components, sorted by name.",
				Computed:            true,
				NestedObject:        dsschema.NestedAttributeObject{Attributes: framework.SummaryAttributes()},
			},
		},
	}
}

func (d *componentsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model componentsModel
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
	found, err := component.List(ctx, client, proton.ListComponentsInput{
		EnvironmentName:     model.EnvironmentName.ValueStringPointer(),
		ServiceName:         model.ServiceName.ValueStringPointer(),
		ServiceInstanceName: model.ServiceInstanceName.ValueStringPointer(),
	}, awstypes.DeploymentStatus(model.DeploymentStatus.ValueString()))
	if err != nil {
		resp.Diagnostics.Append(diagnostics.CallFailed("Unable to list components", "ListComponents", err, target))
		return
	}
	model.Region = fwtypes.StringValue(target.Region)
	model.Names, model.Components, model.DeploymentIDs = []fwtypes.String{}, []framework.Summary{}, map[string]fwtypes.String{}
	for _, c := range found {
		model.Names = append(model.Names, fwtypes.StringValue(*c.Name))
		model.DeploymentIDs[*c.Name] = fwtypes.StringPointerValue(c.LastAttemptedDeploymentId)
		model.Components = append(model.Components, framework.NewSummary(&c))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}
