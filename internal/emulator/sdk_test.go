package emulator_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// callAll calls each operation that has a component's name as input.
func callAll(ctx context.Context, c *proton.Client, name string) map[string]error {
	_, cancelErr := c.CancelComponentDeployment(ctx, &proton.CancelComponentDeploymentInput{ComponentName: &name})
	_, getErr := c.GetComponent(ctx, &proton.GetComponentInput{Name: &name})
	_, deleteErr := c.DeleteComponent(ctx, &proton.DeleteComponentInput{Name: &name})
	_, updateErr := c.UpdateComponent(ctx, &proton.UpdateComponentInput{Name: &name, DeploymentType: "NONE"})
	return map[string]error{"cancel": cancelErr, "get": getErr, "delete": deleteErr, "update": updateErr}
}

func TestSDKErrorsAreTyped(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for operation, err := range callAll(t.Context(), f.client(), "missing") {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			expectError[*awstypes.ResourceNotFoundException](t, err)
		})
	}
	for operation, err := range callAll(t.Context(), f.client(), "-x") {
		t.Run(operation+" bad name", func(t *testing.T) {
			t.Parallel()
			expectError[*awstypes.ValidationException](t, err)
		})
	}
	_, err := f.client().GetService(t.Context(), &proton.GetServiceInput{Name: new("shop")})
	if e, ok := errors.AsType[smithy.APIError](err); !ok || e.ErrorCode() != "UnknownOperationException" || e.ErrorMessage() == "" {
		t.Errorf("got %v", err)
	}
	requestID, ok := errors.AsType[interface {
		error
		ServiceRequestID() string
	}](err)
	if !ok || requestID.ServiceRequestID() == "" {
		t.Errorf("no request id in %v", err)
	}
}

func TestSDKWaiters(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.clock.step = time.Minute
	deployed := proton.NewComponentDeployedWaiter(f.client(), func(o *proton.ComponentDeployedWaiterOptions) {
		o.MinDelay, o.MaxDelay = time.Millisecond, time.Millisecond
	})
	deleted := proton.NewComponentDeletedWaiter(f.client(), func(o *proton.ComponentDeletedWaiterOptions) {
		o.MinDelay, o.MaxDelay = time.Millisecond, time.Millisecond
	})
	in := &proton.GetComponentInput{Name: new("api")}

	f.create(t, createInput("api", "token"))
	out, err := deployed.WaitForOutput(t.Context(), in, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	expectStatus(t, out.Component, awstypes.DeploymentStatusSucceeded)
	if f.Count("GetComponent") < 2 {
		t.Error("the waiter did not have to wait")
	}
	if _, err := f.delete(t, "api"); err != nil {
		t.Fatal(err)
	}
	if err := deleted.Wait(t.Context(), in, time.Minute); err != nil {
		t.Fatal(err)
	}

	f.seed(t, emulator.Component{Name: "broken", Status: awstypes.DeploymentStatusFailed},
		emulator.Component{Name: "stuck", Status: awstypes.DeploymentStatusDeleteFailed})
	if err := deployed.Wait(t.Context(), &proton.GetComponentInput{Name: new("broken")}, time.Minute); err == nil {
		t.Error("a failed deployment counts as deployed")
	}
	if err := deleted.Wait(t.Context(), &proton.GetComponentInput{Name: new("stuck")}, time.Minute); err == nil {
		t.Error("a component that could not be deleted counts as deleted")
	}
}
