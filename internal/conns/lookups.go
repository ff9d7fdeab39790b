package conns

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/endpoints"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// PlanRegion returns the region that a call will be made in: the configured one, or else the provider's. The result is
// unknown while that region is known only after apply, and null after an error. It also verifies the account, so that a plan
// shows that a call would be refused.
func (c *Client) PlanRegion(ctx context.Context, configured fwtypes.String, diags *diag.Diagnostics) fwtypes.String {
	switch {
	case configured.IsUnknown(), c.unknown && !configured.IsNull():
		return configured
	case c.unknown:
		return fwtypes.StringUnknown()
	}
	if _, region := c.connect(ctx, configured.ValueString(), diags); region != "" {
		return fwtypes.StringValue(region)
	}
	return fwtypes.StringNull()
}

// region returns the configured region, or else the provider's, or "" after an error.
func (c *Client) region(ctx context.Context, configured string, diags *diag.Diagnostics) string {
	region := cmp.Or(configured, c.connection.aws.Region)
	if region == "" && !c.searched {
		c.instance, c.searched = c.connection.instanceRegion(ctx)
	}
	region = cmp.Or(region, c.instance)
	switch {
	case region == "" && ctx.Err() != nil:
		diags.Append(diagnostics.Ended(ctx.Err()))
	case region == "":
		var unreadable diag.Diagnostics
		checkSharedFiles(&c.connection.base, sharedFile.checkReadable, &unreadable)
		diags.Append(diagnostics.MissingRegion(unreadable))
	case !c.config.SkipRegionValidation && !CheckRegion("region", region, c.connection.regionSource(configured), diags):
		return ""
	}
	return region
}

// regionSource returns what sets the provider's region, "" if that is not used or the block sets it.
func (c *connection) regionSource(configured string) string {
	switch {
	case configured+c.block.Base.Region != "":
		return ""
	case os.Getenv("AWS_REGION") != "":
		return "AWS_REGION"
	case os.Getenv("AWS_DEFAULT_REGION") != "":
		return "AWS_DEFAULT_REGION"
	default:
		return "the profile or the EC2 instance"
	}
}

// CheckRegion adds an error at an argument, and returns false, if the SDK does not support its region. "" means not set. source
// is what sets the region, "" if the argument does.
func CheckRegion(argument, region, source string, diags *diag.Diagnostics) bool {
	if region == "" || slices.Contains(supportedRegions(), region) {
		return true
	}
	diags.Append(diagnostics.UnknownRegion(path.Root(argument), region, source, supportedRegions()))
	return false
}

var supportedRegions = sync.OnceValue(func() (all []string) {
	for _, partition := range endpoints.DefaultPartitions() {
		all = slices.AppendSeq(all, maps.Keys(partition.Regions()))
	}
	slices.Sort(all)
	return all
})

// instanceRegion returns the region of the EC2 instance that the credentials come from, or "" if they come from
// elsewhere. It also returns whether the result is final.
func (c *connection) instanceRegion(ctx context.Context) (region string, final bool) {
	if c.block.ownsCredentials() {
		return "", true
	}
	limited, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	provider, err := c.initialCredentials(limited, "us-east-1") // any region: an instance's credentials do not depend on it
	if err != nil {
		return "", true
	}
	credentials, err := provider.Retrieve(limited)
	if err != nil {
		return "", !isTransient(err) && ctx.Err() == nil
	}
	if credentials.Source != ec2rolecreds.ProviderName {
		return "", true
	}
	metadata, err := imds.NewFromConfig(c.aws).GetRegion(limited, nil)
	if err != nil {
		return "", !isTransient(err) && ctx.Err() == nil
	}
	return metadata.Region, true
}

// verifyAccount refuses credentials that are invalid, or that belong to an account that the block does not allow, if the block
// asks for that. It calls STS, IAM or the EC2 metadata service once, in the region of the first call.
func (c *Client) verifyAccount(ctx context.Context, region string, diags *diag.Diagnostics) bool {
	if !c.verified && c.config.verifiesAccount() {
		c.account, c.verified = c.connection.verifyAccount(ctx, region)
		if ctx.Err() != nil {
			c.account, c.verified = diag.Diagnostics{diagnostics.Ended(ctx.Err())}, false
		}
	}
	diags.Append(c.account...)
	return !c.account.HasError()
}

// accountPattern matches the ID of an account.
var accountPattern = regexp.MustCompile(`^[0-9]{12}$`)

func (c *connection) verifyAccount(ctx context.Context, region string) (diags diag.Diagnostics, final bool) {
	skips := aws.ToBool(c.block.SkipCredentialsValidation)
	ctx, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	const happened = "The provider could not validate the credentials. An account list or " +
		"skip_credentials_validation = false in the provider block requires that. Nothing was cancelled."
	accountID, err := c.accountID(ctx, cmp.Or(c.aws.Region, region), skips)
	if err != nil {
		e := c.explain(err, diagnostics.CredentialsError{
			Summary: "Unable to validate AWS credentials",
			Remedy:  "Check that the credentials are valid, and that STS can be reached at endpoints.sts or in sts_region.",
		})
		diags.AddError(e.Summary, happened+" "+e.Detail())
		return diags, !isTransient(err)
	}
	if lists := len(c.base.AllowedAccountIds) + len(c.base.ForbiddenAccountIds); lists > 0 && !accountPattern.MatchString(accountID) {
		diags.AddError("Unable to validate AWS credentials", happened+" The response about the credentials does not have the ID of an "+
			"account. Check that endpoints.sts serves STS.")
		return diags, true
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
