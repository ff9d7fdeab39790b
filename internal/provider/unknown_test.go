package provider_test

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// values are a provider block, one of whose values is known only during apply.
type values = acctest.Values

// TestUnknown shows that an unknown value is no mistake, and that nothing is called with a part of the arguments.
func TestUnknown(t *testing.T) {
	t.Parallel()
	for name, unknown := range map[string]values{
		"region":            {"region": acctest.Unknown},
		"secret key":        {"secret_key": acctest.Unknown},
		"region check":      {"region": "mars-1", "skip_region_validation": acctest.Unknown},
		"account list":      {"allowed_account_ids": acctest.Unknown},
		"one of two lists":  {"allowed_account_ids": acctest.Unknown, "forbidden_account_ids": []any{account}},
		"account":           {"allowed_account_ids": []any{account, acctest.Unknown}},
		"number of retries": {"max_retries": acctest.Unknown},
		"roles":             {"assume_role": acctest.Unknown},
		"role ARN":          {"assume_role": []any{values{"role_arn": acctest.Unknown}}},
		"policy ARN":        {"assume_role": []any{values{"role_arn": deployer, "policy_arns": []any{acctest.Unknown}}}},
		"web identity":      {"assume_role_with_web_identity": []any{values{"web_identity_token": acctest.Unknown, "web_identity_token_file": "f"}}},
		"endpoints":         {"endpoints": acctest.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sts, p := newSTS(t), newProton(t)
			b := acctest.ProviderValues(p.URL)
			b["endpoints"] = []any{values{"proton": p.URL, "sts": sts.URL}}
			maps.Copy(b, unknown)
			s := acctest.NewServer(t)
			valid, err := s.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{
				Config: acctest.Encode(t, s.Schema.Provider, b),
			})
			if err != nil {
				t.Fatal(err)
			}
			wantEqual(t, "problems", problems(append(valid.Diagnostics, s.Configure(t, b)...)), []problem(nil))
			found, err := readComponent(t.Context(), s)
			if err != nil || len(found) != 1 || found[0].Summary != "Provider configuration not known yet" {
				t.Errorf("got %v, %v, want the one error that nothing can be read yet", found, err)
			}
			wantEqual(t, "number of requests", len(p.got())+len(sts.got()), 0)
		})
	}
}

// TestUnknown_deferred shows that a read is put off where Terraform can do so.
func TestUnknown_deferred(t *testing.T) {
	t.Parallel()
	s := acctest.NewServer(t)
	if _, err := s.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config:             acctest.Encode(t, s.Schema.Provider, values{"region": acctest.Unknown}),
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true},
	}); err != nil {
		t.Fatal(err)
	}
	resp, err := s.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName:           "proton_component",
		Config:             encode(block{"name": "api"}),
		ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Deferred == nil || resp.Deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
		t.Errorf("got %v and %v, want the read deferred", resp.Deferred, problems(resp.Diagnostics))
	}
}
