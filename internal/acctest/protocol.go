package acctest

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/proton-deployments/terraform-provider-proton/internal/provider"
)

// Values are the arguments of a block by name. An argument that is left out is null; a block, or what is in one, is
// Values, and several blocks are []any.
type Values map[string]any

// Unknown is a value that is known only during apply.
const Unknown = unknown("unknown")

type unknown string

// Server is the provider under test, spoken to in Terraform's own protocol: for what no CLI at hand can show, and for
// what has to be measured without one.
type Server struct {
	tfprotov6.ProviderServerWithActions

	Schema *tfprotov6.GetProviderSchemaResponse
}

// NewServer makes a server that is not configured yet.
func NewServer(t testing.TB) *Server {
	t.Helper()
	server := provider.NewServer("test")
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return &Server{ProviderServerWithActions: server, Schema: schema}
}

// ConfiguredServer makes a server whose provider block reaches the endpoint.
func ConfiguredServer(t testing.TB, endpoint string) *Server {
	t.Helper()
	s := NewServer(t)
	for _, d := range s.Configure(t, ProviderValues(endpoint)) {
		t.Fatalf("%s: %s", d.Summary, d.Detail)
	}
	return s
}

// ProviderValues is the block that [ProviderAt] writes.
func ProviderValues(endpoint string) Values {
	return Values{
		"region": "us-east-1", "access_key": "AKIDEXAMPLE", "secret_key": "secret",
		"endpoints": []any{Values{"proton": endpoint}},
	}
}

// Configure configures the provider.
func (s *Server) Configure(t testing.TB, block Values) []*tfprotov6.Diagnostic {
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

// Encode puts the arguments of a block into the form of the protocol.
func Encode(t testing.TB, schema *tfprotov6.Schema, block Values) *tfprotov6.DynamicValue {
	t.Helper()
	typ := schema.ValueType()
	encoded, err := tfprotov6.NewDynamicValue(typ, value(t, typ, block))
	if err != nil {
		t.Fatal(err)
	}
	return &encoded
}

// Decode gives the attributes of an object that the protocol carried. It is empty for a null object.
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

// String is a string attribute that [Decode] gave, "" if it is null or unknown.
func String(t testing.TB, v tftypes.Value) string {
	t.Helper()
	if v.IsNull() || !v.IsKnown() {
		return ""
	}
	var s string
	if err := v.As(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

func value(t testing.TB, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	switch v := v.(type) {
	case nil:
		return empty(t, typ)
	case unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case int:
		return tftypes.NewValue(typ, big.NewFloat(float64(v)))
	case string, bool:
		return tftypes.NewValue(typ, v)
	case Values:
		members := map[string]tftypes.Value{}
		if object, ok := typ.(tftypes.Object); ok {
			for name, member := range object.AttributeTypes {
				members[name] = value(t, member, v[name])
			}
			for name := range v {
				if _, ok := object.AttributeTypes[name]; !ok {
					t.Fatalf("there is no argument %q", name)
				}
			}
			return tftypes.NewValue(typ, members)
		}
		for name, member := range v {
			members[name] = value(t, typ.(tftypes.Map).ElementType, member)
		}
		return tftypes.NewValue(typ, members)
	case []any:
		var members []tftypes.Value
		for _, member := range v {
			members = append(members, value(t, element(t, typ), member))
		}
		return tftypes.NewValue(typ, members)
	default:
		t.Fatalf("no way to encode a %T", v)
		return tftypes.Value{}
	}
}

// empty is what Terraform sends for something that the configuration leaves out: null, or no blocks.
func empty(t testing.TB, typ tftypes.Type) tftypes.Value {
	t.Helper()
	switch c := typ.(type) {
	case tftypes.List:
		if c.ElementType.Is(tftypes.Object{}) {
			return tftypes.NewValue(typ, []tftypes.Value{})
		}
	case tftypes.Set:
		if c.ElementType.Is(tftypes.Object{}) {
			return tftypes.NewValue(typ, []tftypes.Value{})
		}
	}
	return tftypes.NewValue(typ, nil)
}

func element(t testing.TB, typ tftypes.Type) tftypes.Type {
	t.Helper()
	switch c := typ.(type) {
	case tftypes.List:
		return c.ElementType
	case tftypes.Set:
		return c.ElementType
	default:
		t.Fatal(fmt.Errorf("%s has no elements", typ))
		return nil
	}
}
