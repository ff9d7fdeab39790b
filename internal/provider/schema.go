package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// Schema has the connection arguments of the AWS provider, under its names and with its types.
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
		"access_key": providerschema.StringAttribute{
			MarkdownDescription: "AWS access key. Also `AWS_ACCESS_KEY_ID`, or a profile.",
			Optional:            true,
		},
		"allowed_account_ids": providerschema.SetAttribute{
			MarkdownDescription: "AWS account IDs that may be used. Any other is refused before anything is cancelled; to learn the account, STS is asked while the provider is configured. Conflicts with `forbidden_account_ids`.",
			ElementType:         fwtypes.StringType,
			Optional:            true,
			Validators:          []validator.Set{setvalidator.ValueStringsAre(accountID())},
		},
		"custom_ca_bundle": providerschema.StringAttribute{
			MarkdownDescription: "File with root and intermediate certificates (PEM) to trust. Also `AWS_CA_BUNDLE`.",
			Optional:            true,
		},
		"ec2_metadata_service_endpoint": providerschema.StringAttribute{
			MarkdownDescription: "Address of the EC2 metadata service. Also `AWS_EC2_METADATA_SERVICE_ENDPOINT`.",
			Optional:            true,
			Validators:          []validator.String{httpURL()},
		},
		"ec2_metadata_service_endpoint_mode": providerschema.StringAttribute{
			MarkdownDescription: "Protocol of the EC2 metadata service, `IPv4` or `IPv6`. Also `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.OneOfCaseInsensitive("", "IPv4", "IPv6")},
		},
		"forbidden_account_ids": providerschema.SetAttribute{
			MarkdownDescription: "AWS account IDs that must not be used. They are refused before anything is cancelled; to learn the account, STS is asked while the provider is configured. Conflicts with `allowed_account_ids`.",
			ElementType:         fwtypes.StringType,
			Optional:            true,
			Validators:          []validator.Set{setvalidator.ValueStringsAre(accountID())},
		},
		"http_proxy": providerschema.StringAttribute{
			MarkdownDescription: "URL of the proxy for HTTP requests, and for HTTPS requests unless `https_proxy` is set. Also `HTTP_PROXY` or `http_proxy`.",
			Optional:            true,
			Validators:          []validator.String{proxyURL()},
		},
		"https_proxy": providerschema.StringAttribute{
			MarkdownDescription: "URL of the proxy for HTTPS requests; empty is none. Also `HTTPS_PROXY` or `https_proxy`.",
			Optional:            true,
			Validators:          []validator.String{proxyURL()},
		},
		"insecure": providerschema.BoolAttribute{
			MarkdownDescription: "Whether to accept any TLS certificate. Defaults to `false`.",
			Optional:            true,
		},
		"max_retries": providerschema.Int64Attribute{
			MarkdownDescription: "How often an API request is attempted, the first time included. Defaults to the AWS SDK's 3. Also `AWS_MAX_ATTEMPTS`.",
			Optional:            true,
			Validators:          []validator.Int64{int64validator.AtLeast(0)},
		},
		"no_proxy": providerschema.StringAttribute{
			MarkdownDescription: "Comma-separated hosts that are reached without a proxy. Also `NO_PROXY` or `no_proxy`.",
			Optional:            true,
		},
		"profile": providerschema.StringAttribute{
			MarkdownDescription: "Profile of the shared configuration and credentials files. Also `AWS_PROFILE`.",
			Optional:            true,
		},
		"region": providerschema.StringAttribute{
			MarkdownDescription: "AWS region. Also `AWS_REGION` or `AWS_DEFAULT_REGION`, a profile, or the instance that credentials come from. There has to be one.",
			Optional:            true,
		},
		"retry_mode": providerschema.StringAttribute{
			MarkdownDescription: "How requests are retried, `standard` or `adaptive`. Also `AWS_RETRY_MODE`.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.OneOf("", "standard", "adaptive")},
		},
		"secret_key": providerschema.StringAttribute{
			MarkdownDescription: "AWS secret key. Also `AWS_SECRET_ACCESS_KEY`, or a profile.",
			Optional:            true,
			Sensitive:           true,
		},
		"shared_config_files": providerschema.ListAttribute{
			MarkdownDescription: "Paths of shared configuration files. Defaults to `~/.aws/config`. Also `AWS_CONFIG_FILE`.",
			ElementType:         fwtypes.StringType,
			Optional:            true,
		},
		"shared_credentials_files": providerschema.ListAttribute{
			MarkdownDescription: "Paths of shared credentials files. Defaults to `~/.aws/credentials`. Also `AWS_SHARED_CREDENTIALS_FILE`.",
			ElementType:         fwtypes.StringType,
			Optional:            true,
		},
		"skip_credentials_validation": providerschema.BoolAttribute{
			MarkdownDescription: "Whether not to ask STS, while the provider is configured, if the credentials are valid. Unlike with the AWS provider, STS is asked only if this is `false`, or if there is an account list.",
			Optional:            true,
		},
		"skip_metadata_api_check": providerschema.StringAttribute{
			MarkdownDescription: "Whether not to ask the EC2 metadata service for credentials and region, `true` or `false`. Also `AWS_EC2_METADATA_DISABLED`.",
			Optional:            true,
			Validators:          []validator.String{nullableBool()},
		},
		"skip_region_validation": providerschema.BoolAttribute{
			MarkdownDescription: "Whether to allow a region that the AWS SDK does not know. Defaults to `false`.",
			Optional:            true,
		},
		"skip_requesting_account_id": providerschema.BoolAttribute{
			MarkdownDescription: "Whether not to look for the account ID where STS is not to be asked. An account list cannot be checked then.",
			Optional:            true,
		},
		"sts_region": providerschema.StringAttribute{
			MarkdownDescription: "AWS region for STS. Defaults to the provider's region.",
			Optional:            true,
		},
		"token": providerschema.StringAttribute{
			MarkdownDescription: "Session token of temporary credentials. Also `AWS_SESSION_TOKEN`.",
			Optional:            true,
			Sensitive:           true,
		},
		"token_bucket_rate_limiter_capacity": providerschema.Int64Attribute{
			MarkdownDescription: "Capacity of the AWS SDK's rate limiter for retries. Defaults to no limit.",
			Optional:            true,
			Validators:          []validator.Int64{int64validator.AtLeast(0)},
		},
		"use_dualstack_endpoint": providerschema.BoolAttribute{
			MarkdownDescription: "Whether to use a dual-stack (IPv4 and IPv6) endpoint of AWS's own. Also `AWS_USE_DUALSTACK_ENDPOINT`.",
			Optional:            true,
		},
		"use_fips_endpoint": providerschema.BoolAttribute{
			MarkdownDescription: "Whether to use a FIPS endpoint of AWS's own. Also `AWS_USE_FIPS_ENDPOINT`.",
			Optional:            true,
		},
		"user_agent": providerschema.ListAttribute{
			MarkdownDescription: "Products to add to the user agent of every request, such as `my-tool/1.0 (a comment)`. `TF_APPEND_USER_AGENT` adds to it too.",
			ElementType:         fwtypes.StringType,
			Optional:            true,
		},
	}
}

