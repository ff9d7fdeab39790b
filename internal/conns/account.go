package conns

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// verifyAccount refuses credentials that are invalid, or that belong to an account that the block does not allow, if the block
// asks for that. It calls STS, IAM or the EC2 metadata service once, in the region of the first call.
func (c *Client) verifyAccount(ctx context.Context, from *connection, region string, diags *diag.Diagnostics) bool {
	if !c.config.verifiesAccount() {
		return true
	}
	found, ok := c.account.get(ctx, func() (diag.Diagnostics, bool) { return from.verifyAccount(ctx, region) })
	if !ok {
		found = diag.Diagnostics{diagnostics.Ended(ctx.Err(), "the account of the credentials")}
	}
	diags.Append(found...)
	return !found.HasError()
}

func (c *connection) verifyAccount(ctx context.Context, region string) (diags diag.Diagnostics, keep bool) {
	skips := aws.ToBool(c.block.SkipCredentialsValidation)
	if skips && c.base.SkipRequestingAccountId {
		diags.AddAttributeError(path.Root("skip_requesting_account_id"), "AWS account cannot be checked",
			"The provider block has a list of account IDs, but skip_credentials_validation and skip_requesting_account_id "+
				"prevent the provider from finding the account ID. Remove one of the two, or the list.")
		return diags, true
	}
	ctx, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	accountID, err := c.accountID(ctx, cmp.Or(c.aws.Region, region), skips)
	if err != nil {
		const happened = "The provider could not validate the credentials. An account list or " +
			"skip_credentials_validation = false in the provider block requires that. Nothing was cancelled."
		e := c.explain(err, diagnostics.CredentialsError{
			Summary: "Unable to validate AWS credentials",
			Remedy:  "Check that the credentials are valid, and that STS can be reached at endpoints.sts or in sts_region.",
		})
		diags.AddError(e.Summary, happened+" "+e.Detail())
		return diags, !isTransient(err)
	}
	if err := c.base.VerifyAccountIDAllowed(accountID); err != nil {
		list := path.Root("allowed_account_ids")
		if len(c.base.ForbiddenAccountIds) > 0 {
			list = path.Root("forbidden_account_ids")
		}
		diags.AddAttributeError(list, "AWS account not allowed", fmt.Sprintf("The credentials belong to the account %s, which "+
			"%s does not allow. Nothing was cancelled. Use credentials of another account, or correct the list.", accountID, list))
	}
	return diags, true
}

// accountID returns the account of the credentials. If their validation is skipped, it asks STS last.
func (c *connection) accountID(ctx context.Context, region string, skipsValidation bool) (string, error) {
	resolved, config := c.aws, c.base
	resolved.Region, config.SkipCredsValidation = region, skipsValidation
	credentials, err := resolved.Credentials.Retrieve(context.WithValue(ctx, regionKey{}, region))
	if err != nil {
		return "", err
	}
	if skipsValidation && credentials.Source == ec2rolecreds.ProviderName {
		// GetAwsAccountIDAndPartition would ask the metadata service at its usual address, whatever is configured.
		if info, err := imds.NewFromConfig(resolved).GetIAMInfo(ctx, nil); err == nil {
			if profile, err := arn.Parse(info.InstanceProfileArn); err == nil {
				return profile.AccountID, nil
			}
		}
		config.SkipCredsValidation = false
	}
	accountID, _, found := awsbase.GetAwsAccountIDAndPartition(ctx, resolved, &config)
	if failed := found.Errors(); len(failed) > 0 {
		return "", cmp.Or(errorOf(failed[0]), errors.New("no account ID"))
	}
	return accountID, nil
}
