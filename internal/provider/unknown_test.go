package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// TestUnknown shows that an unknown value is not an error, and that there is no call with only some of the arguments.
func TestUnknown(t *testing.T) {
	t.Parallel()
	for name, unknown := range map[string]block{
		"region":            {"region": acctest.Unknown},
		"secret key":        {"secret_key": acctest.Unknown},
		"region check":      {"region": "mars-1", "skip_region_validation": acctest.Unknown},
		"account list":      {"allowed_account_ids": acctest.Unknown},
		"one of two lists":  {"allowed_account_ids": acctest.Unknown, "forbidden_account_ids": []any{account}},
		"account":           {"allowed_account_ids": []any{account, acctest.Unknown}},
		"number of retries": {"max_retries": acctest.Unknown},
		"roles":             {"assume_role": acctest.Unknown},
		"role ARN":          {"assume_role": list{{"role_arn": acctest.Unknown}}},
		"policy ARN":        {"assume_role": list{{"role_arn": deployer, "policy_arns": []any{acctest.Unknown}}}},
		"web identity":      {"assume_role_with_web_identity": list{{"web_identity_token": acctest.Unknown, "web_identity_token_file": "f"}}},
		"endpoints":         {"endpoints": acctest.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sts, p := newSTS(t), newProton(t)
			b := at(p.URL).with(block{"endpoints": list{{"proton": p.URL, "sts": sts.URL}}}).with(unknown)
			s := acctest.NewServer(t)
			wantEqual(t, "problems", configure(t, s, b), []problem(nil))
			found := readComponent(t, s)
			if len(found) != 1 || found[0].Summary != "Provider configuration not known yet" {
				t.Errorf("got %v, want one error that the configuration is not known yet", found)
			}
			wantEqual(t, "number of requests", len(p.got())+len(sts.got()), 0)
		})
	}
}

// TestUnknown_deferred shows that a read is deferred if Terraform supports it.
func TestUnknown_deferred(t *testing.T) {
	t.Parallel()
	s := acctest.NewServer(t)
	if _, err := s.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config:             acctest.Encode(t, s.Schema.Provider, block{"region": acctest.Unknown}),
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true},
	}); err != nil {
		t.Fatal(err)
	}
	resp, err := s.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName:           "proton_component",
		Config:             acctest.Encode(t, s.Schema.DataSourceSchemas["proton_component"], block{"name": "api"}),
		ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Deferred == nil || resp.Deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
		t.Errorf("got %v and %v, want the read deferred", resp.Deferred, problems(resp.Diagnostics))
	}
}
