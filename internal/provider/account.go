package provider

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

// askAccount tells whether the block asks for calls while the provider is configured.
func askAccount(model providerModel) bool {
	asked := !model.SkipCredentialsValidation.IsNull() && !model.SkipCredentialsValidation.ValueBool()
	return asked || len(model.AllowedAccountIDs.Elements()) > 0 || len(model.ForbiddenAccountIDs.Elements()) > 0
}

// verifyAccount refuses credentials that are invalid, or of an account that the block does not want.
func verifyAccount(ctx context.Context, resolved aws.Config, config *awsbase.Config, model providerModel, secrets secrets, diags *diag.Diagnostics) {
	lists := len(config.AllowedAccountIds) > 0 || len(config.ForbiddenAccountIds) > 0
	asking := *config
	asking.SkipCredsValidation = model.SkipCredentialsValidation.ValueBool()
	if lists && asking.SkipCredsValidation && asking.SkipRequestingAccountId {
		diags.AddAttributeError(path.Root("skip_requesting_account_id"), "AWS account cannot be checked",
			"There is a list of account IDs, but skip_credentials_validation and skip_requesting_account_id forbid all "+
				"ways to learn the account. Remove one of the two, or the list.")
		return
	}
	ctx, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	account, _, found := awsbase.GetAwsAccountIDAndPartition(ctx, resolved, &asking)
	if found.HasError() {
		accountUnknown(found, secrets, diags)
		return
	}
	if err := config.VerifyAccountIDAllowed(account); err != nil {
		at := path.Root("allowed_account_ids")
		if len(config.ForbiddenAccountIds) > 0 {
			at = path.Root("forbidden_account_ids")
		}
		diags.AddAttributeError(at, "AWS account not allowed", fmt.Sprintf("The credentials belong to the account %s, which "+
			"%s does not let pass. Nothing was cancelled. Use credentials of another account, or correct the list.", account, at))
	}
}

// accountUnknown reports that the account could not be learned, or that the credentials are not valid.
func accountUnknown(found basediag.Diagnostics, secrets secrets, diags *diag.Diagnostics) {
	const happened = "The provider block asks for the credentials to be checked before they are used, by an account list or " +
		"by skip_credentials_validation = false, and that failed. Nothing was cancelled."
	for _, d := range found.Errors() {
		var credentials *diagnostics.CredentialsError
		if with, ok := d.(basediag.DiagnosticWithErr); ok && errors.As(with.Err(), &credentials) {
			diags.AddError(credentials.Summary, happened+" "+credentials.Detail())
			continue
		}
		diags.AddError("Unable to validate AWS credentials", happened+"\n\nCheck that the credentials are valid, and that STS "+
			"can be reached; endpoints.sts and sts_region say where.\n\nCause: "+secrets.hide(cause(d)))
	}
}
