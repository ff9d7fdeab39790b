// Package conns makes the Proton client of a region from the configured provider.
package conns

import (
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// Client is what the configured provider hands to everything that it offers. It makes the Proton client of a region,
// once for each. It is safe for concurrent use.
type Client struct {
	config  ClientConfig
	clients sync.Map // region → *proton.Client
}

// ClientConfig is what a [Client] is made from.
type ClientConfig struct {
	// AWS has the credentials and the provider's region.
	AWS aws.Config

	// Endpoint is the endpoints.proton argument, "" for the SDK's own choice.
	Endpoint string

	// SkipRegionValidation lets regions pass that the SDK does not know.
	SkipRegionValidation bool

	// Unknown says that the provider block has values that are known only during apply: nothing can be called yet.
	Unknown bool
}

// NewClient makes the client that the provider hands over.
func NewClient(config ClientConfig) *Client {
	return &Client{config: config}
}

// ClientFrom takes over what the provider handed to a resource, an action or a data source. It is nil while Terraform
// only validates, before the provider is configured.
func ClientFrom(providerData any, diags *diag.Diagnostics) *Client {
	if providerData == nil {
		return nil
	}
	client, ok := providerData.(*Client)
	if !ok {
		diags.AddError(
			"Unexpected provider data",
			fmt.Sprintf("Expected %T, got %T. This is a bug in the provider: please report it.", client, providerData),
		)
	}
	return client
}

// Region is the provider's region, "" while it is not known.
func (c *Client) Region() string {
	return c.config.AWS.Region
}

// RegionOr is the configured region, or the provider's if none is.
func (c *Client) RegionOr(configured types.String) string {
	if region := configured.ValueString(); region != "" {
		return region
	}
	return c.Region()
}

// Proton is the client of a region, or nil after adding to diags why there can be none.
func (c *Client) Proton(region string, diags *diag.Diagnostics) *proton.Client {
	if c.config.Unknown {
		diags.AddError(
			"Provider configuration not known yet",
			"An argument of the provider block takes its value from something that has not been created, so Proton "+
				"cannot be called during this plan.\n\nApply what the provider block depends on first, with -target for "+
				"instance, or give the provider values that are known.",
		)
		return nil
	}
	if client, ok := c.clients.Load(region); ok {
		return client.(*proton.Client) //nolint:forcetypeassert // nothing else is stored
	}
	if c.CheckRegion(region, diags); diags.HasError() {
		return nil
	}
	client, _ := c.clients.LoadOrStore(region, proton.NewFromConfig(c.config.AWS, func(o *proton.Options) {
		o.Region = region
		o.APIOptions = append(o.APIOptions, limitAnswers)
		if c.config.Endpoint != "" {
			o.BaseEndpoint = &c.config.Endpoint
		}
		if o.BaseEndpoint != nil {
			// As with the AWS provider, these two are for AWS's own endpoints: the SDK would refuse them beside another.
			o.EndpointOptions.UseFIPSEndpoint = aws.FIPSEndpointStateDisabled
			o.EndpointOptions.UseDualStackEndpoint = aws.DualStackEndpointStateDisabled
		}
	}))
	return client.(*proton.Client) //nolint:forcetypeassert // nothing else is stored
}

// CheckRegion adds an error at the region argument if the SDK does not know the region, unless the provider was told
// to skip that.
func (c *Client) CheckRegion(region string, diags *diag.Diagnostics) {
	if c.config.SkipRegionValidation || c.config.Unknown {
		return
	}
	if err := validation.SupportedRegion(region); err != nil {
		diags.Append(diagnostics.UnknownRegion(path.Root("region"), region))
	}
}
