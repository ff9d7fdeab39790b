package conns

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	basediag "github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// verifyAccount refuses credentials that are invalid, or that belong to an account that the block does not allow. It calls
// STS or IAM, so it needs a region.
func (c *Client) verifyAccount(ctx context.Context, hidden secrets, diags *diag.Diagnostics) {
	config := c.config.Base
	config.SkipCredsValidation = aws.ToBool(c.config.SkipCredentialsValidation)
	if config.SkipCredsValidation && config.SkipRequestingAccountId {
		diags.AddAttributeError(path.Root("skip_requesting_account_id"), "AWS account cannot be checked",
			"The provider block has a list of account IDs, but skip_credentials_validation and skip_requesting_account_id "+
				"prevent the provider from finding the account ID. Remove one of the two, or the list.")
		return
	}
	resolved := c.resolved
	resolved.Region = c.region(ctx, "", diags)
	if diags.HasError() {
		return
	}
	c.config.Base.Region = resolved.Region // assuming a role needs it
	ctx, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	accountID, _, found := awsbase.GetAwsAccountIDAndPartition(ctx, resolved, &config)
	if found.HasError() {
		addAccountErrors(found, hidden, diags)
		return
	}
	if err := config.VerifyAccountIDAllowed(accountID); err != nil {
		list := path.Root("allowed_account_ids")
		if len(config.ForbiddenAccountIds) > 0 {
			list = path.Root("forbidden_account_ids")
		}
		diags.AddAttributeError(list, "AWS account not allowed", fmt.Sprintf("The credentials belong to the account %s, which "+
			"%s does not allow. Nothing was cancelled. Use credentials of another account, or correct the list.", accountID, list))
	}
}

// addAccountErrors adds the error if the account ID could not be found, or if the credentials are not valid.
func addAccountErrors(found basediag.Diagnostics, hidden secrets, diags *diag.Diagnostics) {
	const happened = "The provider could not validate the credentials. An account list or " +
		"skip_credentials_validation = false in the provider block requires that. Nothing was cancelled."
	for _, d := range found.Errors() {
		if credentials, ok := errors.AsType[*diagnostics.CredentialsError](errorOf(d)); ok {
			diags.AddError(credentials.Summary, happened+" "+credentials.Detail())
			continue
		}
		diags.AddError("Unable to validate AWS credentials", happened+"\n\nCheck that the credentials are valid, and that STS "+
			"can be reached at endpoints.sts or in sts_region.\n\nCause: "+hidden.hide(causeOf(d)))
	}
}
