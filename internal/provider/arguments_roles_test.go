package provider_test

import (
	"net/url"
	"testing"
)

const (
	deployer = "arn:aws:iam::123456789012:role/deployer"
	auditor  = "arn:aws:iam::210987654321:role/auditor"
	policy   = `{"Version":"2012-10-17","Statement":[]}`
)

// form has parameters of a request to STS.
type form map[string]string

// roles assumes a role with each argument of the block.
var roles = effects{
	"assume_role.duration":        assumed(block{"duration": "1h"}, form{"DurationSeconds": "3600"}),
	"assume_role.external_id":     assumed(block{"external_id": "id-of-the-partner"}, form{"ExternalId": "id-of-the-partner"}),
	"assume_role.policy":          assumed(block{"policy": policy}, form{"Policy": policy}),
	"assume_role.policy_arns":     assumed(block{"policy_arns": []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}}, form{"PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
	"assume_role.role_arn":        assumed(block{"role_arn": auditor}, form{"RoleArn": auditor}),
	"assume_role.session_name":    assumed(block{"session_name": "night-shift"}, form{"RoleSessionName": "night-shift"}),
	"assume_role.source_identity": assumed(block{"source_identity": "jane"}, form{"SourceIdentity": "jane"}),
	"assume_role.tags":            assumed(block{"tags": map[string]string{"Team": "core"}}, form{"Tags.member.1.Key": "Team", "Tags.member.1.Value": "core"}),
	"assume_role.transitive_tag_keys": assumed(block{"tags": map[string]string{"Team": "core"}, "transitive_tag_keys": []string{"Team"}},
		form{"TransitiveTagKeys.member.1": "Team"}),
}

var webIdentities = effects{
	"assume_role_with_web_identity.duration":           identified(block{"duration": "20m"}, form{"DurationSeconds": "1200"}),
	"assume_role_with_web_identity.policy":             identified(block{"policy": policy}, form{"Policy": policy}),
	"assume_role_with_web_identity.policy_arns":        identified(block{"policy_arns": []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}}, form{"PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
	"assume_role_with_web_identity.role_arn":           identified(block{"role_arn": auditor}, form{"RoleArn": auditor}),
	"assume_role_with_web_identity.session_name":       identified(block{"session_name": "pipeline-7"}, form{"RoleSessionName": "pipeline-7"}),
	"assume_role_with_web_identity.web_identity_token": identified(block{"web_identity_token": "another-token"}, form{"WebIdentityToken": "another-token"}),
	"assume_role_with_web_identity.web_identity_token_file": func(t *testing.T) {
		identified(block{"web_identity_token": nil, "web_identity_token_file": file(t, "token-in-a-file")},
			form{"WebIdentityToken": "token-in-a-file"})(t)
	},
}

// assumed shows that the request to assume a role is signed with the block's keys, and that Proton receives the role's.
func assumed(more block, want form) func(*testing.T) {
	return func(t *testing.T) {
		sts, p := newSTS(t), newProton(t)
		role := block{"role_arn": deployer}.with(more)
		arn, _ := role["role_arn"].(string)
		mustRead(t, at(p.URL).with(block{"assume_role": list{role}, "endpoints": list{{"proton": p.URL, "sts": sts.URL}}}))
		got := sts.first(t)
		wantSignature(t, got, "AKIDEXAMPLE", "us-east-1")
		wantForm(t, got.Form, want, form{"Action": "AssumeRole", "RoleArn": arn})
		wantSignature(t, p.last(t), keyOf(arn), "us-east-1")
		wantEqual(t, "token", p.last(t).Header.Get("X-Amz-Security-Token"), "role-token")
	}
}

// identified shows that the request to assume a role with a web identity token is not signed.
func identified(more block, want form) func(*testing.T) {
	return func(t *testing.T) {
		sts, p := newSTS(t), newProton(t)
		role := block{"role_arn": deployer, "web_identity_token": "a-token"}.with(more)
		arn, _ := role["role_arn"].(string)
		mustRead(t, at(p.URL).with(block{
			"access_key": nil, "secret_key": nil,
			"assume_role_with_web_identity": list{role},
			"endpoints":                     list{{"proton": p.URL, "sts": sts.URL}},
		}))
		got := sts.first(t)
		wantSignature(t, got, "", "")
		wantForm(t, got.Form, want, form{"Action": "AssumeRoleWithWebIdentity", "RoleArn": arn})
		wantSignature(t, p.last(t), keyOf(arn), "us-east-1")
	}
}

func wantForm(t *testing.T, got url.Values, wants ...form) {
	t.Helper()
	for _, want := range wants {
		for name, value := range want {
			wantEqual(t, name, got.Get(name), value)
		}
	}
}

// TestAssumeRole_nullTag shows that a tag without a value is left out, as in the AWS provider.
func TestAssumeRole_nullTag(t *testing.T) {
	t.Parallel()
	sts, p := newSTS(t), newProton(t)
	mustRead(t, at(p.URL).with(role(block{"tags": map[string]any{"Owner": nil, "Team": "core"}})).with(block{
		"endpoints": list{{"proton": p.URL, "sts": sts.URL}},
	}))
	got := sts.first(t).Form
	wantForm(t, got, form{"Tags.member.1.Key": "Team", "Tags.member.1.Value": "core", "Tags.member.2.Key": ""})
}

// TestAssumeRole_chain shows that each role of a chain is assumed with the keys of the previous one.
func TestAssumeRole_chain(t *testing.T) {
	t.Parallel()
	sts, p := newSTS(t), newProton(t)
	mustRead(t, at(p.URL).with(block{
		"assume_role": list{{"role_arn": deployer}, {"role_arn": auditor}},
		"endpoints":   list{{"proton": p.URL, "sts": sts.URL}},
	}))
	signer := map[string]string{deployer: "AKIDEXAMPLE", auditor: keyOf(deployer)}
	for _, r := range sts.got() {
		wantSignature(t, r, signer[r.Form.Get("RoleArn")], "us-east-1")
	}
	wantEqual(t, "last role", sts.last(t).Form.Get("RoleArn"), auditor)
	wantSignature(t, p.last(t), keyOf(auditor), "us-east-1")
}

// TestAssumeRole_afterWebIdentity shows that the two blocks are a chain.
func TestAssumeRole_afterWebIdentity(t *testing.T) {
	t.Parallel()
	sts, p := newSTS(t), newProton(t)
	mustRead(t, at(p.URL).with(block{
		"access_key": nil, "secret_key": nil,
		"assume_role_with_web_identity": list{{"role_arn": deployer, "web_identity_token": "a-token"}},
		"assume_role":                   list{{"role_arn": auditor}},
		"endpoints":                     list{{"proton": p.URL, "sts": sts.URL}},
	}))
	wantSignature(t, sts.first(t), "", "")
	wantSignature(t, sts.last(t), keyOf(deployer), "us-east-1")
	wantSignature(t, p.last(t), keyOf(auditor), "us-east-1")
}

// TestAssumeRole_empty shows the effect of the blocks that modules write if all their values are optional.
func TestAssumeRole_empty(t *testing.T) {
	t.Parallel()
	p := newProton(t)
	found := read(t, at(p.URL).with(block{"assume_role": list{{}}, "assume_role_with_web_identity": list{{}}}))
	wantEqual(t, "errors", failures(found), []problem(nil))
	if len(found) < 2 {
		t.Errorf("got %v, want a warning for each empty block", found)
	}
	wantSignature(t, p.last(t), "AKIDEXAMPLE", "us-east-1")

	half := failRead(t, at(p.URL).with(block{"assume_role": list{{"role_arn": deployer}, {}}}))
	wantEqual(t, "attribute", half.Attribute, `AttributeName("assume_role").ElementKeyInt(1)`)
}
