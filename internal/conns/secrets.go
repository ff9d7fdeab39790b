package conns

import (
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
)

// secrets are the values of the provider block, and of proxies in the environment, that no message may contain.
type secrets []string

func secretsOf(c *awsbase.Config) secrets {
	all := secrets{c.SecretKey, c.Token, userInfo(aws.ToString(c.HTTPProxy)), userInfo(aws.ToString(c.HTTPSProxy))}
	for _, role := range c.AssumeRole {
		all = append(all, role.ExternalID)
	}
	if w := c.AssumeRoleWithWebIdentity; w != nil {
		all = append(all, w.WebIdentityToken)
	}
	for _, variable := range proxyVariables {
		all = append(all, userInfo(os.Getenv(variable)))
	}
	return all
}

// userInfo returns the user name and password of a URL, as written in it, with the @ that follows them. If the URL is
// malformed, it returns everything that could be a part of them.
func userInfo(rawURL string) string {
	if _, rest, found := strings.Cut(rawURL, "://"); found {
		rawURL = rest
	}
	return rawURL[:strings.LastIndex(rawURL, "@")+1]
}

// hide replaces the secrets in a text. A value of one or two characters is not a secret, and occurs in any text.
func (s secrets) hide(text string) string {
	for _, secret := range s {
		if len(secret) > 2 {
			text = strings.ReplaceAll(text, secret, "(hidden)")
		}
	}
	return text
}
