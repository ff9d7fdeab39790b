package conns

import (
	"cmp"
	"encoding/base64"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// secrets are the values of the provider block and of this machine that no text may contain.
type secrets struct {
	mu  sync.RWMutex
	all []string
}

// secretVariables have a secret, and secretFiles the path of a file with one.
var (
	secretVariables = []string{"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "TF_AWS_WEB_IDENTITY_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"}
	secretFiles     = []string{"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"}
)

func secretsOf(block *awsbase.Config) *secrets {
	s := &secrets{}
	s.add(block.SecretKey, block.Token, userInfo(aws.ToString(block.HTTPProxy)), userInfo(aws.ToString(block.HTTPSProxy)))
	for _, role := range block.AssumeRole {
		s.add(role.ExternalID)
	}
	if w := block.AssumeRoleWithWebIdentity; w != nil {
		s.add(w.WebIdentityToken)
		s.addFile(expandHome(os.ExpandEnv(w.WebIdentityTokenFile))) // as aws-sdk-go-base expands it
	}
	for _, variable := range secretVariables {
		s.add(os.Getenv(variable))
	}
	for _, variable := range proxyVariables {
		s.add(userInfo(os.Getenv(variable)))
	}
	for _, variable := range secretFiles {
		s.addFile(os.Getenv(variable))
	}
	return s
}

// add adds secrets, in the forms that a response can quote them in. A short one is left out, because it occurs in any text, unless
// it ends with @, as in a URL.
func (s *secrets) add(found ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, secret := range found {
		if len(secret) >= 8 || len(secret) > 2 && strings.HasSuffix(secret, "@") {
			quoted := strings.Trim(strconv.Quote(secret), `"`)
			s.all = append(s.all, secret, quoted, strings.ReplaceAll(quoted, "/", `\/`), url.QueryEscape(secret), url.PathEscape(secret),
				base64.StdEncoding.EncodeToString([]byte(secret)))
		}
	}
	slices.SortFunc(s.all, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) }) // one may contain another
	s.all = slices.Compact(s.all)
}

// addFile adds what a file contains, and its name if that is not a path: people put a token where its file is meant.
func (s *secrets) addFile(file string) {
	if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && info.Size() < 1<<16 { //nolint:gosec // the user names it
		text, _ := os.ReadFile(file) //nolint:gosec // as above
		s.add(strings.TrimSpace(string(text)))
	} else if !pathPattern.MatchString(file) {
		s.add(file)
	}
}

// pathPattern matches what can only be a path. A token can have slashes.
var pathPattern = regexp.MustCompile(`^(?:[/~\\]|\.\.?[/\\]|[A-Za-z]:[/\\])`)

// userInfo returns the user name and password of a URL, as written in it, with the @ that follows them. If the URL is
// malformed, it returns everything that could be a part of them.
func userInfo(rawURL string) string {
	if _, rest, found := strings.Cut(rawURL, "://"); found {
		rawURL = rest
	}
	return rawURL[:strings.LastIndex(rawURL, "@")+1]
}

// hide replaces the secrets in a text, and what looks like one.
func (s *secrets) hide(text string) string {
	const enough = 1 << 16 // for every text that is shown, and for the longest secret
	return diagnostics.CleanText(s.replace(text[:min(len(text), enough)]))
}

// replace replaces the secrets in a text.
func (s *secrets) replace(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, secret := range s.all {
		text = strings.ReplaceAll(text, secret, "(hidden)")
	}
	return text
}
