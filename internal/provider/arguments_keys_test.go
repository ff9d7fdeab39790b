package provider_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

var keys = effects{
	"access_key": func(t *testing.T) {
		p := newProton(t)
		mustRead(t, at(p.URL).with(block{"access_key": "AKIDOTHER"}))
		wantSignature(t, p.last(t), "AKIDOTHER", "us-east-1")
	},
	"secret_key": func(t *testing.T) {
		p := newProton(t)
		mustRead(t, at(p.URL).with(block{"secret_key": "another-secret"}))
		got := p.last(t)
		wantEqual(t, "signature", got.Header.Get("Authorization"), signed(t, got, "another-secret"))
	},
	"token": func(t *testing.T) {
		p := newProton(t)
		mustRead(t, at(p.URL).with(block{"token": "session-token"}))
		wantEqual(t, "token", p.last(t).Header.Get("X-Amz-Security-Token"), "session-token")
	},
	"region": func(t *testing.T) {
		p := newProton(t)
		mustRead(t, at(p.URL).with(block{"region": "ap-northeast-1"}))
		wantSignature(t, p.last(t), "AKIDEXAMPLE", "ap-northeast-1")
	},
	"user_agent": func(t *testing.T) {
		p := newProton(t)
		mustRead(t, at(p.URL).with(block{"user_agent": []string{"my-tool/1.0 (nightly)", "other"}}))
		agent := p.last(t).Header.Get("User-Agent")
		for _, part := range []string{"Terraform/1.14.0", "terraform-provider-proton/test", "my-tool/1.0 (nightly) other"} {
			if !strings.Contains(agent, part) {
				t.Errorf("the user agent %q does not have %q", agent, part)
			}
		}
	},
}

const sharedConfig = `
[profile ci]
region = eu-central-1
`

const sharedCredentials = `
[default]
aws_access_key_id     = AKIDDEFAULT
aws_secret_access_key = secret
[ci]
aws_access_key_id     = AKIDCI
aws_secret_access_key = secret
`

var files = effects{
	"profile": func(t *testing.T) {
		wantSignature(t, readWithFiles(t, block{"profile": "ci", "region": "us-east-1"}), "AKIDCI", "us-east-1")
	},
	"shared_config_files": func(t *testing.T) {
		_, region := readWithFiles(t, block{"profile": "ci", "shared_config_files": []string{file(t, sharedConfig)}}).signature()
		wantEqual(t, "region", region, "eu-central-1")
	},
	"shared_credentials_files": func(t *testing.T) {
		wantSignature(t, readWithFiles(t, block{"region": "us-east-1"}), "AKIDDEFAULT", "us-east-1")
	},
}

// readWithFiles reads with a credentials file and more arguments.
func readWithFiles(t *testing.T, more block) request {
	t.Helper()
	p := newProton(t)
	mustRead(t, block{
		"endpoints":                list{{"proton": p.URL}},
		"shared_credentials_files": []string{file(t, sharedCredentials)},
	}.with(more))
	return p.last(t)
}

var signedHeaders = regexp.MustCompile(`SignedHeaders=([^,]+)`)

// signed returns the Authorization header of a request, signed with a secret.
func signed(t *testing.T, r request, secret string) string {
	t.Helper()
	again, err := http.NewRequestWithContext(t.Context(), r.Method, "http://"+r.Host+r.Path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	authorization := r.Header.Get("Authorization")
	names := strings.Split(signedHeaders.FindStringSubmatch(authorization)[1], ";")
	for name, values := range r.Header {
		if slices.Contains(names, strings.ToLower(name)) {
			again.Header[name] = values
		}
	}
	again.ContentLength = int64(len(r.Body))
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil {
		t.Fatal(err)
	}
	key, region := r.signature()
	hash := sha256.Sum256(r.Body)
	credentials := aws.Credentials{AccessKeyID: key, SecretAccessKey: secret}
	err = v4.NewSigner().SignHTTP(t.Context(), credentials, again, hex.EncodeToString(hash[:]), "proton", region, at)
	if err != nil {
		t.Fatal(err)
	}
	return again.Header.Get("Authorization")
}
