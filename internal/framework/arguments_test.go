package framework_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

func TestTimeout(t *testing.T) {
	t.Parallel()
	const form = `timeouts.create must be a duration in hours, minutes and seconds, such as "90s", "5m" or "1h30m", got `
	for name, test := range map[string]struct {
		value   fwtypes.String
		want    time.Duration
		problem string // the detail of the only error, "" if there is none
	}{
		"null":           {value: fwtypes.StringNull(), want: 30 * time.Minute},
		"unknown":        {value: fwtypes.StringUnknown(), want: 30 * time.Minute},
		"seconds":        {value: fwtypes.StringValue("90s"), want: 90 * time.Second},
		"hours":          {value: fwtypes.StringValue("1h30m"), want: 90 * time.Minute},
		"smallest":       {value: fwtypes.StringValue("1ns"), want: 1},
		"words":          {value: fwtypes.StringValue("5 minutes"), problem: form + `"5 minutes".`},
		"without a unit": {value: fwtypes.StringValue("300"), problem: form + `"300".`},
		"with a space":   {value: fwtypes.StringValue("5 m"), problem: form + `"5 m".`},
		"upper case":     {value: fwtypes.StringValue("5M"), problem: form + `"5M".`},
		"days":           {value: fwtypes.StringValue("1d"), problem: form + `"1d".`},
		"as in ISO 8601": {value: fwtypes.StringValue("PT5M"), problem: form + `"PT5M".`},
		"empty":          {value: fwtypes.StringValue(""), problem: form + `"".`},
		"zero":           {value: fwtypes.StringValue("0s"), problem: `timeouts.create must be greater than zero, got "0s".`},
		"zero, no unit":  {value: fwtypes.StringValue("0"), problem: `timeouts.create must be greater than zero, got "0".`},
		"negative":       {value: fwtypes.StringValue("-1.5h"), problem: `timeouts.create must be greater than zero, got "-1.5h".`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			block := fwtypes.ObjectValueMust(map[string]attr.Type{"create": fwtypes.StringType}, map[string]attr.Value{"create": test.value})
			var got, want diag.Diagnostics
			timeout := framework.Timeout(t.Context(), block, "create", &got)
			if test.problem != "" {
				want.AddAttributeError(path.Root("timeouts").AtName("create"), "Invalid timeout", test.problem)
			} else if timeout != test.want {
				t.Errorf("got %s, want %s", timeout, test.want)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("unexpected diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTimeout_withoutBlock shows that the default is used without the block, and while the block is unknown.
func TestTimeout_withoutBlock(t *testing.T) {
	t.Parallel()
	types := map[string]attr.Type{"create": fwtypes.StringType}
	for name, block := range map[string]fwtypes.Object{"null": fwtypes.ObjectNull(types), "unknown": fwtypes.ObjectUnknown(types)} {
		var diags diag.Diagnostics
		if got := framework.Timeout(t.Context(), block, "create", &diags); got != framework.DefaultTimeout || len(diags) > 0 {
			t.Errorf("%s: got %s and %v, want the default", name, got, diags)
		}
	}
}
