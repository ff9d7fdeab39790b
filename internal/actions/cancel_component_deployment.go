// Package actions has the actions of the provider, for Terraform 1.14 and later.
package actions

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/action"
	actionschema "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

var (
	_ action.ActionWithConfigure      = (*cancelAction)(nil)
	_ action.ActionWithModifyPlan     = (*cancelAction)(nil)
	_ action.ActionWithValidateConfig = (*cancelAction)(nil)
)

// NewCancelComponentDeployment returns the action proton_cancel_component_deployment. It cancels as the resource
// proton_component_deployment_cancellation does, and stores nothing.
func NewCancelComponentDeployment() action.Action {
	return &cancelAction{}
}

type cancelAction struct {
	client *conns.Client
}

type cancelModel struct {
	framework.Cancellation

	Timeouts fwtypes.Object `tfsdk:"timeouts"`
}

func (a *cancelAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_cancel_component_deployment"
}

func (a *cancelAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = actionschema.Schema{
		MarkdownDescription: "Cancels the deployment that an AWS Proton component has in progress, and waits until the " +
			"cancellation completes. Needs Terraform 1.14 or later.\n\n" +
			"An action stores nothing in the state. To store the component's values, use the resource " +
			"`proton_component_deployment_cancellation`.",
		Attributes: map[string]actionschema.Attribute{
			"component_name": actionschema.StringAttribute{
				MarkdownDescription: framework.NameDescription,
				Required:            true,
				Validators:          framework.NameValidators(),
			},
			"region": actionschema.StringAttribute{
				MarkdownDescription: "AWS region of the component. Defaults to the provider's region.",
				Optional:            true,
				Validators:          framework.RegionValidators(),
			},
			"wait_for_completion": actionschema.BoolAttribute{
				MarkdownDescription: framework.WaitDescription,
				Optional:            true,
			},
			"ignore_not_in_progress": actionschema.BoolAttribute{
				MarkdownDescription: framework.IgnoreDescription,
				Optional:            true,
			},
		},
		Blocks: map[string]actionschema.Block{
			"timeouts": actionschema.SingleNestedBlock{Attributes: map[string]actionschema.Attribute{
				"invoke": actionschema.StringAttribute{
					MarkdownDescription: framework.TimeoutDescription,
					Optional:            true,
					Validators:          framework.TimeoutValidators(),
				},
			}},
		},
	}
}

func (a *cancelAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.client = conns.ClientFrom(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig warns of the deprecation.
func (a *cancelAction) ValidateConfig(_ context.Context, _ action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	framework.WarnDeprecated(a.client != nil, &resp.Diagnostics)
}

// ModifyPlan refuses a region that is missing, or that the SDK does not support, before anything is applied.
func (a *cancelAction) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	var region fwtypes.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("region"), &region)...)
	if a.client != nil && !resp.Diagnostics.HasError() {
		a.client.PlanRegion(ctx, region, &resp.Diagnostics)
	}
}

// check validates the arguments again: they may have been unknown when Terraform validated the configuration.
func (m cancelModel) check(ctx context.Context, diags *diag.Diagnostics) {
	name := path.Root("component_name")
	if m.ComponentName.IsNull() {
		diags.AddAttributeError(name, "Missing component name", "component_name must not be null.")
	}
	framework.CheckString(ctx, name, m.ComponentName, framework.NameValidators(), diags)
	framework.CheckString(ctx, path.Root("region"), m.Region, framework.RegionValidators(), diags)
}

func (a *cancelAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config cancelModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	timeout := framework.Timeout(ctx, config.Timeouts, "invoke", &resp.Diagnostics)
	config.check(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, stop := context.WithTimeout(ctx, timeout) // bounds the search for the region and the account too
	defer stop()
	client, target := a.client.Proton(ctx, config.Region, &resp.Diagnostics)
	if client == nil {
		return
	}
	target.Timeout, target.Limit, target.Action = "timeouts.invoke", timeout, true
	start, subject := time.Now(), "Component "+diagnostics.Printable(config.ComponentName.ValueString())
	progress := func(text string) {
		resp.SendProgress(action.InvokeProgressEvent{Message: strings.ReplaceAll(text, "\n", " ")})
	}
	last := config.Cancel(ctx, framework.Run{
		Client: client, Target: target,
		Observe: func(f component.Facts) {
			status := cmp.Or(f.Status(), "being cancelled")
			progress(subject + diagnostics.Clean(fmt.Sprintf(" is %s (%s elapsed)", status, seconds(f.Elapsed))))
		},
	}, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ended := "ended in"
	if !isTerminal(last.DeploymentStatus) {
		ended = "has the status"
	}
	progress(subject + diagnostics.Clean(fmt.Sprintf(" %s %s: deployment %s, ARN %s, %s elapsed", ended, cmp.Or(last.DeploymentStatus, unknown),
		cmp.Or(aws.ToString(last.LastAttemptedDeploymentId), unknown), cmp.Or(aws.ToString(last.Arn), unknown), seconds(time.Since(start)))))
	for _, warning := range resp.Diagnostics.Warnings() {
		progress("Warning: " + warning.Summary() + ": " + warning.Detail()) // not every CLI shows an action's warnings
	}
}

// unknown replaces a value that the response does not have.
const unknown = "unknown"

func seconds(d time.Duration) time.Duration { return d.Round(100 * time.Millisecond) }

// isTerminal reports whether a status is final.
func isTerminal(s awstypes.DeploymentStatus) bool {
	return !strings.HasSuffix(string(s), string(awstypes.DeploymentStatusInProgress)) &&
		s != awstypes.DeploymentStatusCancelling && slices.Contains(s.Values(), s)
}
