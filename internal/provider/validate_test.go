package provider_test

import (
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// role returns a block that assumes a role with more arguments.
func role(more block) block {
	return block{"assume_role": list{block{"role_arn": deployer}.with(more)}}
}

// identity returns a block that assumes a role with a web identity and more arguments.
func identity(more block) block {
	return block{"assume_role_with_web_identity": list{block{"role_arn": deployer}.with(more)}}
}

func endpoint(url string) block { return block{"endpoints": list{{"proton": url}}} }

func TestValidate_refused(t *testing.T) {
	t.Parallel()
	const (
		roleAt     = `AttributeName("assume_role").ElementKeyInt(0).`
		identityAt = `AttributeName("assume_role_with_web_identity").ElementKeyInt(0).`
		endpointAt = `AttributeName("endpoints").ElementKeyValue(`
	)
	for name, test := range map[string]struct {
		block     block
		attribute string // the beginning of the path
		contains  string
	}{
		"account ID": {block: block{"allowed_account_ids": []string{"1234"}}, attribute: `AttributeName("allowed_account_ids")`, contains: "12 digits"},
		"forbidden account ID": {
			block:     block{"forbidden_account_ids": []string{account, "my-account"}},
			attribute: `AttributeName("forbidden_account_ids")`, contains: "12 digits",
		},
		"empty account ID": {
			block:     block{"forbidden_account_ids": []string{""}},
			attribute: `AttributeName("forbidden_account_ids")`, contains: "12 digits",
		},
		"both account lists": {
			block:     block{"allowed_account_ids": []string{account}, "forbidden_account_ids": []string{account}},
			attribute: `AttributeName("allowed_account_ids")`, contains: "cannot be specified when",
		},
		"access key alone": {block: block{"access_key": "AKIDEXAMPLE"}, attribute: `AttributeName("secret_key")`, contains: "secret_key is not set"},
		"secret key alone": {block: block{"secret_key": "s"}, attribute: `AttributeName("access_key")`, contains: "access_key is not set"},
		"token alone":      {block: block{"token": "t"}, attribute: `AttributeName("access_key")`, contains: "access_key is not set"},
		"not an ARN":       {block: role(block{"role_arn": "deployer"}), attribute: roleAt + `AttributeName("role_arn")`, contains: "arn:PARTITION:"},
		"ARN's partition": {
			block:     role(block{"role_arn": "arn:amazon:iam::123456789012:role/x"}),
			attribute: roleAt + `AttributeName("role_arn")`, contains: "not a valid partition",
		},
		"ARN's region": {
			block:     role(block{"role_arn": "arn:aws:iam:Oregon:123456789012:role/x"}),
			attribute: roleAt + `AttributeName("role_arn")`, contains: "not a valid region",
		},
		"ARN's account": {
			block:     role(block{"role_arn": "arn:aws:iam::1234:role/x"}),
			attribute: roleAt + `AttributeName("role_arn")`, contains: "not a valid account ID",
		},
		"ARN's resource": {
			block:     role(block{"role_arn": "arn:aws:iam::123456789012:"}),
			attribute: roleAt + `AttributeName("role_arn")`, contains: "no resource",
		},
		"policy's ARN": {
			block:     role(block{"policy_arns": []string{"ReadOnlyAccess"}}),
			attribute: roleAt + `AttributeName("policy_arns")`, contains: "must be an ARN",
		},
		"policy":             {block: role(block{"policy": "{"}), attribute: roleAt + `AttributeName("policy")`, contains: "must be JSON"},
		"not a duration":     {block: role(block{"duration": "1 hour"}), attribute: roleAt + `AttributeName("duration")`, contains: "from 15m to 12h"},
		"short duration":     {block: role(block{"duration": "14m59s"}), attribute: roleAt + `AttributeName("duration")`, contains: "out of range"},
		"long duration":      {block: identity(block{"duration": "12h1s"}), attribute: identityAt + `AttributeName("duration")`, contains: "out of range"},
		"short session name": {block: role(block{"session_name": "x"}), attribute: roleAt + `AttributeName("session_name")`, contains: "2 to 64"},
		"source identity": {
			block:     role(block{"source_identity": strings.Repeat("x", 65)}),
			attribute: roleAt + `AttributeName("source_identity")`, contains: "2 to 64",
		},
		"external ID": {block: role(block{"external_id": "x"}), contains: "assume_role[0].external_id must be 2 to 1224"},
		"both tokens": {
			block:     identity(block{"web_identity_token": "a-token", "web_identity_token_file": "f"}),
			attribute: identityAt + `AttributeName("web_identity_token_file")`, contains: "cannot both be set",
		},
		"short token": {
			block:    identity(block{"web_identity_token": "abc"}),
			contains: "assume_role_with_web_identity[0].web_identity_token must be 4 to 20000",
		},
		"two web identities": {
			block:     block{"assume_role_with_web_identity": list{{"role_arn": deployer}, {"role_arn": auditor}}},
			attribute: `AttributeName("assume_role_with_web_identity")`, contains: "at most 1",
		},
		"chain without an ARN": {
			block:     block{"assume_role": list{{"role_arn": deployer}, {}}},
			attribute: `AttributeName("assume_role").ElementKeyInt(1)`, contains: "Each role of a chain needs a role_arn",
		},
		"endpoint without scheme": {block: endpoint("localhost:4600"), attribute: endpointAt, contains: "endpoints.proton must be an http or https URL"},
		"endpoint's scheme":       {block: endpoint("ftp://proton.test"), attribute: endpointAt, contains: "must begin with http:// or https://"},
		"endpoint without host":   {block: endpoint("https://"), attribute: endpointAt, contains: "no host"},
		"endpoint with password":  {block: endpoint("https://me:hunter2@proton.test"), contains: "user name or password"},
		"password with #":         {block: endpoint("http://user:2024#hunter2@proton.test"), contains: "endpoints.proton must be an http or https URL: it has an @ after its host"},
		"password with /":         {block: endpoint("http://user:2024/hunter2@proton.test"), contains: "it has an @ after its host"},
		"proxy's password with ?": {block: block{"https_proxy": "http://user:2024?hunter2@proxy.test"}, contains: "https_proxy must be the URL of a proxy: it has an @"},
		"endpoint's port":         {block: endpoint("http://proton.test:65536"), attribute: endpointAt, contains: "its port is above 65535"},
		"metadata endpoint": {
			block:     block{"ec2_metadata_service_endpoint": "instance"},
			attribute: `AttributeName("ec2_metadata_service_endpoint")`, contains: "http or https",
		},
		"metadata mode": {
			block:     block{"ec2_metadata_service_endpoint_mode": "IPv5"},
			attribute: `AttributeName("ec2_metadata_service_endpoint_mode")`, contains: "IPv6",
		},
		"metadata check": {
			block:     block{"skip_metadata_api_check": "maybe"},
			attribute: `AttributeName("skip_metadata_api_check")`, contains: "true or false",
		},
		"metadata check as a number": {
			block:     block{"skip_metadata_api_check": "1"},
			attribute: `AttributeName("skip_metadata_api_check")`, contains: "true or false",
		},
		"null in a set": {
			block:     block{"allowed_account_ids": []any{account, nil}},
			attribute: `AttributeName("allowed_account_ids").ElementKeyValue(`, contains: "allowed_account_ids has an element that is null",
		},
		"null in a list": {
			block:     block{"user_agent": []any{"a", nil}},
			attribute: `AttributeName("user_agent").ElementKeyInt(1)`, contains: "user_agent[1] has an element that is null",
		},
		"null in a list of files": {
			block:     block{"shared_config_files": []any{nil}},
			attribute: `AttributeName("shared_config_files").ElementKeyInt(0)`, contains: "null",
		},
		"null in a set of a block": {
			block:     role(block{"policy_arns": []any{nil}}),
			attribute: roleAt + `AttributeName("policy_arns").ElementKeyValue(`, contains: "assume_role[0].policy_arns has",
		},
		"null in the second block": {
			block:     block{"assume_role": list{{"role_arn": deployer}, {"role_arn": auditor, "transitive_tag_keys": []any{"a", nil}}}},
			attribute: `AttributeName("assume_role").ElementKeyInt(1).AttributeName("transitive_tag_keys")`, contains: "assume_role[1]",
		},
		"two endpoints": {
			block:     block{"endpoints": list{{"proton": "http://localhost:1"}, {"proton": "http://localhost:2"}}},
			attribute: `AttributeName("endpoints")`, contains: "Two endpoints blocks set proton",
		},
		"line break in a token": {block: at("http://localhost:1").with(block{"token": "hunter2\nx"}), contains: "token must be text that an HTTP header can have"},
		"access key with CR":    {block: at("http://localhost:1").with(block{"access_key": "hunter2\r"}), contains: "access_key must be"},
		"secret key with tab\n": {block: at("http://localhost:1").with(block{"secret_key": "hunter2\n"}), contains: "secret_key must be"},
		"line break in a product": {
			block:     block{"user_agent": []string{"ci/1\r\nX-Evil: 1"}},
			attribute: `AttributeName("user_agent").ElementKeyInt(0)`, contains: "line break",
		},
		"proxy's port":        {block: block{"http_proxy": "http://proxy.test:port"}, attribute: `AttributeName("http_proxy")`, contains: "URL of a proxy"},
		"proxy without host":  {block: block{"https_proxy": "http://"}, attribute: `AttributeName("https_proxy")`, contains: "no host"},
		"proxy with password": {block: block{"https_proxy": "http://me:hunter2 %@proxy.test"}, contains: "https_proxy must be the URL of a proxy"},
		"attempts":            {block: block{"max_retries": -1}, attribute: `AttributeName("max_retries")`, contains: "at least 0"},
		"rate limiter": {
			block:     block{"token_bucket_rate_limiter_capacity": -1},
			attribute: `AttributeName("token_bucket_rate_limiter_capacity")`, contains: "at least 0",
		},
		"retry mode":               {block: block{"retry_mode": "legacy"}, attribute: `AttributeName("retry_mode")`, contains: `standard or adaptive: it is "legacy".`},
		"attempts with a fraction": {block: block{"max_retries": 1.5}, attribute: `AttributeName("max_retries")`, contains: "max_retries must be a whole number"},
		"large rate limiter": {
			block:     block{"token_bucket_rate_limiter_capacity": 1e30},
			attribute: `AttributeName("token_bucket_rate_limiter_capacity")`, contains: "at most 2147483647",
		},
		"retry mode with a capital": {block: block{"retry_mode": "Standard"}, attribute: `AttributeName("retry_mode")`, contains: `Did you mean "standard"?`},
		"retry mode misspelled":     {block: block{"retry_mode": "adaptiv"}, attribute: `AttributeName("retry_mode")`, contains: `Did you mean "adaptive"?`},
		"region misspelled":         {block: block{"region": "eu-wset-1"}, attribute: `AttributeName("region")`, contains: `Did you mean "eu-west-1"?`},
		"region":                    {block: block{"region": "us-east-99"}, attribute: `AttributeName("region")`, contains: "skip_region_validation"},
		"STS region":                {block: block{"sts_region": "us-east-99"}, attribute: `AttributeName("sts_region")`, contains: "skip_region_validation"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := validate(t, acctest.NewServer(t), test.block)
			if len(found) != 1 {
				t.Fatalf("got %v, want one error", found)
			}
			got := found[0]
			if !got.Error || !strings.HasPrefix(got.Attribute, test.attribute) || test.attribute == "" && got.Attribute != "" {
				t.Errorf("got %s, want an error at %s", got, test.attribute)
			}
			if !strings.Contains(got.Detail, test.contains) {
				t.Errorf("got %s, want it to have %q", got, test.contains)
			}
			if strings.Contains(got.String(), "hunter2") || strings.HasSuffix(strings.TrimSpace(got.Summary), ":") || strings.HasSuffix(got.Detail, "?.") {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestValidate_accepted(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]block{
		"no argument": {},
		"empty values": {
			"access_key": "", "secret_key": "", "token": "", "profile": "", "region": "", "sts_region": "", "custom_ca_bundle": "",
			"ec2_metadata_service_endpoint": "", "ec2_metadata_service_endpoint_mode": "", "http_proxy": "", "https_proxy": "", "no_proxy": "",
			"retry_mode": "", "skip_metadata_api_check": "", "token_bucket_rate_limiter_capacity": 0, "user_agent": []string{}, "shared_config_files": []string{},
			"assume_role":                   list{{"role_arn": "", "duration": "", "policy": "", "session_name": "", "external_id": "", "source_identity": ""}},
			"assume_role_with_web_identity": list{{"role_arn": "", "web_identity_token": "", "web_identity_token_file": ""}},
			"endpoints":                     list{{"proton": "", "iam": "", "sso": "", "sts": ""}},
		},
		"new regions":        {"region": "mars-1", "sts_region": "mars-2", "skip_region_validation": true},
		"several endpoints":  {"endpoints": list{{"proton": "http://localhost:4600/"}, {"sts": "https://[::1]:443"}}},
		"plain proxy":        {"http_proxy": "127.0.0.1:3128", "https_proxy": "socks5://me:hunter2@proxy.test:1080"},
		"ARNs of partitions": role(block{"role_arn": "arn:aws-us-gov:iam::123456789012:role/x", "policy_arns": []string{"arn:aws-cn:iam::aws:policy/ReadOnlyAccess"}}),
		"limits":             role(block{"duration": "12h", "session_name": "ab", "external_id": "arn:x/y=z@w,+-._"}),
		"metadata":           {"ec2_metadata_service_endpoint_mode": "ipv6", "skip_metadata_api_check": "true"},
		"what STS checks":    role(block{"session_name": "night shift", "source_identity": "jane doe", "external_id": "with space"}),
		"the same endpoints": {"endpoints": list{{"proton": "http://localhost:1"}, {"proton": "http://localhost:1", "sts": "http://localhost:2"}}},
		"null in a map":      role(block{"tags": map[string]any{"Team": "core", "Owner": nil}}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantEqual(t, "problems", validate(t, acctest.NewServer(t), b), []problem(nil))
		})
	}
}

func TestValidate_maxRetries(t *testing.T) {
	t.Parallel()
	found := validate(t, acctest.NewServer(t), block{"max_retries": 0})
	if len(found) != 1 || found[0].Error || !strings.Contains(found[0].Detail, "max_retries = 1") {
		t.Errorf("got %v, want a warning that 0 means the default", found)
	}
}
