package provider_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"
)

// effects has a test for each argument or variable: each has an effect on a server.
type effects map[string]func(*testing.T)

// arguments has an entry for each argument.
var arguments = []effects{keys, files, roles, webIdentities, endpoints, transports, retries, instances, checks}

func TestArguments(t *testing.T) {
	t.Parallel()
	for _, group := range arguments {
		for argument, check := range group {
			t.Run(argument, func(t *testing.T) {
				t.Parallel()
				check(t)
			})
		}
	}
}

// TestArguments_all fails when an argument of the schema has no entry.
func TestArguments_all(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{}
	for _, group := range arguments {
		for argument := range group {
			tested[argument] = true
		}
	}
	want := names("", providerSchema(t).ConfigSchema.Block)
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(tested))); diff != "" {
		t.Errorf("not the arguments of the schema (-schema +tested):\n%s", diff)
	}
}

// names returns the names of a block's arguments, sorted.
func names(prefix string, b *tfjson.SchemaBlock) (all []string) {
	for name := range b.Attributes {
		all = append(all, prefix+name)
	}
	for name, nested := range b.NestedBlocks {
		all = append(all, names(name+".", nested.Block)...)
	}
	slices.Sort(all)
	return all
}

// wantSignature fails the test unless a key signed the request for a region.
func wantSignature(t *testing.T, r request, key, region string) {
	t.Helper()
	if gotKey, gotRegion := r.signature(); gotKey != key || gotRegion != region {
		t.Errorf("%s %s was signed by %q for %q, want %q and %q", r.Method, r.Host, gotKey, gotRegion, key, region)
	}
}

func wantEqual(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("unexpected %s (-want +got):\n%s", what, diff)
	}
}
