package framework_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/hashicorp/terraform-plugin-framework/attr"

	"github.com/proton-deployments/terraform-provider-proton/internal/framework"
)

// TestNewComponent_takesEveryMember fills every member of the API's Component, so that it fails if the SDK adds one.
func TestNewComponent_takesEveryMember(t *testing.T) {
	t.Parallel()
	var full awstypes.Component
	moment := time.Date(2026, 3, 4, 5, 6, 7, 250e6, time.FixedZone("", 3600))
	v := reflect.ValueOf(&full).Elem()
	members := 0
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		members++
		switch v.Field(i).Interface().(type) {
		case *string:
			name := field.Name
			v.Field(i).Set(reflect.ValueOf(&name))
		case *time.Time:
			v.Field(i).Set(reflect.ValueOf(&moment))
		case awstypes.DeploymentStatus:
			v.Field(i).SetString(field.Name)
		default:
			t.Fatalf("%s is a %s, which this test does not support", field.Name, field.Type)
		}
	}
	got := valuesOf(framework.NewComponent(&full))
	if len(got) != members {
		t.Errorf("got %d attributes, want one for each of %d members", len(got), members)
	}
	for name, value := range got {
		text := value.String()
		want := `"` + name + `"`
		if strings.HasSuffix(name, "At") {
			want = `"2026-03-04T04:06:07.25Z"`
		}
		if !strings.EqualFold(text, want) {
			t.Errorf("%s is %s, want %s", name, text, want)
		}
	}
}

func TestNewComponent_leavesNullWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, v := range valuesOf(framework.NewComponent(&awstypes.Component{})) {
		if !v.IsNull() {
			t.Errorf("%s is %s, want null", name, v)
		}
	}
}

// valuesOf returns a component's values by the names of its fields, including those of its summary.
func valuesOf(c framework.Component) map[string]attr.Value {
	values := map[string]attr.Value{}
	v := reflect.ValueOf(c)
	for _, field := range fieldsOf(v.Type()) {
		values[field.Name] = v.FieldByIndex(field.Index).Interface().(attr.Value)
	}
	return values
}

func fieldsOf(t reflect.Type) []reflect.StructField {
	return slices.DeleteFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool { return f.Anonymous })
}

// TestNewSummary_extremeTimes shows that every time that an endpoint can return is valid for Terraform.
func TestNewSummary_extremeTimes(t *testing.T) {
	t.Parallel()
	for _, nanoseconds := range []int64{-1 << 63, -1, 0, 1, 1<<63 - 1} {
		moment := time.Unix(0, nanoseconds)
		if v := framework.NewSummary(&awstypes.ComponentSummary{CreatedAt: &moment}).CreatedAt; v.IsNull() || v.IsUnknown() {
			t.Errorf("%d is converted to %s, want a known time", nanoseconds, v)
		}
	}
}

// TestAttributes_areThoseOfTheModel compares the schemas with the model.
func TestAttributes_areThoseOfTheModel(t *testing.T) {
	t.Parallel()
	resource, datasource := framework.ResourceAttributes(), framework.DataSourceAttributes()
	model := fieldsOf(reflect.TypeFor[framework.Component]())
	if len(resource) != len(model) || len(datasource) != len(model) {
		t.Errorf("got %d and %d attributes, want %d", len(resource), len(datasource), len(model))
	}
	for _, field := range model {
		name := field.Tag.Get("tfsdk")
		if resource[name] == nil || datasource[name] == nil {
			t.Errorf("%s is in the model, and not in the schemas", name)
		}
	}
	var summary []string
	for _, field := range fieldsOf(reflect.TypeFor[framework.Summary]()) {
		summary = append(summary, field.Tag.Get("tfsdk"))
	}
	slices.Sort(summary)
	if got := slices.Sorted(maps.Keys(framework.SummaryAttributes())); !slices.Equal(got, summary) {
		t.Errorf("got the attributes %q of a summary, want %q", got, summary)
	}
}