func endpointsBlock() providerschema.Block {
	endpoint := func(service, note string) providerschema.Attribute {
		return providerschema.StringAttribute{
			MarkdownDescription: "URL of the endpoint for " + service + "." + note,
			Optional:            true,
			Validators:          []validator.String{httpURL()},
		}
	}
	return providerschema.SetNestedBlock{
		MarkdownDescription: "Endpoints to use instead of AWS's own.",
		NestedObject: providerschema.NestedBlockObject{
			Attributes: map[string]providerschema.Attribute{
				"iam":    endpoint("IAM", " Also `AWS_ENDPOINT_URL_IAM`."),
				"proton": endpoint("Proton", " Also `AWS_ENDPOINT_URL_PROTON`, `AWS_ENDPOINT_URL`, or a profile, in this order."),
				"sso":    endpoint("IAM Identity Center", " Also `AWS_ENDPOINT_URL_SSO`."),
				"sts":    endpoint("STS", " Also `AWS_ENDPOINT_URL_STS`."),
			},
		},
	}
}

func webIdentityBlock() providerschema.Block {
	attributes := sessionAttributes()
	attributes["web_identity_token"] = providerschema.StringAttribute{
		MarkdownDescription: "OAuth 2.0 access token or OpenID Connect ID token. Conflicts with `web_identity_token_file`. Also `TF_AWS_WEB_IDENTITY_TOKEN`.",
		Optional:            true,
		Sensitive:           true,
		Validators:          []validator.String{text(4, 20000, "")},
	}
	attributes["web_identity_token_file"] = providerschema.StringAttribute{
		MarkdownDescription: "File with such a token. Conflicts with `web_identity_token`. Also `AWS_WEB_IDENTITY_TOKEN_FILE`.",
		Optional:            true,
		Validators:          []validator.String{conflictsWithSibling("web_identity_token")},
	}
	return providerschema.ListNestedBlock{
		MarkdownDescription: "IAM role to assume with a web identity token.",
		Validators:          []validator.List{listvalidator.SizeAtMost(1)},
		NestedObject:        providerschema.NestedBlockObject{Attributes: attributes},
	}
}
