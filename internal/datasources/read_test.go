package datasources_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
	"github.com/proton-deployments/terraform-provider-proton/internal/datasources"
)

// endpoint replaces the network below the SDK.
type endpoint func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (e endpoint) RoundTrip(r *http.Request) (*http.Response, error) { return e(r) }

// silence never responds.
func silence(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// TestRead_bounded shows that a read ends if the endpoint never responds.
func TestRead_bounded(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]datasource.DataSource{
		"Unable to read component":  datasources.NewComponent(),
		"Unable to list components": datasources.NewComponents(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				diags := read(t.Context(), source, silence).Diagnostics.Errors()
				if took := time.Since(start); took != 5*time.Minute {
					t.Errorf("it took %s, want five minutes", took)
				}
				if len(diags) != 1 || diags[0].Summary() != name || !strings.Contains(diags[0].Detail(), "did not respond to ") {
					t.Errorf("got %v, want one error that the endpoint did not respond", diags)
				}
			})
		})
	}
}

// TestComponent_name shows that a response about another component is an error, and that the name may be missing: Terraform
// requires the configured one in the state.
func TestComponent_name(t *testing.T) {
	t.Parallel()
	for body, valid := range map[string]bool{
		`{"component":{"deploymentStatus":"CANCELLED"}}`: true,
		`{"component":{}}`: false,
		`{"component":{"name":"web","deploymentStatus":"CANCELLED"}}`: false,
	} {
		resp := read(t.Context(), datasources.NewComponent(), func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Request: r, Body: io.NopCloser(strings.NewReader(body))}, nil
		})
		if got := !resp.Diagnostics.HasError(); got != valid {
			t.Errorf("%s: got success: %t, want %t: %v", body, got, valid, resp.Diagnostics)
		}
		var name string
		if valid && (resp.State.GetAttribute(t.Context(), path.Root("name"), &name).HasError() || name != "api") {
			t.Errorf("%s: got the name %q, want api", body, name)
		}
	}
}

// TestComponents_deploymentIDs shows that a component without a deployment has a null ID.
func TestComponents_deploymentIDs(t *testing.T) {
	t.Parallel()
	const body = `{"components":[{"name":"api","lastAttemptedDeploymentId":"5cf2b1a5"},{"name":"web"}]}`
	resp := read(t.Context(), datasources.NewComponents(), func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Request: r, Body: io.NopCloser(strings.NewReader(body))}, nil
	})
	var got map[string]*string
	resp.Diagnostics.Append(resp.State.GetAttribute(t.Context(), path.Root("deployment_ids"), &got)...)
	if resp.Diagnostics.HasError() {
		t.Fatal(resp.Diagnostics)
	}
	want := map[string]*string{"api": aws.String("5cf2b1a5"), "web": nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("unexpected IDs (-want +got):\n%s", diff)
	}
}

// read reads from an endpoint, with a configuration that only has the name api, if the data source has that argument.
func read(ctx context.Context, source datasource.DataSource, from endpoint) (resp datasource.ReadResponse) {
	client := conns.NewClient(conns.Config{ProtonEndpoint: "http://proton.test", Base: awsbase.Config{
		Region: "us-east-1", AccessKey: "AKIDEXAMPLE", SecretKey: "secret", HTTPClient: &http.Client{Transport: from},
	}})
	source.(datasource.DataSourceWithConfigure).Configure(ctx, datasource.ConfigureRequest{ProviderData: client}, &datasource.ConfigureResponse{})
	var schema datasource.SchemaResponse
	source.Schema(ctx, datasource.SchemaRequest{}, &schema)
	object := schema.Schema.Type().TerraformType(ctx).(tftypes.Object)
	values := map[string]tftypes.Value{}
	for name, typ := range object.AttributeTypes {
		values[name] = tftypes.NewValue(typ, nil)
	}
	if _, ok := values["name"]; ok {
		values["name"] = tftypes.NewValue(tftypes.String, "api")
	}
	config := tfsdk.Config{Schema: schema.Schema, Raw: tftypes.NewValue(object, values)}
	resp.State = tfsdk.State{Schema: schema.Schema, Raw: tftypes.NewValue(object, nil)}
	source.Read(ctx, datasource.ReadRequest{Config: config}, &resp)
	return resp
}
