package acctest

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/proton-deployments/terraform-provider-proton/internal/provider"
)

// Values has the arguments of a block by name, as encoding/json represents them. An argument that is left out is null.
type Values map[string]any

// Unknown is a value that is known only after apply.
const Unknown = "(known after apply)"

// Server is the provider under test, called by Terraform's protocol, for tests and benchmarks without a CLI.
type Server struct {
	tfprotov6.ProviderServerWithActions

	Schema *tfprotov6.GetProviderSchemaResponse
}

// NewServer returns a server that is not configured yet.
func NewServer(t testing.TB) *Server {
	t.Helper()
	server := provider.NewServer("test")
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return &Server{ProviderServerWithActions: server, Schema: schema}
}

// ConfiguredServer returns a server whose provider block has the endpoint.
func ConfiguredServer(t testing.TB, endpoint string) *Server {
	t.Helper()
	s := NewServer(t)
	for _, d := range s.Configure(t, ProviderValues(endpoint)) {
		t.Fatalf("%s: %s", d.Summary, d.Detail)
	}
	return s
}

// ProviderValues returns the arguments of the block that [ProviderAt] returns.
func ProviderValues(endpoint string) Values {
	return Values{
		"region": "us-east-1", "access_key": "AKIDEXAMPLE", "secret_key": "secret",
		"endpoints": []Values{{"proton": endpoint}},
	}
}

// Configure configures the provider.
func (s *Server) Configure(t testing.TB, block map[string]any) []*tfprotov6.Diagnostic {
	t.Helper()
	resp, err := s.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.14.0",
		Config:           Encode(t, s.Schema.Provider, block),
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

// Encode returns the arguments of a block in the form that Terraform sends.
func Encode(t testing.TB, schema *tfprotov6.Schema, block map[string]any) *tfprotov6.DynamicValue {
	t.Helper()
	text, err := json.Marshal(block)
	if err != nil {
		t.Fatal(err)
	}
	var plain map[string]any
	_ = json.Unmarshal(text, &plain) // cannot fail: Marshal wrote it
	return dynamic(t, schema, value(t, schema.ValueType(), plain))
}

// Decode returns the attributes of an encoded object. There are none in a null object.
func Decode(t testing.TB, schema *tfprotov6.Schema, encoded *tfprotov6.DynamicValue) map[string]tftypes.Value {
	t.Helper()
	object, err := encoded.Unmarshal(schema.ValueType())
	if err != nil {
		t.Fatal(err)
	}
	var attributes map[string]tftypes.Value
	if err := object.As(&attributes); err != nil {
		t.Fatal(err)
	}
	return attributes
}

func dynamic(t testing.TB, schema *tfprotov6.Schema, v tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(schema.ValueType(), v)
	if err != nil {
		t.Fatal(err)
	}
	return &encoded
}

func value(t testing.TB, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	if v == Unknown {
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	}
	given, _ := v.(map[string]any)
	all := map[string]tftypes.Value{}
	switch typ := typ.(type) {
	case tftypes.Object:
		for name := range given {
			if typ.AttributeTypes[name] == nil {
				t.Fatalf("there is no argument %q", name)
			}
		}
		for name, member := range typ.AttributeTypes {
			all[name] = value(t, member, given[name])
		}
	case tftypes.Map:
		for name, member := range given {
			all[name] = value(t, typ.ElementType, member)
		}
	case tftypes.List:
		return tftypes.NewValue(typ, elements(t, typ.ElementType, v))
	case tftypes.Set:
		return tftypes.NewValue(typ, elements(t, typ.ElementType, v))
	}
	if given != nil {
		return tftypes.NewValue(typ, all)
	}
	return tftypes.NewValue(typ, v)
}

// elements returns those of a list or a set. Terraform sends a missing list as null, but missing blocks as an empty list.
func elements(t testing.TB, typ tftypes.Type, v any) any {
	t.Helper()
	if v == nil && !typ.Is(tftypes.Object{}) {
		return nil
	}
	all := []tftypes.Value{}
	given, _ := v.([]any)
	for _, element := range given {
		all = append(all, value(t, typ, element))
	}
	return all
}
