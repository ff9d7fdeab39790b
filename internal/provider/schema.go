package provider

import (
	"context"
	"math"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// Schema has the connection arguments of the AWS provider, with the same names and types.
func (p *protonProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{
		MarkdownDescription: "Cancels AWS Proton component deployments that are in progress. " + diagnostics.EndOfProton,
		Attributes:          providerAttributes(),
		Blocks: map[string]providerschema.Block{
			"assume_role":                   assumeRoleBlock(),
			"assume_role_with_web_identity": webIdentityBlock(),
			"endpoints":                     endpointsBlock(),
		},
	}
}

func providerAttributes() map[string]providerschema.Attribute {
	return map[string]providerschema.Attribute{
		"access_key":                         optionalString("AWS access key. Environment variable: `AWS_ACCESS_KEY_ID`. A profile can also set it.", headerText(true)),
		"allowed_account_ids":                optionalSet("IDs of the AWS accounts that may be used. Before its first call, the provider finds the account ID with STS, and refuses any other account. Conflicts with `forbidden_account_ids`.", setvalidator.ValueStringsAre(accountID()), setvalidator.ConflictsWith(path.MatchRoot("forbidden_account_ids"))),
		"custom_ca_bundle":                   optionalString("File with the root and intermediate certificates to trust, in PEM format. Environment variable: `AWS_CA_BUNDLE`."),
		"ec2_metadata_service_endpoint":      optionalString("URL of the EC2 metadata service. Environment variable: `AWS_EC2_METADATA_SERVICE_ENDPOINT`.", httpURL()),
		"ec2_metadata_service_endpoint_mode": optionalString("Protocol of the EC2 metadata service, `IPv4` or `IPv6`. Environment variable: `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`.", oneOf(strings.EqualFold, "IPv4", "IPv6")),
		"forbidden_account_ids":              optionalSet("IDs of the AWS accounts that must not be used. Before its first call, the provider finds the account ID with STS, and refuses these accounts. Conflicts with `allowed_account_ids`.", setvalidator.ValueStringsAre(accountID())),
		"http_proxy":                         optionalString("URL of the proxy for HTTP requests, and for HTTPS requests unless `https_proxy` is set. Environment variable: `HTTP_PROXY` or `http_proxy`.", proxyURL()),
		"https_proxy":                        optionalString("URL of the proxy for HTTPS requests. Set it to `\"\"` to use none. Environment variable: `HTTPS_PROXY` or `https_proxy`.", proxyURL()),
		"insecure":                           optionalBool("Whether to accept any TLS certificate. Defaults to `false`."),
		"max_retries":                        optionalCount("Maximum number of attempts of an API request, including the first. A cancellation repeats its reads until its timeout instead. Defaults to `3`, as in the AWS SDK. `0` means not set. Environment variable: `AWS_MAX_ATTEMPTS`."),
		"no_proxy":                           optionalString("Comma-separated hosts to reach without a proxy. Environment variable: `NO_PROXY` or `no_proxy`."),
		"profile":                            optionalString("Profile of the shared configuration and credentials files. Environment variable: `AWS_PROFILE`."),
		"region":                             optionalString("AWS region for blocks that do not set their own. Environment variable: `AWS_REGION` or `AWS_DEFAULT_REGION`. A profile, or the EC2 instance that the credentials come from, can also set it. Planning and destroying existing cancellations needs no region."),
		"retry_mode":                         optionalString("Retry mode, `standard` or `adaptive`. Environment variable: `AWS_RETRY_MODE`.", oneOf(exactly, "standard", "adaptive")),
		"secret_key":                         sensitiveString("AWS secret key. Environment variable: `AWS_SECRET_ACCESS_KEY`. A profile can also set it.", headerText(true)),
		"shared_config_files":                optionalList("Paths of the shared configuration files. Defaults to `~/.aws/config`. Environment variable: `AWS_CONFIG_FILE`."),
		"shared_credentials_files":           optionalList("Paths of the shared credentials files. Defaults to `~/.aws/credentials`. Environment variable: `AWS_SHARED_CREDENTIALS_FILE`."),
		"skip_credentials_validation":        optionalBool("Whether to skip the validation of the credentials with STS before the first call. Unlike in the AWS provider, they are validated only if this is `false` or an account list is set."),
		"skip_metadata_api_check":            optionalString("Whether to skip the EC2 metadata service as a source of credentials and of the region, `true` or `false`. Environment variable: `AWS_EC2_METADATA_DISABLED`.", oneOf(exactly, "true", "false")),
		"skip_region_validation":             optionalBool("Whether to allow a region that the AWS SDK does not support. Defaults to `false`."),
		"skip_requesting_account_id":         optionalBool("Whether to skip finding the account ID if `skip_credentials_validation` is `true`. An account list cannot be verified then."),
		"sts_region":                         optionalString("AWS region for STS. Defaults to the provider's region."),
		"token":                              sensitiveString("Session token of temporary credentials. Environment variable: `AWS_SESSION_TOKEN`.", headerText(true)),
		"token_bucket_rate_limiter_capacity": optionalCount("Capacity of the AWS SDK's rate limiter for retries. Defaults to no limit."),
		"use_dualstack_endpoint":             optionalBool("Whether to use AWS's endpoint with dual-stack (IPv4 and IPv6) support. Environment variable: `AWS_USE_DUALSTACK_ENDPOINT`."),
		"use_fips_endpoint":                  optionalBool("Whether to use AWS's endpoint with FIPS support. Environment variable: `AWS_USE_FIPS_ENDPOINT`."),
		"user_agent":                         optionalList("Products to add to the User-Agent header of every request, such as `my-tool/1.0 (a comment)`. The environment variable `TF_APPEND_USER_AGENT` adds to it too.", listvalidator.ValueStringsAre(headerText(false))),
	}
}

func endpointsBlock() providerschema.Block {
	return providerschema.SetNestedBlock{
		MarkdownDescription: "Endpoints to use instead of AWS's own.",
		NestedObject: providerschema.NestedBlockObject{Attributes: map[string]providerschema.Attribute{
			"iam":    optionalString("URL of the IAM endpoint. Environment variable: `AWS_ENDPOINT_URL_IAM`.", httpURL()),
			"proton": optionalString("URL of the Proton endpoint. Environment variable: `AWS_ENDPOINT_URL_PROTON`, or else `AWS_ENDPOINT_URL`. A profile can also set it.", httpURL()),
			"sso":    optionalString("URL of the IAM Identity Center endpoint. Environment variable: `AWS_ENDPOINT_URL_SSO`.", httpURL()),
			"sts":    optionalString("URL of the STS endpoint. Environment variable: `AWS_ENDPOINT_URL_STS`.", httpURL()),
		}},
	}
}

func optionalString(description string, validators ...validator.String) providerschema.StringAttribute {
	return providerschema.StringAttribute{MarkdownDescription: description, Optional: true, Validators: validators}
}

func sensitiveString(description string, validators ...validator.String) providerschema.StringAttribute {
	return providerschema.StringAttribute{MarkdownDescription: description, Optional: true, Sensitive: true, Validators: validators}
}

func optionalBool(description string) providerschema.BoolAttribute {
	return providerschema.BoolAttribute{MarkdownDescription: description, Optional: true}
}

// optionalCount is not an Int64Attribute: the framework would report a number with a fraction as a bug in the provider.
func optionalCount(description string) providerschema.NumberAttribute {
	return providerschema.NumberAttribute{MarkdownDescription: description, Optional: true, Validators: []validator.Number{countValidator{}}}
}

// countValidator refuses a number that is not a count.
type countValidator struct{}

func (countValidator) Description(context.Context) string {
	return "a whole number of at least 0 and at most 2147483647"
}

func (v countValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v countValidator) ValidateNumber(ctx context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if n := req.ConfigValue.ValueBigFloat(); !n.IsInt() || n.Sign() < 0 || n.Cmp(big.NewFloat(math.MaxInt32)) > 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid value", pathText(req.Path)+" must be "+v.Description(ctx)+".")
	}
}

func optionalList(description string, validators ...validator.List) providerschema.ListAttribute {
	return providerschema.ListAttribute{MarkdownDescription: description, ElementType: fwtypes.StringType, Optional: true, Validators: validators}
}

func optionalSet(description string, validators ...validator.Set) providerschema.SetAttribute {
	return providerschema.SetAttribute{MarkdownDescription: description, ElementType: fwtypes.StringType, Optional: true, Validators: validators}
}
