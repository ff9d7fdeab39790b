package framework_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

func TestNameValidators(t *testing.T) {
	t.Parallel()
	const allowed = "component_name must contain only ASCII letters, digits, hyphens and underscores, and start with a letter or digit, got "
	for name, test := range map[string]struct {
		value fwtypes.String
		want  string // the detail of the only error, "" if there is none
	}{
		"null":           {value: fwtypes.StringNull()},
		"unknown":        {value: fwtypes.StringUnknown()},
		"longest":        {value: fwtypes.StringValue(strings.Repeat("a", 100))},
		"all characters": {value: fwtypes.StringValue("0A-b_9")},
		"empty":          {value: fwtypes.StringValue(""), want: "component_name must not be empty."},
		"too long":       {value: fwtypes.StringValue(strings.Repeat("é", 101)), want: "component_name must have at most 100 characters, got 101."},
		"leading hyphen": {value: fwtypes.StringValue("-x"), want: allowed + `"-x".`},
		"not ASCII":      {value: fwtypes.StringValue("é"), want: allowed + `"é".`},
		"newline":        {value: fwtypes.StringValue("x\n"), want: allowed + `"x\n".`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got, want diag.Diagnostics
			at := path.Root("component_name")
			framework.CheckString(t.Context(), at, test.value, framework.NameValidators(), &got)
			if test.want != "" {
				want.AddAttributeError(at, "Invalid name", test.want)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("unexpected diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}
