package conns

import (
	"cmp"
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// stsClient returns a client that signs for a region with credentials. nil means that it does not sign.
func (c *connection) stsClient(region string, with aws.CredentialsProvider) *sts.Client {
	return sts.NewFromConfig(c.aws, func(o *sts.Options) {
		o.Region, o.Credentials = region, with
		if c.base.StsRegion != "" {
			o.Region = c.base.StsRegion
		}
		if c.base.StsEndpoint != "" {
			o.BaseEndpoint = &c.base.StsEndpoint
		}
		if o.BaseEndpoint != nil {
			// As in the AWS provider, these two apply to AWS's own endpoints. The SDK refuses them beside another endpoint.
			o.EndpointOptions.UseFIPSEndpoint = aws.FIPSEndpointStateDisabled
			o.EndpointOptions.UseDualStackEndpoint = aws.DualStackEndpointStateDisabled
		}
	})
}

// assume returns the credentials of a role that is assumed with other credentials.
func (c *connection) assume(region string, role awsbase.AssumeRole, with aws.CredentialsProvider) aws.CredentialsProvider {
	provider := stscreds.NewAssumeRoleProvider(c.stsClient(region, with), role.RoleARN, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName, o.Duration = role.SessionName, role.Duration
		o.ExternalID, o.Policy, o.SourceIdentity = notEmpty(role.ExternalID), notEmpty(role.Policy), notEmpty(role.SourceIdentity)
		o.PolicyARNs, o.TransitiveTagKeys = policies(role.PolicyARNs), role.TransitiveTagKeys
		for key, value := range role.Tags {
			o.Tags = append(o.Tags, ststypes.Tag{Key: &key, Value: &value})
		}
	})
	return aws.NewCredentialsCache(step{provider, func(err error) error {
		return c.explain(err, diagnostics.CredentialsError{
			Summary:  "Unable to assume IAM role",
			Happened: fmt.Sprintf("The IAM role %s could not be assumed.", role.RoleARN),
			Remedy: "Check the role's ARN and external ID. Check that the role's trust policy allows the credentials that " +
				"assume it, and that these have the IAM action sts:AssumeRole.",
		})
	}})
}

// completeWebIdentity adds what the environment has to the block, and checks that nothing is missing.
func completeWebIdentity(base *awsbase.Config, diags *diag.Diagnostics) {
	if base.AssumeRoleWithWebIdentity == nil {
		return
	}
	w := *base.AssumeRoleWithWebIdentity
	w.RoleARN = cmp.Or(w.RoleARN, os.Getenv("AWS_ROLE_ARN"))
	w.SessionName = cmp.Or(w.SessionName, os.Getenv("AWS_ROLE_SESSION_NAME"))
	if !w.HasValidTokenSource() {
		w.WebIdentityToken, w.WebIdentityTokenFile = os.Getenv("TF_AWS_WEB_IDENTITY_TOKEN"), os.Getenv("AWS_WEB_IDENTITY_TOKEN_FILE")
	}
	base.AssumeRoleWithWebIdentity = &w
	at := path.Root("assume_role_with_web_identity").AtListIndex(0)
	if w.RoleARN == "" {
		diags.AddAttributeError(at, "Missing role ARN", "The block needs a role_arn, or AWS_ROLE_ARN in the environment.")
	}
	if (w.WebIdentityToken == "") == (w.WebIdentityTokenFile == "") {
		diags.AddAttributeError(at, "Missing web identity token", "The block needs exactly one of web_identity_token and "+
			"web_identity_token_file. If it has neither, the environment needs exactly one of TF_AWS_WEB_IDENTITY_TOKEN and "+
			"AWS_WEB_IDENTITY_TOKEN_FILE.")
	}
}

// webIdentity returns the credentials of the role that the block assumes with a token.
func (c *connection) webIdentity(region string) aws.CredentialsProvider {
	role := c.base.AssumeRoleWithWebIdentity
	client := c.stsClient(region, nil)
	provider := stscreds.NewWebIdentityRoleProvider(client, role.RoleARN, role, func(o *stscreds.WebIdentityRoleOptions) {
		o.RoleSessionName, o.Duration, o.Policy, o.PolicyARNs = role.SessionName, role.Duration, notEmpty(role.Policy), policies(role.PolicyARNs)
	})
	return aws.NewCredentialsCache(step{provider, func(err error) error { return c.explain(err, webIdentityFailed(role.RoleARN)) }})
}

func webIdentityFailed(role string) diagnostics.CredentialsError {
	return diagnostics.CredentialsError{
		Summary:  "Unable to assume IAM role with web identity",
		Happened: fmt.Sprintf("The IAM role %s could not be assumed with the web identity token.", role),
		Remedy: "Check the role's ARN, and that the token exists and has not expired. Check that the role's trust policy " +
			"allows the token's issuer, audience and subject.",
	}
}

func policies(arns []string) (all []ststypes.PolicyDescriptorType) {
	for _, arn := range arns {
		all = append(all, ststypes.PolicyDescriptorType{Arn: &arn})
	}
	return all
}

// notEmpty returns nil for "".
func notEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// step is a source of credentials whose errors are explained.
type step struct {
	aws.CredentialsProvider

	explain func(error) error
}

// Retrieve implements aws.CredentialsProvider.
func (s step) Retrieve(ctx context.Context) (aws.Credentials, error) {
	found, err := s.CredentialsProvider.Retrieve(ctx)
	if err != nil {
		return found, s.explain(err)
	}
	return found, nil
}
