package resources

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

var (
	_ resource.ResourceWithImportState = (*cancellationResource)(nil)
	_ resource.ResourceWithMoveState   = (*cancellationResource)(nil)
)

const (
	// whyRefused comes after 'An imported resource' or 'A moved resource'.
	whyRefused = " would have no triggers, so the next plan would replace it. A replacement cancels the deployment that is " +
		"in progress at that time, even if it should continue."
	addWhenNeeded = "add the block when a deployment has to be cancelled. Creating the resource cancels it."
)

// ImportState refuses every import.
func (r *cancellationResource) ImportState(_ context.Context, _ resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resp.Diagnostics.AddError("Component deployment cancellation cannot be imported",
		"A cancellation is an event that Proton does not store. An imported resource"+whyRefused+"\n\n"+
			"To read the component, use the data source proton_component. Remove the import, and "+addWhenNeeded)
}

// MoveState refuses every move from another resource type. Terraform does not call it for a move within the type.
func (r *cancellationResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{
		StateMover: func(_ context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
			resp.Diagnostics.AddError("Component deployment cancellation cannot be moved from another type", fmt.Sprintf(
				"The moved block names a resource of type %s. A moved resource%s\n\nRemove the moved block and the old "+
					"resource, and %s", req.SourceTypeName, whyRefused, addWhenNeeded))
		},
	}}
}
