// Package actions has the actions of the provider, for Terraform 1.14 and later.
package actions

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

var (
	_ action.ActionWithConfigure      = (*cancelAction)(nil)
	_ action.ActionWithValidateConfig = (*cancelAction)(nil)
)

// NewCancelComponentDeployment makes the action proton_cancel_component_deployment. It cancels as the resource
// proton_component_deployment_cancellation does, and keeps no record.
func NewCancelComponentDeployment() action.Action {
	return &cancelAction{}
}

type cancelAction struct {
	client *framework.Client
}

type cancelModel struct {
	ComponentName       types.String   `tfsdk:"component_name"`
	Region              types.String   `tfsdk:"region"`
	WaitForCompletion   types.Bool     `tfsdk:"wait_for_completion"`
	IgnoreNotInProgress types.Bool     `tfsdk:"ignore_not_in_progress"`
	Timeouts            timeouts.Value `tfsdk:"timeouts"`
}

func (a *cancelAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_cancel_component_deployment"
}

func (a *cancelAction) Schema(ctx context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Cancels the deployment that an AWS Proton component has in progress, and waits until the " +
			"cancellation has settled. Needs Terraform 1.14 or later.\n\n" +
			"An action leaves no record in the state. To keep one, use the resource " +
			"`proton_component_deployment_cancellation`.",
		DeprecationMessage: framework.Deprecation,
		Attributes: map[string]schema.Attribute{
			"component_name": schema.StringAttribute{
				MarkdownDescription: framework.NameDescription,
				Required:            true,
				Validators:          framework.NameValidators(),
			},
			"region": schema.StringAttribute{
				MarkdownDescription: "AWS region of the component. Defaults to the provider's region.",
				Optional:            true,
				Validators:          framework.RegionValidators(),
			},
			"wait_for_completion": schema.BoolAttribute{
				MarkdownDescription: framework.WaitDescription,
				Optional:            true,
			},
			"ignore_not_in_progress": schema.BoolAttribute{
				MarkdownDescription: framework.IgnoreDescription,
				Optional:            true,
			},
		},
		Blocks: map[string]schema.Block{
			"timeouts": timeouts.BlockWithOpts(ctx, timeouts.Opts{InvokeDescription: framework.TimeoutDescription}),
		},
	}
}

func (a *cancelAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.client = framework.ClientFrom(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig refuses a timeout that would be over before it began.
func (a *cancelAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	var config cancelModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, _ := config.Timeouts.Invoke(ctx, framework.DefaultTimeout)
	framework.CheckTimeout(timeout, path.Root("timeouts").AtName("invoke"), &resp.Diagnostics)
}

func (a *cancelAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config cancelModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	timeout, diags := config.Timeouts.Invoke(ctx, framework.DefaultTimeout)
	resp.Diagnostics.Append(diags...)
	framework.CheckTimeout(timeout, path.Root("timeouts").AtName("invoke"), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	target := framework.Target{
		Component: config.ComponentName.ValueString(),
		Region:    a.client.RegionOr(config.Region),
		Argument:  path.Root("component_name"),
		Timeout:   "timeouts.invoke",
	}
	client := a.client.Proton(target.Region, &resp.Diagnostics)
	if client == nil {
		return
	}
	progress := func(format string, args ...any) {
		resp.SendProgress(action.InvokeProgressEvent{Message: framework.Clean(fmt.Sprintf(format, args...))})
	}

	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	outcome, err := component.Cancel(ctx, client, target.Component, component.Options{
		Wait:                config.WaitForCompletion.IsNull() || config.WaitForCompletion.ValueBool(),
		IgnoreNotInProgress: config.IgnoreNotInProgress.ValueBool(),
		Observe: func(o component.Observation) {
			status := cmp.Or(o.Component.DeploymentStatus, "being cancelled")
			progress("Component %s is %s (%s elapsed)", target.Component, status, seconds(o.Elapsed))
		},
	})
	if err != nil {
		resp.Diagnostics.Append(framework.CancelFailed(err, target))
		return
	}
	progress("Component %s ended in %s: deployment %s, ARN %s, %s elapsed", target.Component, outcome.Component.DeploymentStatus,
		aws.ToString(outcome.Component.LastAttemptedDeploymentId), aws.ToString(outcome.Component.Arn), seconds(outcome.Elapsed))
	framework.AddNotice(&resp.Diagnostics, outcome, target)
}

func seconds(d time.Duration) time.Duration { return d.Round(100 * time.Millisecond) }
