package datasources

import (
	"context"
	"fmt"
	"slices"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

var _ datasource.DataSourceWithConfigure = (*componentsDataSource)(nil)

// NewComponents makes the data source proton_components: the components that pass some filters, as they are now.
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
		MarkdownDescription: "The AWS Proton components of a region that pass the given filters, as they are now. Without " +
			"a filter, all of them.",
		DeprecationMessage: framework.Deprecation,
		Attributes: map[string]dsschema.Attribute{
			"environment_name": filter("Only components of this Proton environment.", framework.NameValidators()...),
			"service_name":     filter("Only components attached to an instance of this service.", framework.NameValidators()...),
			"service_instance_name": filter("Only components attached to this service instance. Needs `service_name`.",
				append(framework.NameValidators(), stringvalidator.AlsoRequires(path.MatchRoot("service_name")))...),
			"deployment_status": filter("Only components whose deployment has this status, such as `IN_PROGRESS`. The API "+
				"has no such filter: all components that pass the others are read.", stringvalidator.LengthAtLeast(1)),
			"region": regionAttribute(),
			"names": dsschema.ListAttribute{
				MarkdownDescription: "Names of the components, sorted.",
				ElementType:         fwtypes.StringType,
				Computed:            true,
			},
			"components": dsschema.ListNestedAttribute{
				MarkdownDescription: "The components, sorted by name, as the API sums them up.",
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

func (d *componentsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model componentsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	checkStatus(model.DeploymentStatus, &resp.Diagnostics)
	client, region := d.client.Proton(ctx, model.Region, &resp.Diagnostics)
	if client == nil {
		return
	}

	ctx, stop := context.WithTimeout(ctx, readTimeout)
	defer stop()
	found, err := component.List(ctx, client, component.Filter{
		EnvironmentName:     model.EnvironmentName.ValueString(),
		ServiceName:         model.ServiceName.ValueString(),
		ServiceInstanceName: model.ServiceInstanceName.ValueString(),
		DeploymentStatus:    awstypes.DeploymentStatus(model.DeploymentStatus.ValueString()),
	})
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

// checkStatus warns of a status that the API does not have, as far as this build knows: a misspelt one would silently
// match nothing.
func checkStatus(status fwtypes.String, diags *diag.Diagnostics) {
	known := awstypes.DeploymentStatus("").Values()
	if wanted := awstypes.DeploymentStatus(status.ValueString()); wanted != "" && !slices.Contains(known, wanted) {
		diags.AddAttributeWarning(path.Root("deployment_status"), "Unknown deployment status",
			fmt.Sprintf("%q is not a status that this version knows, so that probably nothing matches. It knows %q.", wanted, known))
	}
}
