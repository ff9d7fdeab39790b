package resources

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	resourceschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

func (r *cancellationResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := map[string]resourceschema.Attribute{
		"component_name": resourceschema.StringAttribute{
			MarkdownDescription: framework.NameDescription + " Changing it cancels the deployment of the other component.",
			Required:            true,
			Validators:          framework.NameValidators(),
			PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"region": resourceschema.StringAttribute{
			MarkdownDescription: "AWS region of the component. Defaults to the provider's region when the resource is created. " +
				"A later change of the provider's region does not change it. Changing it here cancels in the other region.",
			Optional:   true,
			Computed:   true,
			Validators: framework.RegionValidators(),
			PlanModifiers: []planmodifier.String{
				stringplanmodifier.UseStateForUnknown(),
				stringplanmodifier.RequiresReplaceIf(regionDiffers, differsText, differsText),
			},
		},
		"triggers": resourceschema.MapAttribute{
			MarkdownDescription: "Arbitrary values. When one changes, Terraform replaces the resource, which cancels the deployment that is then in " +
				"progress. A null value is the same as none, and an empty map the same as no map.",
			ElementType:   fwtypes.StringType,
			Optional:      true,
			PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplaceIf(triggersDiffer, differsText, differsText)},
		},
		"wait_for_completion": resourceschema.BoolAttribute{
			MarkdownDescription: framework.WaitDescription,
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(true),
		},
		"ignore_not_in_progress": resourceschema.BoolAttribute{
			MarkdownDescription: framework.IgnoreDescription,
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(false),
		},
	}
	maps.Copy(attributes, framework.ResourceAttributes())
	resp.Schema = resourceschema.Schema{
		MarkdownDescription: "Cancels the deployment of an AWS Proton component that is in progress, waits until the " +
			"cancellation completes, and stores the component's values at that time.\n\n" +
			"A cancellation is an event. It happens when the resource is created or replaced. Refreshing, updating and " +
			"destroying the resource make no calls.",
		Attributes: attributes,
		Blocks: map[string]resourceschema.Block{
			"timeouts": resourceschema.SingleNestedBlock{Attributes: map[string]resourceschema.Attribute{
				"create": resourceschema.StringAttribute{
					MarkdownDescription: framework.TimeoutDescription,
					Optional:            true,
					Validators:          framework.TimeoutValidators(),
				},
			}},
		},
	}
}

const differsText = "The planned value differs from the one in the state."

// regionDiffers replaces the resource if the planned region differs, but not for a state from before the argument existed. If
// the configuration sets no region, the planned one is that of the state.
func regionDiffers(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
	resp.RequiresReplace = !req.StateValue.IsNull()
}

// triggersDiffer replaces the resource only if a value that is not null differs. Other changes are an update, because Terraform
// requires a planned map to be null where the configured one is.
func triggersDiffer(_ context.Context, req planmodifier.MapRequest, resp *mapplanmodifier.RequiresReplaceIfFuncResponse) {
	planned, stored := req.PlanValue.Elements(), req.StateValue.Elements() // copies
	isNull := func(_ string, value attr.Value) bool { return value.IsNull() }
	maps.DeleteFunc(planned, isNull)
	maps.DeleteFunc(stored, isNull)
	resp.RequiresReplace = req.PlanValue.IsUnknown() || !maps.EqualFunc(planned, stored, attr.Value.Equal)
}
