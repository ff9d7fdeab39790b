package provider_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/provider"
)

var update = flag.Bool("update", false, "regenerate the golden file of the schema")

// golden has the schema in the form of `terraform providers schema -json`, so that a review shows its changes. The
// documentation is generated from it, because a CLI without actions would leave out their pages.
var golden = filepath.Join("testdata", "schema.json")

// address is the provider address that tfplugindocs expects.
const address = "registry.terraform.io/hashicorp/proton"

func TestSchema(t *testing.T) {
	t.Parallel()
	got, err := json.MarshalIndent(&tfjson.ProviderSchemas{
		FormatVersion: "1.0",
		Schemas:       map[string]*tfjson.ProviderSchema{address: providerSchema(t)},
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the schema has changed (-%s +now). If this is intended, run make generate:\n%s", golden, diff)
	}
}

// TestAccSchema compares the golden file with the schema that the CLI prints, as far as the CLI supports it.
func TestAccSchema(t *testing.T) {
	t.Parallel()
	w := acctest.NewWorkspace(t, acctest.Source)
	var printed tfjson.ProviderSchemas
	if err := json.Unmarshal([]byte(w.Run(t, 0, "providers", "schema", "-json")), &printed); err != nil {
		t.Fatal(err)
	}
	want := providerSchema(t)
	for source, got := range printed.Schemas {
		if got.ActionSchemas == nil {
			want.ActionSchemas = nil // before Terraform 1.14, and with OpenTofu
		}
		if diff := cmp.Diff(toJSON(t, want), toJSON(t, got)); diff != "" {
			t.Errorf("%s: the schema of the CLI differs (-golden +CLI):\n%s", source, diff)
		}
	}
	if len(printed.Schemas) != 1 {
		t.Errorf("got the schemas of %d providers, want 1", len(printed.Schemas))
	}
}

func toJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func providerSchema(t *testing.T) *tfjson.ProviderSchema {
	t.Helper()
	resp, err := provider.NewServer("test").GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range resp.Diagnostics {
		t.Errorf("%s: %s", d.Summary, d.Detail)
	}
	schema := &tfjson.ProviderSchema{
		ConfigSchema:      schemaJSON(t, resp.Provider),
		ResourceSchemas:   map[string]*tfjson.Schema{},
		DataSourceSchemas: map[string]*tfjson.Schema{},
		ActionSchemas:     map[string]*tfjson.ActionSchema{},
	}
	for name, s := range resp.ResourceSchemas {
		schema.ResourceSchemas[name] = schemaJSON(t, s)
	}
	for name, s := range resp.DataSourceSchemas {
		schema.DataSourceSchemas[name] = schemaJSON(t, s)
	}
	for name, s := range resp.ActionSchemas {
		schema.ActionSchemas[name] = &tfjson.ActionSchema{Block: blockJSON(t, s.Schema.Block)}
	}
	return schema
}

func schemaJSON(t *testing.T, s *tfprotov6.Schema) *tfjson.Schema {
	t.Helper()
	return &tfjson.Schema{Version: uint64(s.Version), Block: blockJSON(t, s.Block)}
}

func blockJSON(t *testing.T, b *tfprotov6.SchemaBlock) *tfjson.SchemaBlock {
	t.Helper()
	block := &tfjson.SchemaBlock{
		Attributes:      attributesJSON(t, b.Attributes),
		NestedBlocks:    map[string]*tfjson.SchemaBlockType{},
		Description:     b.Description,
		DescriptionKind: kindJSON(b.DescriptionKind),
		Deprecated:      b.Deprecated,
	}
	for _, nested := range b.BlockTypes {
		block.NestedBlocks[nested.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: map[tfprotov6.SchemaNestedBlockNestingMode]tfjson.SchemaNestingMode{
				tfprotov6.SchemaNestedBlockNestingModeSingle: tfjson.SchemaNestingModeSingle,
				tfprotov6.SchemaNestedBlockNestingModeList:   tfjson.SchemaNestingModeList,
				tfprotov6.SchemaNestedBlockNestingModeSet:    tfjson.SchemaNestingModeSet,
			}[nested.Nesting],
			Block: blockJSON(t, nested.Block),
		}
	}
	return block
}

func attributesJSON(t *testing.T, list []*tfprotov6.SchemaAttribute) map[string]*tfjson.SchemaAttribute {
	t.Helper()
	attributes := map[string]*tfjson.SchemaAttribute{}
	for _, a := range list {
		attribute := &tfjson.SchemaAttribute{
			Description:     a.Description,
			DescriptionKind: kindJSON(a.DescriptionKind),
			Deprecated:      a.Deprecated,
			Required:        a.Required,
			Optional:        a.Optional,
			Computed:        a.Computed,
			Sensitive:       a.Sensitive,
			WriteOnly:       a.WriteOnly,
		}
		if a.NestedType != nil {
			if a.NestedType.Nesting != tfprotov6.SchemaObjectNestingModeList {
				t.Fatalf("%s: this test supports nested attributes in lists only", a.Name)
			}
			attribute.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
				Attributes:  attributesJSON(t, a.NestedType.Attributes),
				NestingMode: tfjson.SchemaNestingModeList,
			}
		} else {
			attribute.AttributeType = ctyType(t, a.Type)
		}
		attributes[a.Name] = attribute
	}
	return attributes
}

func ctyType(t *testing.T, from tftypes.Type) cty.Type {
	t.Helper()
	text, err := from.MarshalJSON() //nolint:staticcheck // deprecated except for plugins, and this is a test of one
	if err != nil {
		t.Fatal(err)
	}
	to, err := ctyjson.UnmarshalType(text)
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func kindJSON(k tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if k == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}
