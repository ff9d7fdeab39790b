package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	fwprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
	"github.com/proton-deployments/terraform-provider-proton/internal/provider"
)

// TestAttemptsAreBounded reads the client's timeout, because a test with a host that never responds would take a minute.
func TestAttemptsAreBounded(t *testing.T) {
	t.Parallel()
	under := provider.New("test")
	var schema fwprovider.SchemaResponse
	under.Schema(t.Context(), fwprovider.SchemaRequest{}, &schema)
	protocol := acctest.NewServer(t).Schema.Provider
	config, err := acctest.Encode(t, protocol, acctest.ProviderValues("http://127.0.0.1:1")).Unmarshal(protocol.ValueType())
	if err != nil {
		t.Fatal(err)
	}
	var resp fwprovider.ConfigureResponse
	under.Configure(t.Context(), fwprovider.ConfigureRequest{Config: tfsdk.Config{Raw: config, Schema: schema.Schema}}, &resp)
	client, ok := resp.ResourceData.(*conns.Client)
	if !ok || resp.DataSourceData != client || resp.ActionData != client {
		t.Fatalf("got %T, %T and %T, want the same client three times", resp.ResourceData, resp.DataSourceData, resp.ActionData)
	}
	var diags diag.Diagnostics
	api, _ := client.Proton(t.Context(), fwtypes.StringNull(), &diags)
	transport, ok := api.Options().HTTPClient.(*http.Client)
	if !ok || transport.Timeout != time.Minute {
		t.Errorf("an attempt may take %s, want a minute", transport.Timeout)
	}
}
