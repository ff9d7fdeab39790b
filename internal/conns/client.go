// Package conns creates the Proton clients of a provider block, one for each region.
package conns

import (
	"context"
	"fmt"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// Client is what the configured provider passes to its resources, actions and data sources. It creates one
// Proton client for each region. It is safe for concurrent use.
type Client struct {
	unknown bool // the provider block has values that are known only after apply
	config  Config

	turn       chan struct{} // holds one value, except while a call prepares what follows
	connection *connection   // nil before the first call
	instance   string        // the region of the EC2 instance, if searched
	searched   bool
	account    diag.Diagnostics // what is wrong with the account, if verified
	verified   bool
	clients    map[string]*proton.Client // by region
}

// NewClient returns the client of a provider block. It reads nothing and calls nothing: what is missing on this machine is an
// error of the first call.
func NewClient(config Config) *Client {
	c := &Client{config: config, turn: make(chan struct{}, 1), clients: map[string]*proton.Client{}}
	c.turn <- struct{}{}
	return c
}

// NewUnknown returns the client of a provider block that has values which are known only after apply. Connecting with only
// some of the arguments could reach another account than the intended one, so this client makes no call.
func NewUnknown() *Client {
	return &Client{unknown: true}
}

// ClientFrom returns the client that the provider passed to a resource, an action or a data source. It is nil while
// Terraform validates, before the provider is configured.
func ClientFrom(providerData any, diags *diag.Diagnostics) *Client {
	if providerData == nil {
		return nil
	}
	client, ok := providerData.(*Client)
	if !ok {
		diags.AddError("Unexpected provider data", fmt.Sprintf("Expected %T, got %T. This is a bug in the provider: please "+
			"report it.", client, providerData))
	}
	return client
}

// Proton returns the client of the configured region, or else of the provider's, and what its diagnostics name: the region and the
// endpoint. The client is nil after an error.
func (c *Client) Proton(ctx context.Context, configured fwtypes.String, diags *diag.Diagnostics) (*proton.Client, diagnostics.Target) {
	if c.unknown {
		diags.AddError("Provider configuration not known yet", "The provider block has a value that is known only after "+
			"apply, so the provider cannot call Proton during this plan.\n\nApply first what the provider block depends on, "+
			"for example with -target, or set known values in the provider block.")
		return nil, diagnostics.Target{}
	}
	client, region := c.connect(ctx, configured.ValueString(), diags)
	target := diagnostics.Target{Region: region}
	if client != nil {
		if called, err := url.Parse(aws.ToString(client.Options().BaseEndpoint)); err == nil && called.Host != "" {
			called = &url.URL{Scheme: called.Scheme, Host: called.Host, Path: called.Path}
			target.Endpoint = fmt.Sprintf("%s (%s)", called, c.connection.endpointSource(ctx, "Proton", called.String()))
		}
	}
	return client, target
}

// connect creates the client of the configured region, or else of the provider's, and returns the region. It looks up what the
// call needs: the machine's settings, the region of the EC2 instance, and the account. It keeps what a retry cannot change. The
// region is "" after an error.
func (c *Client) connect(ctx context.Context, configured string, diags *diag.Diagnostics) (client *proton.Client, region string) {
	select {
	case <-c.turn:
		defer func() { c.turn <- struct{}{} }()
	case <-ctx.Done():
		diags.Append(diagnostics.Ended(ctx.Err()))
		return nil, ""
	}
	if c.connection == nil {
		c.connection = newConnection(ctx, c.config, diags)
	}
	if c.connection == nil {
		return nil, ""
	}
	region = c.region(ctx, configured, diags)
	if region == "" || !c.verifyAccount(ctx, region, diags) {
		return nil, ""
	}
	if c.clients[region] == nil {
		c.clients[region] = proton.NewFromConfig(c.connection.aws, func(o *proton.Options) { c.configure(o, region) })
	}
	return c.clients[region], region
}

// configure sets the options that differ from the resolved configuration.
func (c *Client) configure(o *proton.Options, region string) {
	o.Region = region
	o.HTTPClient = c.connection.direct
	if c.config.ProtonEndpoint != "" {
		o.BaseEndpoint = &c.config.ProtonEndpoint
	}
	if o.BaseEndpoint != nil {
		useAsItIs(&o.EndpointOptions.UseFIPSEndpoint, &o.EndpointOptions.UseDualStackEndpoint)
	}
}

// useAsItIs disables the two variants of AWS's own endpoints, as the AWS provider does for another endpoint. The SDK refuses them
// beside one.
func useAsItIs(fips *aws.FIPSEndpointState, dualStack *aws.DualStackEndpointState) {
	*fips, *dualStack = aws.FIPSEndpointStateDisabled, aws.DualStackEndpointStateDisabled
}
