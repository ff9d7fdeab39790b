package framework

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"
)

// DefaultTimeout is the timeout of a cancellation whose timeouts block does not set one.
const DefaultTimeout = 30 * time.Minute

// TimeoutDescription describes the only argument of a timeouts block.
var TimeoutDescription = fmt.Sprintf("Maximum time for the operation, including retries and waiting: a duration such as `90s` or `1h30m`. Defaults to `%s`.",
	strings.TrimSuffix(DefaultTimeout.String(), "0s"))

// TimeoutValidators refuse what is not a duration greater than zero.
func TimeoutValidators() []validator.String {
	return []validator.String{StringValidator{Summary: "Invalid timeout", Expected: "must be a duration greater than zero", Problem: timeoutProblem}}
}

func timeoutProblem(text string) string {
	timeout, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return fmt.Sprintf(`must be a duration in hours, minutes and seconds, such as "90s", "5m" or "1h30m", got %q.`, text)
	case timeout <= 0:
		return fmt.Sprintf("must be greater than zero, got %q.", text)
	}
	return ""
}

// Timeout returns the timeout that an argument of the timeouts block sets, [DefaultTimeout] if it sets none. It validates the
// argument again.
func Timeout(ctx context.Context, block fwtypes.Object, argument string, diags *diag.Diagnostics) time.Duration {
	value, _ := block.Attributes()[argument].(fwtypes.String)
	CheckString(ctx, path.Root("timeouts").AtName(argument), value, TimeoutValidators(), diags)
	if timeout, err := time.ParseDuration(value.ValueString()); err == nil {
		return timeout
	}
	return DefaultTimeout
}
