package conns

import (
	"cmp"
	"context"
	"maps"
	"os"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
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
func (c *Client) region(ctx context.Context, from *connection, configured string, diags *diag.Diagnostics) string {
	region := cmp.Or(configured, from.aws.Region)
	if region == "" {
		found, ok := c.instance.get(ctx, func() (string, bool) { return from.instanceRegion(ctx) })
		if !ok {
			diags.Append(diagnostics.Ended(ctx.Err(), "the region of the EC2 instance"))
			return ""
		}
		region = found
	}
	if region == "" {
		diags.Append(diagnostics.MissingRegion())
		return ""
	}
	source := ""
	if configured == "" {
		source = from.regionSource()
	}
	if !c.config.SkipRegionValidation && !checkRegion("region", region, source, diags) {
		return ""
	}
	return region
}

// regionSource returns what sets the provider's region, "" if the block does.
func (c *connection) regionSource() string {
	switch {
	case c.block.Base.Region != "":
		return ""
	case os.Getenv("AWS_REGION") != "":
		return "AWS_REGION"
	case os.Getenv("AWS_DEFAULT_REGION") != "":
		return "AWS_DEFAULT_REGION"
	default:
		return "the profile or the EC2 instance"
	}
}

// CheckRegion adds an error at an argument, and returns false, if the SDK does not support its region. "" means not set.
func CheckRegion(argument, region string, diags *diag.Diagnostics) bool {
	return checkRegion(argument, region, "", diags)
}

func checkRegion(argument, region, source string, diags *diag.Diagnostics) bool {
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
	ctx, stop := context.WithTimeout(ctx, attemptTimeout)
	defer stop()
	provider, err := c.initialCredentials(ctx, "us-east-1") // any region: an instance's credentials do not depend on it
	if err != nil {
		return "", true
	}
	credentials, err := provider.Retrieve(ctx)
	if err != nil {
		return "", !isTransient(err)
	}
	if credentials.Source != ec2rolecreds.ProviderName {
		return "", true
	}
	metadata, err := imds.NewFromConfig(c.aws).GetRegion(ctx, nil)
	if err != nil {
		return "", !isTransient(err)
	}
	return metadata.Region, true
}
