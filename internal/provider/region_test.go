package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// keysInProvider is a provider block with keys and without a region.
const keysInProvider = acctest.Source + `
provider "proton" {
  access_key = "AKIDEXAMPLE"
  secret_key = "secret"
}
`

// TestAccProvider_noRegion shows that existing cancellations need no region, and that a new one and the data sources each
// fail with one error without it.
func TestAccProvider_noRegion(t *testing.T) {
	t.Parallel()
	e := acctest.NewEmulator(t)
	e.Add(t, emulator.Component{Name: "api", Region: "us-west-2"})
	w := acctest.NewWorkspace(t, keysInProvider+cancellation, "AWS_REGION=us-west-2", "AWS_ENDPOINT_URL_PROTON="+e.URL)
	w.Run(t, 0, "apply", "-auto-approve")
	w.Run(t, 0, "plan", "-replace=proton_component_deployment_cancellation.api", "-out=saved")
	requests := len(e.Operations())
	w.Setenv("AWS_REGION", "")
	wantOnce(t, w.Run(t, 0, "plan"), "No changes.")
	wantNoRegion(t, w.Run(t, 1, "apply", "saved")) // not an inconsistent plan
	w.Run(t, 0, "destroy", "-auto-approve")

	for _, block := range []string{
		cancellation,
		"data \"proton_component\" \"api\" {\n  name = \"api\"\n}\n",
		"data \"proton_components\" \"all\" {}\n",
	} {
		w.Configure(t, keysInProvider+block)
		wantNoRegion(t, w.Run(t, 1, "plan"))
	}
	w.Configure(t, keysInProvider+strings.Replace(cancellation, `"api"`+"\n}", `"api"`+"\n  region = \"us-west-2\"\n}", 1))
	w.Run(t, 0, "plan") // the block sets a region
	wantEqual(t, "number of requests", len(e.Operations()), requests)
}

// TestAccProvider_noRegionForAction is [TestAccProvider_noRegion] for an action.
func TestAccProvider_noRegionForAction(t *testing.T) {
	t.Parallel()
	acctest.SkipWithoutActions(t)
	e := acctest.WithComponents(t, "api")
	w := acctest.NewWorkspace(t, keysInProvider+`
action "proton_cancel_component_deployment" "api" {
  config {
    component_name = "api"
  }
}
`, "AWS_ENDPOINT_URL_PROTON="+e.URL)
	wantNoRegion(t, w.Run(t, 1, "plan", "-invoke=action.proton_cancel_component_deployment.api"))
	wantNoRegion(t, w.Run(t, 1, "apply", "-auto-approve", "-invoke=action.proton_cancel_component_deployment.api"))
	wantEqual(t, "number of requests", len(e.Operations()), 0)
}

// TestRegion_action shows the same without a CLI that supports actions.
func TestRegion_action(t *testing.T) {
	t.Parallel()
	s := acctest.NewServer(t)
	b := acctest.ProviderValues("http://127.0.0.1:1")
	delete(b, "region")
	wantEqual(t, "problems", problems(s.Configure(t, b)), []problem(nil))
	const name = "proton_cancel_component_deployment"
	config := acctest.Encode(t, s.Schema.ActionSchemas[name].Schema, acctest.Values{"component_name": "api"})
	planned, err := s.PlanAction(t.Context(), &tfprotov6.PlanActionRequest{ActionType: name, Config: config})
	if err != nil {
		t.Fatal(err)
	}
	wantMissing(t, problems(planned.Diagnostics))
	invoked, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{ActionType: name, Config: config})
	if err != nil {
		t.Fatal(err)
	}
	for event := range invoked.Events {
		completed, ok := event.Type.(tfprotov6.CompletedInvokeActionEventType)
		if !ok {
			t.Fatalf("got the event %T, want the last one", event.Type)
		}
		wantMissing(t, problems(completed.Diagnostics))
	}
}

func wantMissing(t *testing.T, found []problem) {
	t.Helper()
	if len(found) != 1 || found[0].Summary != "Missing AWS region" || found[0].Attribute != `AttributeName("region")` {
		t.Errorf("got %v, want one error that the region is missing", found)
	}
}

// TestRegion_role shows that a role is assumed in the region of the call if the provider has none.
func TestRegion_role(t *testing.T) {
	t.Parallel()
	sts, p := newSTS(t), newProton(t)
	s := acctest.NewServer(t)
	found := configure(t, s, at(p.URL).with(role(nil)).with(block{
		"region": nil, "endpoints": list{{"proton": p.URL, "sts": sts.URL}},
	}))
	if len(found) > 0 {
		t.Fatal(found)
	}
	resp, err := s.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "proton_component",
		Config:   acctest.Encode(t, s.Schema.DataSourceSchemas["proton_component"], block{"name": "api", "region": "eu-central-1"}),
	})
	if err != nil || len(failures(problems(resp.Diagnostics))) > 0 {
		t.Fatal(problems(resp.Diagnostics), err)
	}
	wantSignature(t, sts.last(t), "AKIDEXAMPLE", "eu-central-1")
	wantSignature(t, p.last(t), keyOf(deployer), "eu-central-1")
}

// TestAccProvider_instanceRegion shows that the region of an instance is read once, and only if it is needed.
func TestAccProvider_instanceRegion(t *testing.T) {
	t.Parallel()
	e, imds := acctest.NewEmulator(t), newIMDS(t)
	e.Add(t, emulator.Component{Name: "api", Region: "eu-west-2"})
	config := acctest.Source + "provider \"proton\" {\n  ec2_metadata_service_endpoint = \"" + imds.URL + "\"\n}\n"
	w := acctest.NewWorkspace(t, config+cancellation, "AWS_ENDPOINT_URL_PROTON="+e.URL, "AWS_EC2_METADATA_DISABLED=false")
	three := strings.Replace(cancellation, "{\n", "{\n  count = 3\n", 1)
	w.Configure(t, config+three)
	wantTimes(t, w.Run(t, 0, "plan"), `+ region = "eu-west-2"`, 3)
	documents := 0
	for _, r := range imds.got() {
		if strings.HasSuffix(r.Path, "/instance-identity/document") {
			documents++
		}
	}
	wantEqual(t, "number of times that the region was read", documents, 1)

	w.Configure(t, config+cancellation)
	w.Run(t, 0, "apply", "-auto-approve")
	wantEqual(t, "region", e.Calls()[0].Region, "eu-west-2")
	before := len(imds.got())
	w.Run(t, 0, "plan")
	w.Run(t, 0, "destroy", "-auto-approve")
	wantEqual(t, "number of requests to the instance without a new cancellation", len(imds.got())-before, 0)
}

// wantNoRegion fails the test unless the CLI printed one error: that the region is missing.
func wantNoRegion(t *testing.T, out string) {
	t.Helper()
	wantOnce(t, out, "Error:")
	wantOnce(t, out, "Error: Missing AWS region")
	wantOnce(t, out, "Set region in the provider block.")
}
