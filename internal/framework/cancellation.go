package framework

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// Descriptions of the arguments that the resource and the action share.
const (
	NameDescription   = "Name of the component whose deployment is cancelled: 1 to 100 ASCII letters, digits, hyphens and underscores. The first is a letter or digit."
	WaitDescription   = "Whether to wait until the cancellation completes. Defaults to `true`. With `false`, the operation ends when Proton accepts the cancellation, usually with the status `CANCELLING`."
	IgnoreDescription = "Whether to warn instead of failing when no deployment is in progress, or when it succeeds before it is cancelled. Defaults to `false`."
)

// Cancellation has the arguments that the resource and the action share. Models embed it.
type Cancellation struct {
	ComponentName       fwtypes.String `tfsdk:"component_name"`
	Region              fwtypes.String `tfsdk:"region"`
	WaitForCompletion   fwtypes.Bool   `tfsdk:"wait_for_completion"`
	IgnoreNotInProgress fwtypes.Bool   `tfsdk:"ignore_not_in_progress"`
}

// Run has the parameters of one run that are not arguments of a [Cancellation].
type Run struct {
	Client *proton.Client
	Target diagnostics.Target // without the component

	// Observe is that of [component.Options].
	Observe func(component.Facts)
}

// Cancel cancels, and adds at most one diagnostic. It returns the component to store in the state, nil if Proton is not known
// to have accepted. It can return a component with an error: Proton then continues the cancellation.
func (c Cancellation) Cancel(ctx context.Context, run Run, diags *diag.Diagnostics) *awstypes.Component {
	target := run.Target
	target.Component, target.Argument = c.ComponentName.ValueString(), path.Root("component_name")
	outcome, err := component.Cancel(ctx, run.Client, target.Component, component.Options{
		Wait:    c.WaitForCompletion.IsNull() || c.WaitForCompletion.ValueBool(),
		Observe: run.Observe,
	})
	record := outcome.Record()
	failure, _ := errors.AsType[*component.Error](err) // it is always one
	switch {
	case err == nil:
		if warning := diagnostics.OutcomeWarning(outcome, target); warning != nil {
			diags.Append(warning)
		}
		return &record
	case c.IgnoreNotInProgress.ValueBool() && failure.NothingToCancel():
		diags.Append(diagnostics.Ignored(failure, target))
	default:
		diags.Append(diagnostics.CancelFailed(failure, target))
		if !failure.Accepted() {
			return nil
		}
	}
	record = failure.Record()
	return &record
}
