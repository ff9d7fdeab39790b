package diagnostics_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

const exampleKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

// TestClean_secrets shows which parts of a text are hidden.
func TestClean_secrets(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"user:hunter2pass@localhost:4655":                            "(hidden)localhost:4655",
		`"http://user:hun#ter2@localhost:1"`:                         `"http://(hidden)localhost:1"`,
		`http://user:hun"t?er/2@localhost`:                           "http://(hidden)localhost",
		"http://token@localhost":                                     "http://(hidden)localhost",
		"https://github.com/a/b@v1.2":                                "https://github.com/a/b@v1.2",
		"arn:aws:sts::1:assumed-role/a/me@test.com":                  "arn:aws:sts::1:assumed-role/a/me@test.com",
		"Bearer token is invalid":                                    "Bearer token is invalid",
		"Bearer hunter2":                                             "Bearer (hidden)",
		`{"SecretAccessKey":"wJal\/K7\u002BDE"}`:                     `{"SecretAccessKey":"(hidden)"}`,
		`"{\"SecretAccessKey\":\"wJal\"}"`:                           `"{\"SecretAccessKey\":\"(hidden)\"}"`,
		"secret:" + exampleKey:                                       "secret:(hidden)",
		"key-" + exampleKey + ".":                                    "(hidden).",
		"the key is /" + exampleKey[1:]:                              "the key is (hidden)",
		"MyVeryLongComponentName2024InProduction1Foo":                "MyVeryLongComponentName2024InProduction1Foo",
		"PROD-API-V2-EU-WEST-1-a-SHARED-SERVICE-12345678":            "PROD-API-V2-EU-WEST-1-a-SHARED-SERVICE-12345678",
		"/SECRETS/PRODUCTION/PAYMENTS/EU/WEST/EU/WEST/" + exampleKey: "(hidden)",
		"arn:a:b:c:d:" + exampleKey + "/aaaa":                        "arn:a:b:c:d:(hidden)",
		"arn:aws:iam::1:role/ci=" + exampleKey:                       "arn:aws:iam::1:role/ci(hidden)",
		"arn:aws:sts::1:x:" + exampleKey:                             "arn:aws:sts::1:x:(hidden)",
		"PRD-EU-W1-PAYMENTS-API-v2-Blue-INT-0001-DB-X":               "PRD-EU-W1-PAYMENTS-API-v2-Blue-INT-0001-DB-X",
		"arn:aws:sts::1:assumed-role/TerraformCI/i-0a1b2c3d4e5f6":    "arn:aws:sts::1:assumed-role/TerraformCI/i-0a1b2c3d4e5f6",
		"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=ipv5":                "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=ipv5",
		"/Volumes/DATA/CI/AGENT-01/WORK/Build/S1/CERTS/ca":           "/Volumes/DATA/CI/AGENT-01/WORK/Build/S1/CERTS/ca",
		"arn:aws:iam::1:role/PRD/EU-W1/TFE_ROLE_EUW1_PAYmentsDB":     "arn:aws:iam::1:role/PRD/EU-W1/TFE_ROLE_EUW1_PAYmentsDB",
		"/Users/me/Projects/infra/modules/Deploy2/AWS/.terraform":    "/Users/me/Projects/infra/modules/Deploy2/AWS/.terraform",
	} {
		if got := diagnostics.Clean(in); got != want {
			t.Errorf("Clean(%q) is %q, want %q", in, got, want)
		}
	}
}

// TestClean_words has words at the limits of what counts as random.
func TestClean_words(t *testing.T) {
	t.Parallel()
	spread := func(dashes int) string { return "A1-B2-C3-D4-E5-abc" + strings.Repeat("-", dashes) + "F6" }
	for word, shown := range map[string]bool{
		"3f786850e387550fdab836ed7e6dc881de23001b": true, // a commit
		"abcdefghijklmnopqrstA1B2C3D4E5F6G7H8I9J0": true, // half of it could be words
		"abcdefghijklmnopqrsA1B2C3D4E5F6G7H8I9J0K": false,
		"ABCDEFGH1ABCDEFGH2ABCDEFGH3-abc-ABCDEFGH": true, // five changes
		"ABCDEFGH1ABCDEFGH2ABCDEFGH3abc-ABCDEFGHI": false,
		spread(22): true, // six changes in 41 characters
		spread(21): false,
		"/A1/" + strings.Repeat("B", 50) + "/" + exampleKey: false,
	} {
		if got := diagnostics.Clean(word); (got == word) != shown {
			t.Errorf("Clean(%q) is %q, want it shown %t", word, got, shown)
		}
	}
}

// TestClean_keys shows that nearly every key is hidden without a name beside it.
func TestClean_keys(t *testing.T) {
	t.Parallel()
	const alphabet, keys = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 2000
	random := rand.New(rand.NewPCG(1, 2))
	shown := 0
	for range keys {
		var key strings.Builder
		for range 40 {
			key.WriteByte(alphabet[random.IntN(len(alphabet))])
		}
		if strings.Contains(diagnostics.Clean("found "+key.String()), key.String()) {
			shown++
		}
	}
	if shown*200 > keys {
		t.Errorf("%d of %d keys are shown", shown, keys)
	}
}

