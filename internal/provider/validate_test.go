package provider_test

import (
	"strings"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

// role is a block that assumes a role with more arguments.
func role(more block) block {
	return block{"assume_role": list{block{"role_arn": deployer}.with(more)}}
}

// identity is a block that assumes a role with a web identity and more arguments.
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
		attribute string // how the path begins
		says      string
	}{
		"account ID":              {block{"allowed_account_ids": []string{"1234"}}, `AttributeName("allowed_account_ids")`, "12 digits"},
		"forbidden account ID":    {block{"forbidden_account_ids": []string{account, "my-account"}}, `AttributeName("forbidden_account_ids")`, "12 digits"},
		"both account lists":      {block{"allowed_account_ids": []string{account}, "forbidden_account_ids": []string{account}}, `AttributeName("allowed_account_ids")`, "cannot be specified when"},
		"access key alone":        {block{"access_key": "AKIDEXAMPLE"}, `AttributeName("secret_key")`, "secret_key is not set"},
		"secret key alone":        {block{"secret_key": "s"}, `AttributeName("access_key")`, "access_key is not set"},
		"token alone":             {block{"token": "t"}, `AttributeName("access_key")`, "access_key is not set"},
		"no ARN":                  {role(block{"role_arn": "deployer"}), roleAt + `AttributeName("role_arn")`, "arn:PARTITION:"},
		"ARN's partition":         {role(block{"role_arn": "arn:amazon:iam::123456789012:role/x"}), roleAt + `AttributeName("role_arn")`, "not a valid partition"},
		"ARN's region":            {role(block{"role_arn": "arn:aws:iam:Oregon:123456789012:role/x"}), roleAt + `AttributeName("role_arn")`, "not a valid region"},
		"ARN's account":           {role(block{"role_arn": "arn:aws:iam::1234:role/x"}), roleAt + `AttributeName("role_arn")`, "not a valid account ID"},
		"ARN's resource":          {role(block{"role_arn": "arn:aws:iam::123456789012:"}), roleAt + `AttributeName("role_arn")`, "no resource"},
		"policy's ARN":            {role(block{"policy_arns": []string{"ReadOnlyAccess"}}), roleAt + `AttributeName("policy_arns")`, "must be an ARN"},
		"policy":                  {role(block{"policy": "{"}), roleAt + `AttributeName("policy")`, "must be JSON"},
		"no duration":             {role(block{"duration": "1 hour"}), roleAt + `AttributeName("duration")`, "from 15m to 12h"},
		"short duration":          {role(block{"duration": "14m59s"}), roleAt + `AttributeName("duration")`, "out of range"},
		"long duration":           {identity(block{"duration": "12h1s"}), identityAt + `AttributeName("duration")`, "out of range"},
		"short session name":      {role(block{"session_name": "x"}), roleAt + `AttributeName("session_name")`, "2 to 64"},
		"session name":            {identity(block{"session_name": "night shift"}), identityAt + `AttributeName("session_name")`, "letters, digits"},
		"source identity":         {role(block{"source_identity": strings.Repeat("x", 65)}), roleAt + `AttributeName("source_identity")`, "2 to 64"},
		"external ID":             {role(block{"external_id": "with space"}), roleAt + `AttributeName("external_id")`, "letters, digits"},
		"both tokens":             {identity(block{"web_identity_token": "a-token", "web_identity_token_file": "f"}), identityAt + `AttributeName("web_identity_token_file")`, "cannot both be set"},
		"short token":             {identity(block{"web_identity_token": "abc"}), identityAt + `AttributeName("web_identity_token")`, "4 to 20000"},
		"two web identities":      {block{"assume_role_with_web_identity": list{{"role_arn": deployer}, {"role_arn": auditor}}}, `AttributeName("assume_role_with_web_identity")`, "at most 1"},
		"endpoint without scheme": {endpoint("localhost:4600"), endpointAt, "endpoints.proton must be an http or https URL"},
		"endpoint's scheme":       {endpoint("ftp://proton.test"), endpointAt, "must begin with http:// or https://"},
		"endpoint without host":   {endpoint("https://"), endpointAt, "no host"},
		"endpoint with password":  {endpoint("https://me:hunter2@proton.test"), "", "user name or password"},
		"metadata endpoint":       {block{"ec2_metadata_service_endpoint": "instance"}, `AttributeName("ec2_metadata_service_endpoint")`, "http or https"},
		"metadata mode":           {block{"ec2_metadata_service_endpoint_mode": "IPv5"}, `AttributeName("ec2_metadata_service_endpoint_mode")`, "IPv6"},
		"metadata check":          {block{"skip_metadata_api_check": "maybe"}, `AttributeName("skip_metadata_api_check")`, "true or false"},
		"proxy's port":            {block{"http_proxy": "http://proxy.test:port"}, `AttributeName("http_proxy")`, "URL of a proxy"},
		"proxy without host":      {block{"https_proxy": "http://"}, `AttributeName("https_proxy")`, "no host"},
		"proxy with password":     {block{"https_proxy": "http://me:hunter2 %@proxy.test"}, "", "https_proxy must be the URL of a proxy"},
		"attempts":                {block{"max_retries": -1}, `AttributeName("max_retries")`, "at least 0"},
		"rate limiter":            {block{"token_bucket_rate_limiter_capacity": -1}, `AttributeName("token_bucket_rate_limiter_capacity")`, "at least 0"},
		"retry mode":              {block{"retry_mode": "legacy"}, `AttributeName("retry_mode")`, "adaptive"},
		"region":                  {block{"region": "us-east-99"}, `AttributeName("region")`, "skip_region_validation"},
		"STS region":              {block{"sts_region": "us-east-99"}, `AttributeName("sts_region")`, "skip_region_validation"},
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
			if !strings.Contains(got.Detail, test.says) {
				t.Errorf("got %s, want it to say %q", got, test.says)
			}
			if strings.Contains(got.String(), "hunter2") || strings.HasSuffix(strings.TrimSpace(got.Summary), ":") {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestValidate_accepted(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]block{
		"nothing": {},
		"nothing but empty values": {
			"access_key": "", "secret_key": "", "token": "", "profile": "", "region": "", "sts_region": "", "custom_ca_bundle": "",
			"ec2_metadata_service_endpoint": "", "ec2_metadata_service_endpoint_mode": "", "http_proxy": "", "https_proxy": "", "no_proxy": "",
			"retry_mode": "", "skip_metadata_api_check": "", "max_retries": 0, "user_agent": []string{}, "shared_config_files": []string{},
			"assume_role":                   list{{"role_arn": "", "duration": "", "policy": "", "session_name": "", "external_id": "", "source_identity": ""}},
			"assume_role_with_web_identity": list{{"role_arn": "", "web_identity_token": "", "web_identity_token_file": ""}},
			"endpoints":                     list{{"proton": "", "iam": "", "sso": "", "sts": ""}},
		},
		"new regions":        {"region": "mars-1", "sts_region": "mars-2", "skip_region_validation": true},
		"several endpoints":  {"endpoints": list{{"proton": "http://localhost:4600/"}, {"sts": "https://[::1]:443"}}},
		"plain proxy":        {"http_proxy": "127.0.0.1:3128", "https_proxy": "socks5://me:hunter2@proxy.test:1080"},
		"ARNs of partitions": role(block{"role_arn": "arn:aws-us-gov:iam::123456789012:role/x", "policy_arns": []string{"arn:aws-cn:iam::aws:policy/ReadOnlyAccess"}}),
		"limits":             role(block{"duration": "12h", "session_name": "ab", "external_id": "arn:x/y=z@w,+-._"}),
		"metadata":           {"ec2_metadata_service_endpoint_mode": "ipv6", "skip_metadata_api_check": "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantEqual(t, "problems", validate(t, acctest.NewServer(t), b), []problem(nil))
		})
	}
}
