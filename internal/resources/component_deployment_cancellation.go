// Package resources has the resources of the provider.
package resources

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

var (
	_ resource.ResourceWithConfigure      = (*cancellationResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*cancellationResource)(nil)
	_ resource.ResourceWithValidateConfig = (*cancellationResource)(nil)
)

// NewComponentDeploymentCancellation returns the resource proton_component_deployment_cancellation. It cancels when it is
// created, and makes no call after that.
func NewComponentDeploymentCancellation() resource.Resource {
	return &cancellationResource{}
}

type cancellationResource struct {
	client *conns.Client
}

type cancellationModel struct {
	framework.Component
	framework.Cancellation

	Triggers fwtypes.Map    `tfsdk:"triggers"`
	Timeouts fwtypes.Object `tfsdk:"timeouts"`
}

func (r *cancellationResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_component_deployment_cancellation"
}

func (r *cancellationResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.client = conns.ClientFrom(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig warns of the deprecation.
func (r *cancellationResource) ValidateConfig(_ context.Context, _ resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	framework.WarnDeprecated(r.client != nil, &resp.Diagnostics)
}

// ModifyPlan keeps the computed values in an update. For a new cancellation, it plans the provider's region if the
// configuration does not set one. Terraform plans a replacement twice: as an update, and then as a new cancellation.
func (r *cancellationResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	switch {
	case req.Plan.Raw.IsNull(), req.Plan.Raw.Equal(req.State.Raw): // a destroy, or nothing to do
	case req.State.Raw.IsNull():
		r.planRegion(ctx, req, resp)
	default:
		var state, plan cancellationModel
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
		plan.Component = state.Component
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	}
}

func (r *cancellationResource) planRegion(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var configured fwtypes.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("region"), &configured)...)
	if r.client == nil || resp.Diagnostics.HasError() {
		return
	}
	region := r.client.PlanRegion(ctx, configured, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("region"), region)...)
	}
}

// Create cancels. If Proton accepted the cancellation and an error follows, it stores the resource, which is then tainted.
func (r *cancellationResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan cancellationModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout := framework.Timeout(ctx, plan.Timeouts, "create", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, stop := context.WithTimeout(ctx, timeout) // bounds the search for the region and the account too
	defer stop()
	client, target := r.client.Proton(ctx, plan.Region, &resp.Diagnostics)
	if client == nil {
		return
	}
	target.Timeout, target.Limit = "timeouts.create", timeout
	record := plan.Cancel(ctx, framework.Run{Client: client, Target: target}, &resp.Diagnostics)
	if record == nil {
		return
	}
	plan.Component, plan.Region = framework.NewComponent(record), fwtypes.StringValue(target.Region)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read makes no call: a past event does not drift, and a plan works without an endpoint.
func (r *cancellationResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update stores the arguments, which only a later Create uses.
func (r *cancellationResource) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}

// Delete makes no call: a cancellation cannot be undone.
func (r *cancellationResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {
}