// TestClean_long shows that a long text is cut before it is searched: searching all of it takes 20 seconds on a fast machine. The
// beginning of a secret is not shown at the cut.
func TestClean_long(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("Bearer hunter2hunter2hunter2hunter2hunter2hunter2 ", 64<<20/50)
	start := time.Now()
	got := diagnostics.Clean(text)
	if took := time.Since(start); took > 10*time.Second || strings.Contains(got, "hunter") {
		t.Errorf("got %q after %s", got, took)
	}
	if got := diagnostics.Clean(strings.Repeat("x", 1<<20)); got != "…" {
		t.Errorf("got %q of a text without spaces", got)
	}
}

// TestCleanOutput shows what is hidden of a program's output.
func TestCleanOutput(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		`{"SecretAccessKey":"hunter2\/K7MD"}`, `{"SecretAccessKey":"hunter2\u002BFE\u002B"}`, "using secret key " + exampleKey + "hunter2",
		"secretAccessKey: >-\n  hunter2\nsessionToken: |\n  hunter2", "token\nhvs.hunter2CAESIJ1y2Xq8ZJ", "ghp_16C7e42F292c6912E7hunter2",
		"glpat-hunter2XyAbCdEfGh1234", "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2hunter2", "password is hunter2", "PASSWORD hunter2",
		"--password hunter", "curl -u me:hunter https://test/", "pwd=hunter2", "token=hunter2", "private_key: hunter2", "X-Vault-Token: hunter2",
		"Set-Cookie: session=1; id=hunter2", "+ vault login token=hunter", "https://idp.test/cb?code=hunter2&state=x", "Authorization: Basic hunter2",
		"AWS_SECRET_ACCESS_KEY=hunter2", "MzEfYyjiWA4R4/M2bShunter2", "X-Api-Key: hunter2", "{'SessionToken': 'hunter2'}", "Bearer hunter2",
		exampleKey + "hunter2" + strings.Repeat(" word", 199), // across the cut
	} {
		if got := diagnostics.CleanOutput(in); strings.Contains(got, "hunter") || !strings.Contains(got, "(hidden)") && !strings.Contains(got, "…") {
			t.Errorf("CleanOutput(%q) is %q", in, got)
		}
	}
	for _, in := range []string{
		"sh: 1: vault: command not found", "Error: the SSO session has expired. Run 'aws sso login --profile ci'.",
		"/usr/lib/python3/dist-packages/botocore/credentials.py:12: error", "cannot reach https://portal.sso.us-east-1.amazonaws.com/login",
		"Error when retrieving token from sso: Token has expired and refresh failed", "log in first",
		"2026-11-25T11:11:30Z exit status 3", "An error occurred (ExpiredToken) when calling the AssumeRole operation: The security token has expired",
	} {
		if got := diagnostics.CleanOutput(in); got != in {
			t.Errorf("CleanOutput(%q) is %q, want it unchanged", in, got)
		}
	}
	long := strings.Repeat(fmt.Sprintf("%s hunter2\n", strings.Repeat("word ", 9)), 50)
	if got := diagnostics.CleanOutput(long); len(got) > 1010 || !strings.HasPrefix(got, "…") || !strings.HasSuffix(long, strings.TrimPrefix(got, "…")) {
		t.Errorf("got %q, want whole words from the end", got)
	}
}

// TestCleanOutput_long shows that the end of a long output is shown, and that it begins with a whole word.
func TestCleanOutput_long(t *testing.T) {
	t.Parallel()
	got := diagnostics.CleanOutput(strings.Repeat("some words ", 10_000) + "the end")
	if !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " words the end") || len(got) > 1010 || strings.Fields(got)[1] != "some" && strings.Fields(got)[1] != "words" {
		t.Errorf("got %q", got)
	}
	if got := diagnostics.CleanOutput(strings.Repeat("x", 100_000)); got != "…" {
		t.Errorf("got %q of a text without spaces, want nothing", got)
	}
}

// TestClean_limits has texts that are exactly as long as a limit.
func TestClean_limits(t *testing.T) {
	t.Parallel()
	half := "abcdefghijklmnopqrstABCDEFGHIJKLMNOPQRST" // as many letters in words as others
	if got := diagnostics.Clean(half); got != half {
		t.Errorf("got %q, want it unchanged", got)
	}
	if got := diagnostics.Clean(strings.Repeat("\x00", 16_000-5) + "a b c"); got != "a b c" {
		t.Errorf("got %q of 16,000 bytes, want all characters that can be printed", got)
	}
	tail := " " + strings.Repeat("words", 999/5) + "last"
	for in, want := range map[string]string{
		tail: tail, "xx" + tail: "…" + tail, // the cut is before the space
	} {
		if got := diagnostics.CleanOutput(in); got != want {
			t.Errorf("got %q of %d bytes, want %q", got, len(in), want)
		}
	}
}
