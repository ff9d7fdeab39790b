package emulator_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

type input map[string]any

// with returns a copy of the input with changes; nil removes a member.
func (in input) with(changes input) input {
	out := maps.Clone(in)
	for name, value := range changes {
		if out[name] = value; value == nil {
			delete(out, name)
		}
	}
	return out
}

func (in input) body(t *testing.T) string {
	t.Helper()
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var (
	validCreate = input{"name": "new", "manifest": "m", "templateFile": "t", "environmentName": "prod"}
	attached    = input{"serviceName": "shop", "serviceInstanceName": "shop-prod"}
	validUpdate = input{"name": "finished", "deploymentType": "CURRENT_VERSION"}
)

func tags(n int, key, value any) []any {
	return slices.Repeat([]any{map[string]any{"key": key, "value": value}}, n)
}

func TestValidInputs(t *testing.T) {
	t.Parallel()
	text := func(n int) string { return strings.Repeat("é", n) } // two bytes each: characters count
	for name, tt := range map[string]struct {
		operation string
		input     input
	}{
		"shortest":       {"CreateComponent", validCreate},
		"longest name":   {"CreateComponent", validCreate.with(input{"name": strings.Repeat("a", 100)})},
		"all characters": {"CreateComponent", validCreate.with(input{"name": "0Az_-"})},
		"longest texts": {"CreateComponent", validCreate.with(attached).with(input{
			"manifest": text(1024), "templateFile": text(51200), "serviceSpec": text(51200), "description": text(500),
			"clientToken": strings.Repeat("~", 64), "tags": tags(50, text(128), text(256)),
		})},
		"no environment":    {"CreateComponent", validCreate.with(attached).with(input{"environmentName": nil})},
		"empty texts":       {"CreateComponent", validCreate.with(input{"description": "", "clientToken": "", "tags": tags(1, "k", "")})},
		"null is absent":    {"CreateComponent", input{"serviceName": nil, "tags": nil, "name": "new", "manifest": "m", "templateFile": "t", "environmentName": "prod"}},
		"unknown member":    {"CreateComponent", validCreate.with(input{"colour": 7})},
		"update":            {"UpdateComponent", validUpdate},
		"update detaching":  {"UpdateComponent", validUpdate.with(input{"serviceName": "", "serviceInstanceName": ""})},
		"update one name":   {"UpdateComponent", validUpdate.with(input{"serviceName": ""})},
		"update attaching":  {"UpdateComponent", validUpdate.with(attached).with(input{"serviceSpec": "s"})},
		"update metadata":   {"UpdateComponent", validUpdate.with(input{"deploymentType": "NONE", "description": "d"})},
		"list everything":   {"ListComponents", input{}},
		"list one service":  {"ListComponents", input{"serviceName": "shop", "maxResults": 1}},
		"list one instance": {"ListComponents", attached.with(input{"environmentName": "prod", "maxResults": 100})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.seed(t, emulator.Component{Name: "finished", Status: "SUCCEEDED"})
			if got := f.call(t, tt.operation, tt.input.body(t)); got.status != http.StatusOK {
				t.Errorf("got %d %s: %s", got.status, got.Type, got.Message)
			}
		})
	}
}

type refusal struct {
	operation string
	input     input
	names     []string // what the message must name
}

func TestInvalidInputs(t *testing.T) {
	t.Parallel()
	refusals := slices.Concat(nameRefusals(), createRefusals(), updateRefusals(), listRefusals())
	for _, tt := range refusals {
		t.Run(tt.operation+" "+strings.Join(tt.names, " "), func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.seed(t, emulator.Component{Name: "finished", Status: "SUCCEEDED"})
			got := f.call(t, tt.operation, tt.input.body(t))
			if got.status != http.StatusBadRequest || got.Type != "ValidationException" {
				t.Fatalf("got %d %s: %s", got.status, got.Type, got.Message)
			}
			for _, name := range tt.names {
				if !strings.Contains(got.Message, name) {
					t.Errorf("the message does not name %q: %s", name, got.Message)
				}
			}
		})
	}
}

// badNames are the names that no operation accepts, with a part of the error; nil means no name.
var badNames = map[any]string{
	nil: "required", "": "pattern", "-x": "pattern", "_x": "pattern", "é": "pattern", "a b": "pattern",
	"a\n": "pattern", "a.b": "pattern", strings.Repeat("a", 101): "100",
}

func nameRefusals() []refusal {
	var all []refusal
	for name, constraint := range badNames {
		all = append(all,
			refusal{"GetComponent", input{}.with(input{"name": name}), []string{"name", constraint}},
			refusal{"DeleteComponent", input{}.with(input{"name": name}), []string{"name", constraint}},
			refusal{"CancelComponentDeployment", input{}.with(input{"componentName": name}), []string{"componentName", constraint}},
			refusal{"CreateComponent", validCreate.with(input{"name": name}), []string{"name", constraint}},
			refusal{"UpdateComponent", validUpdate.with(input{"name": name}), []string{"name", constraint}},
		)
		if name != nil {
			all = append(all,
				refusal{"CreateComponent", validCreate.with(input{"environmentName": name}), []string{"environmentName", constraint}},
				refusal{"ListComponents", input{"environmentName": name}, []string{"environmentName", constraint}},
				refusal{"ListComponents", input{"serviceName": name}, []string{"serviceName", constraint}},
			)
		}
	}
	return append(all, refusal{"GetComponent", input{"Name": "finished"}, []string{"name is required"}})
}

