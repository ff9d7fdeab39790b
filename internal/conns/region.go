package conns

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// PlanRegion returns the region that a call will be made in: the configured one, or else the provider's. The result is
// unknown while that region is known only after apply, and null after an error.
func (c *Client) PlanRegion(ctx context.Context, configured fwtypes.String, diags *diag.Diagnostics) fwtypes.String {
	switch {
	case configured.IsUnknown(), c.unknown && !configured.IsNull():
		return configured
	case c.unknown:
		return fwtypes.StringUnknown()
	}
	region := c.region(ctx, configured.ValueString(), diags)
	if region == "" {
		return fwtypes.StringNull()
	}
	return fwtypes.StringValue(region)
}

// region returns the configured region, or else the provider's, or "" after an error.
func (c *Client) region(ctx context.Context, configured string, diags *diag.Diagnostics) string {
	region := cmp.Or(configured, c.resolved.Region)
	if region == "" {
		c.instance.Do(func() { c.instanceRegion = c.findInstanceRegion(ctx) })
		region = c.instanceRegion
	}
	if region == "" {
		diags.Append(diagnostics.MissingRegion())
		return ""
	}
	if !c.config.SkipRegionValidation && !CheckRegion("region", region, diags) {
		return ""
	}
	return region
}

// CheckRegion adds an error at an argument, and returns false, if the SDK does not support its region. "" means not set.
func CheckRegion(argument, region string, diags *diag.Diagnostics) bool {
	if region == "" || validation.SupportedRegion(region) == nil {
		return true
	}
	diags.Append(diagnostics.UnknownRegion(path.Root(argument), region))
	return false
}

// findInstanceRegion returns the region of the EC2 instance that the credentials come from, or "" if they come from
// elsewhere. aws-sdk-go-base resolves it too, but ignores ec2_metadata_service_endpoint.
func (c *Client) findInstanceRegion(ctx context.Context) string {
	instance := c.config.Base
	if instance.AccessKey != "" || instance.AssumeRoleWithWebIdentity != nil {
		return ""
	}
	ctx, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	instance.AssumeRole, instance.Region = nil, "us-east-1" // any region: an instance's credentials do not depend on it
	_, found, problems := awsbase.GetAwsConfig(ctx, &instance)
	if problems.HasError() {
		return ""
	}
	credentials, err := found.Credentials.Retrieve(ctx)
	if err != nil || credentials.Source != ec2rolecreds.ProviderName {
		return ""
	}
	metadata, err := imds.NewFromConfig(c.resolved).GetRegion(ctx, nil)
	if err != nil {
		return ""
	}
	return metadata.Region
}
