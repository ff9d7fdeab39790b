package provider_test

import (
	"testing"
)

// onInstance returns a block whose credentials and region come from an EC2 instance.
func onInstance(proton, imds *fakeServer) block {
	return block{
		"endpoints":                     list{{"proton": proton.URL}},
		"ec2_metadata_service_endpoint": imds.URL,
	}
}

var instances = effects{
	"ec2_metadata_service_endpoint": func(t *testing.T) {
		imds, p := newIMDS(t), newProton(t)
		mustRead(t, onInstance(p, imds), none...)
		wantSignature(t, p.last(t), "KEY-OF-INSTANCE", "eu-west-2")
	},
	"ec2_metadata_service_endpoint_mode": func(t *testing.T) {
		for mode, host := range map[string]string{"IPv4": "169.254.169.254", "IPv6": "[fd00:ec2::254]"} {
			proxy, p := newIMDS(t), newProton(t)
			mustRead(t, block{
				"endpoints": list{{"proton": p.URL}}, "http_proxy": proxy.URL, "ec2_metadata_service_endpoint_mode": mode,
			}, none...)
			wantEqual(t, "host for "+mode, proxy.last(t).Host, host)
		}
	},
	"skip_metadata_api_check": func(t *testing.T) {
		imds, p := newIMDS(t), newProton(t)
		b := onInstance(p, imds).with(block{"region": "us-east-1"})
		failRead(t, b.with(block{"skip_metadata_api_check": "true"}), none...)
		wantEqual(t, "number of requests to the instance", len(imds.got()), 0)
		mustRead(t, b.with(block{"skip_metadata_api_check": "false"}), "AWS_EC2_METADATA_DISABLED=true")
		wantSignature(t, p.last(t), "KEY-OF-INSTANCE", "us-east-1")
	},
}

// none is an environment without variables.
var none = []string{}

var checks = effects{
	"allowed_account_ids": func(t *testing.T) {
		sts, iam, p := newSTS(t), newSTS(t), newProton(t)
		b := at(p.URL).with(block{"endpoints": list{{"proton": p.URL, "sts": sts.URL, "iam": iam.URL}}})
		refused := failRead(t, b.with(block{"allowed_account_ids": []string{"444455556666"}}))
		wantEqual(t, "summary", refused.Summary, "AWS account not allowed")
		wantEqual(t, "attribute", refused.Attribute, `AttributeName("allowed_account_ids")`)
		wantEqual(t, "number of requests to Proton", len(p.got()), 0)
		mustRead(t, b.with(block{"allowed_account_ids": []string{"444455556666", account}}))
		wantEqual(t, "action", sts.last(t).Form.Get("Action"), "GetCallerIdentity")
		wantEqual(t, "number of requests to IAM", len(iam.got()), 0)
	},
	"forbidden_account_ids": func(t *testing.T) {
		sts, p := newSTS(t), newProton(t)
		b := at(p.URL).with(block{"endpoints": list{{"proton": p.URL, "sts": sts.URL}}})
		refused := failRead(t, b.with(block{"forbidden_account_ids": []string{account}}))
		wantEqual(t, "summary", refused.Summary, "AWS account not allowed")
		wantEqual(t, "attribute", refused.Attribute, `AttributeName("forbidden_account_ids")`)
		wantEqual(t, "number of requests to Proton", len(p.got()), 0)
		mustRead(t, b.with(block{"forbidden_account_ids": []string{"444455556666"}}))
	},
	"skip_credentials_validation": func(t *testing.T) {
		sts, p := newSTS(t), newProton(t)
		b := at(p.URL).with(block{"endpoints": list{{"proton": p.URL, "sts": sts.URL}}})
		mustRead(t, b)
		mustRead(t, b.with(block{"skip_credentials_validation": true}))
		wantEqual(t, "number of requests to STS", len(sts.got()), 0)
		mustRead(t, b.with(block{"skip_credentials_validation": false}))
		wantEqual(t, "action", sts.first(t).Form.Get("Action"), "GetCallerIdentity")
	},
	"skip_requesting_account_id": func(t *testing.T) {
		iam, p := newSTS(t), newProton(t)
		b := at(p.URL).with(block{
			"allowed_account_ids": []string{account}, "skip_credentials_validation": true,
			"endpoints": list{{"proton": p.URL, "iam": iam.URL, "sts": iam.URL}},
		})
		refused := failRead(t, b.with(block{"skip_requesting_account_id": true}))
		wantEqual(t, "attribute", refused.Attribute, `AttributeName("skip_requesting_account_id")`)
		wantEqual(t, "number of requests", len(iam.got())+len(p.got()), 0)
		mustRead(t, b.with(block{"skip_requesting_account_id": false}))
	},
	"skip_region_validation": func(t *testing.T) {
		p := newProton(t)
		b := at(p.URL).with(block{"region": "mars-north-1"})
		refused := failRead(t, b)
		wantEqual(t, "attribute", refused.Attribute, `AttributeName("region")`)
		mustRead(t, b.with(block{"skip_region_validation": true}))
		wantSignature(t, p.last(t), "AKIDEXAMPLE", "mars-north-1")
	},
}