func createRefusals() []refusal {
	var all []refusal
	refuse := func(changes input, names ...string) {
		all = append(all, refusal{"CreateComponent", validCreate.with(changes), names})
	}
	refuse(input{"manifest": nil}, "manifest", "required")
	refuse(input{"manifest": ""}, "manifest", "1 ")
	refuse(input{"manifest": strings.Repeat("é", 1025)}, "manifest", "1024")
	refuse(input{"templateFile": nil}, "templateFile", "required")
	refuse(input{"templateFile": ""}, "templateFile", "1 ")
	refuse(input{"templateFile": strings.Repeat("x", 51201)}, "templateFile", "51200")
	refuse(attached.with(input{"serviceSpec": ""}), "serviceSpec", "1 ")
	refuse(attached.with(input{"serviceSpec": strings.Repeat("x", 51201)}), "serviceSpec", "51200")
	refuse(input{"serviceSpec": "s"}, "serviceSpec", "serviceInstanceName")
	refuse(input{"description": strings.Repeat("x", 501)}, "description", "500")
	refuse(input{"clientToken": strings.Repeat("x", 65)}, "clientToken", "64")
	refuse(input{"clientToken": "a b"}, "clientToken", "pattern")
	refuse(input{"serviceName": "shop"}, "serviceInstanceName", "together")
	refuse(input{"serviceInstanceName": "shop-prod"}, "serviceName", "together")
	refuse(attached.with(input{"serviceName": ""}), "serviceName", "pattern")
	refuse(input{"environmentName": nil}, "environmentName", "required")
	refuse(input{"tags": tags(51, "k", "v")}, "tags", "50")
	refuse(input{"tags": tags(1, "", "v")}, "tags[0].key", "1 ")
	refuse(input{"tags": tags(2, strings.Repeat("k", 129), "v")}, "tags[1].key", "128")
	refuse(input{"tags": tags(1, "k", strings.Repeat("v", 257))}, "tags[0].value", "256")
	refuse(input{"tags": []any{map[string]any{}}}, "tags[0].key is required", "tags[0].value is required")
	refuse(input{"name": "-", "manifest": "", "templateFile": nil, "environmentName": nil},
		"name", "manifest", "templateFile", "environmentName")
	return all
}

func updateRefusals() []refusal {
	var all []refusal
	refuse := func(changes input, names ...string) {
		all = append(all, refusal{"UpdateComponent", validUpdate.with(changes), names})
	}
	refuse(input{"deploymentType": nil}, "deploymentType", "required")
	refuse(input{"deploymentType": "MINOR_VERSION"}, "deploymentType", "NONE", "CURRENT_VERSION")
	refuse(input{"description": strings.Repeat("x", 501)}, "description", "500")
	refuse(input{"templateFile": ""}, "templateFile", "1 ")
	refuse(input{"clientToken": "é"}, "clientToken", "pattern")
	refuse(input{"serviceSpec": "s"}, "serviceSpec", "attached")
	refuse(attached.with(input{"serviceName": "-"}), "serviceName", "pattern")
	refuse(input{"serviceInstanceName": strings.Repeat("x", 101)}, "serviceInstanceName", "100")
	refuse(input{"serviceName": "shop"}, "serviceInstanceName", "together")
	refuse(attached.with(input{"serviceName": ""}), "serviceName", "together")
	for member, value := range attached.with(input{"serviceSpec": "s", "templateFile": "t"}) {
		refuse(attached.with(input{"deploymentType": "NONE", member: value}), member, "CURRENT_VERSION")
	}
	return all
}

func listRefusals() []refusal {
	return []refusal{
		{"ListComponents", input{"maxResults": 0}, []string{"maxResults", "between 1 and 100"}},
		{"ListComponents", input{"maxResults": 101}, []string{"maxResults", "between 1 and 100"}},
		{"ListComponents", input{"maxResults": -1}, []string{"maxResults", "between 1 and 100"}},
		{"ListComponents", input{"nextToken": ""}, []string{"nextToken", "pattern"}},
		{"ListComponents", input{"nextToken": "a-b"}, []string{"nextToken", "pattern"}},
		{"ListComponents", input{"serviceInstanceName": "shop-prod"}, []string{"serviceInstanceName", "serviceName"}},
	}
}

func TestNoMessageShowsASensitiveMember(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	secret := strings.Repeat("hush", 52000/4)
	for _, member := range []string{"description", "manifest", "templateFile", "serviceSpec"} {
		got := f.call(t, "CreateComponent", validCreate.with(attached).with(input{member: secret}).body(t))
		if got.Type != "ValidationException" || strings.Contains(got.Message, "hush") {
			t.Errorf("%s: got %s: %s", member, got.Type, got.Message)
		}
	}
}
