package provider

import (
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
)

// secrets are the values of the provider block and of the environment that no message may repeat.
type secrets []string

func secretsOf(c *awsbase.Config) secrets {
	all := secrets{c.SecretKey, c.Token}
	for _, role := range c.AssumeRole {
		all = append(all, role.ExternalID)
	}
	if w := c.AssumeRoleWithWebIdentity; w != nil {
		all = append(all, w.WebIdentityToken)
	}
	proxies := []string{aws.ToString(c.HTTPProxy), aws.ToString(c.HTTPSProxy)}
	for _, variable := range proxyVariables {
		proxies = append(proxies, os.Getenv(variable))
	}
	for _, proxy := range proxies {
		all = append(all, userInfo(proxy))
	}
	return all
}

// userInfo is the user name and password of a URL with the @ that ends them, as they are written in it. The URL may be
// malformed: everything that could belong to them does.
func userInfo(rawURL string) string {
	if _, rest, found := strings.Cut(rawURL, "://"); found {
		rawURL = rest
	}
	return rawURL[:strings.LastIndex(rawURL, "@")+1]
}

// hide makes a text fit to be shown. A secret of one or two letters is none, and its letters are everywhere.
func (s secrets) hide(text string) string {
	for _, secret := range s {
		if len(secret) > 2 {
			text = strings.ReplaceAll(text, secret, "(hidden)")
		}
	}
	return text
}
