package framework_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

// TestCancellation_cancel shows what the arguments do, and which ends are an error, a warning or neither.
func TestCancellation_cancel(t *testing.T) {
	t.Parallel()
	const (
		cancelCall = "CancelComponentDeployment"
		getCall    = "GetComponent"
	)
	denied := emulator.Refuse(400, "AccessDeniedException")
	for name, test := range map[string]struct {
		status       awstypes.DeploymentStatus // before the cancellation, "" is IN_PROGRESS
		faults       map[string]emulator.Fault
		wait, ignore fwtypes.Bool
		calls        []string
		want         awstypes.DeploymentStatus // of the record, "" if there is none
		severity     diag.Severity             // of the only diagnostic, 0 if there is none
	}{
		"waits by default":       {calls: []string{cancelCall, getCall}, want: "CANCELLED"},
		"waits":                  {wait: fwtypes.BoolValue(true), calls: []string{cancelCall, getCall}, want: "CANCELLED"},
		"does not wait":          {wait: fwtypes.BoolValue(false), calls: []string{cancelCall}, want: "CANCELLING"},
		"was already cancelled":  {status: "CANCELLED", calls: []string{cancelCall, getCall}, want: "CANCELLED", severity: diag.SeverityWarning},
		"nothing is in progress": {status: "SUCCEEDED", calls: []string{cancelCall, getCall}, severity: diag.SeverityError},
		"nothing is in progress, ignored": {
			status: "SUCCEEDED", ignore: fwtypes.BoolValue(true), calls: []string{cancelCall, getCall}, want: "SUCCEEDED", severity: diag.SeverityWarning,
		},
		"access denied": {
			faults: map[string]emulator.Fault{cancelCall: denied}, ignore: fwtypes.BoolValue(true), calls: []string{cancelCall}, severity: diag.SeverityError,
		},
		"access denied after the acceptance": {
			faults: map[string]emulator.Fault{getCall: denied}, ignore: fwtypes.BoolValue(true), calls: []string{cancelCall, getCall},
			want: "CANCELLING", severity: diag.SeverityError,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := acctest.NewEmulator(t)
			e.Add(t, emulator.Component{Name: "api", Status: test.status})
			for operation, fault := range test.faults {
				e.Inject(operation, fault)
			}
			client := proton.New(proton.Options{
				Region: "us-east-1", BaseEndpoint: &e.URL, Credentials: aws.NewCredentialsCache(credentials.NewStaticCredentialsProvider("a", "b", "")),
			})
			arguments := framework.Cancellation{ComponentName: fwtypes.StringValue("api"), WaitForCompletion: test.wait, IgnoreNotInProgress: test.ignore}
			var diags diag.Diagnostics
			record := arguments.Cancel(t.Context(), framework.Run{Client: client, Target: diagnostics.Target{Region: "us-east-1", Timeout: "timeouts.create", Limit: time.Minute}}, &diags)
			var got awstypes.DeploymentStatus
			if record != nil {
				got = record.DeploymentStatus
			}
			if got != test.want {
				t.Errorf("got a record of %q, want %q", got, test.want)
			}
			var severities, want []diag.Severity
			for _, d := range diags {
				severities = append(severities, d.Severity())
			}
			if test.severity != 0 {
				want = []diag.Severity{test.severity}
			}
			if !slices.Equal(severities, want) {
				t.Errorf("got the diagnostics %v, want the severities %v", diags, want)
			}
			if calls := e.Operations(); !slices.Equal(calls, test.calls) {
				t.Errorf("got the requests %v, want %v", calls, test.calls)
			}
		})
	}
}

func TestRegionValidators(t *testing.T) {
	t.Parallel()
	for value, want := range map[fwtypes.String]string{
		fwtypes.StringNull():               "",
		fwtypes.StringUnknown():            "",
		fwtypes.StringValue("local"):       "",
		fwtypes.StringValue("us-gov-east"): "",
		fwtypes.StringValue(""):            "region must not be empty. Remove it, or set it to null, to use the provider's region.",
	} {
		var diags diag.Diagnostics
		framework.CheckString(t.Context(), path.Root("region"), value, framework.RegionValidators(), &diags)
		var got string
		for _, d := range diags {
			got += d.Detail()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
}
