// Package resources has the resources of the provider.
package resources

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

var (
	_ resource.ResourceWithConfigure      = (*cancellationResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*cancellationResource)(nil)
	_ resource.ResourceWithValidateConfig = (*cancellationResource)(nil)
)

// NewComponentDeploymentCancellation makes the resource proton_component_deployment_cancellation: an event, which
// happens when it is created and is a record from then on.
func NewComponentDeploymentCancellation() resource.Resource {
	return &cancellationResource{}
}

type cancellationResource struct {
	client *conns.Client
}

type cancellationModel struct {
	framework.Component

	ComponentName       fwtypes.String `tfsdk:"component_name"`
	Region              fwtypes.String `tfsdk:"region"`
	Triggers            fwtypes.Map    `tfsdk:"triggers"`
	WaitForCompletion   fwtypes.Bool   `tfsdk:"wait_for_completion"`
	IgnoreNotInProgress fwtypes.Bool   `tfsdk:"ignore_not_in_progress"`
	Timeouts            timeouts.Value `tfsdk:"timeouts"`
}

func (r *cancellationResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_component_deployment_cancellation"
}

func (r *cancellationResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.client = conns.ClientFrom(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig refuses a timeout that would be over before it began.
func (r *cancellationResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var configured timeouts.Value
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("timeouts"), &configured)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, _ := configured.Create(ctx, framework.DefaultTimeout)
	framework.CheckTimeout(timeout, path.Root("timeouts").AtName("create"), &resp.Diagnostics)
}

// ModifyPlan keeps what a record holds, and shows the region that a new cancellation would be made in if the
// configuration leaves it to the provider.
func (r *cancellationResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	switch {
	case req.Plan.Raw.IsNull(), req.Plan.Raw.Equal(req.State.Raw): // a destroy, or nothing to do
	case req.State.Raw.IsNull() || len(resp.RequiresReplace) > 0:
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

// Create cancels. What Proton has accepted is recorded even if an error follows, so that what ends the wait early leaves
// a tainted record rather than none.
func (r *cancellationResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan cancellationModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := plan.Timeouts.Create(ctx, framework.DefaultTimeout)
	resp.Diagnostics.Append(diags...)
	framework.CheckTimeout(timeout, path.Root("timeouts").AtName("create"), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	client, region := r.client.Proton(ctx, plan.Region, &resp.Diagnostics)
	if client == nil {
		return
	}
	plan.Region = fwtypes.StringValue(region)
	target := diagnostics.Target{
		Component: plan.ComponentName.ValueString(),
		Region:    region,
		Argument:  path.Root("component_name"),
		Timeout:   "timeouts.create",
	}

	calls, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	outcome, err := component.Cancel(calls, client, target.Component, component.Options{
		Wait:                plan.WaitForCompletion.ValueBool(),
		IgnoreNotInProgress: plan.IgnoreNotInProgress.ValueBool(),
	})
	record, accepted := outcome.Component, err == nil
	if err != nil {
		resp.Diagnostics.Append(diagnostics.CancelFailed(err, target))
		record, accepted = component.Accepted(err)
	}
	if !accepted {
		return
	}
	diagnostics.AddNotice(&resp.Diagnostics, outcome, target)
	plan.Component = framework.NewComponent(&record)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read leaves the record as it is: what happened does not drift, and a plan needs no endpoint.
func (r *cancellationResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update records arguments that matter to a later Create alone.
func (r *cancellationResource) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}

// Delete forgets the record: a cancellation cannot be undone.
func (r *cancellationResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {
}
