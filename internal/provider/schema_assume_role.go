package provider

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"
)

func assumeRoleBlock() providerschema.Block {
	return providerschema.ListNestedBlock{
		MarkdownDescription: "IAM role to assume. Several blocks are a chain: each role is assumed with the credentials of the previous one.",
		NestedObject: sessionBlock(map[string]providerschema.Attribute{
			"external_id":         sensitiveString("External ID that the role's trust policy requires.", text(true, 2, 1224)),
			"source_identity":     optionalString("Source identity of the session.", sessionName()),
			"tags":                providerschema.MapAttribute{MarkdownDescription: "Session tags.", ElementType: fwtypes.StringType, Optional: true},
			"transitive_tag_keys": optionalSet("Keys of the session tags that the next sessions of a chain inherit."),
		}),
	}
}

func webIdentityBlock() providerschema.Block {
	return providerschema.ListNestedBlock{
		MarkdownDescription: "IAM role to assume with a web identity token.",
		Validators:          []validator.List{listvalidator.SizeAtMost(1)},
		NestedObject: sessionBlock(map[string]providerschema.Attribute{
			"web_identity_token":      sensitiveString("OAuth 2.0 access token or OpenID Connect ID token. Conflicts with `web_identity_token_file`. Environment variable: `TF_AWS_WEB_IDENTITY_TOKEN`.", text(true, 4, 20000)),
			"web_identity_token_file": optionalString("File with an OAuth 2.0 access token or OpenID Connect ID token. Conflicts with `web_identity_token`. Environment variable: `AWS_WEB_IDENTITY_TOKEN_FILE`."),
		}),
	}
}

// sessionBlock adds the arguments that both ways to assume a role have.
func sessionBlock(attributes map[string]providerschema.Attribute) providerschema.NestedBlockObject {
	maps.Copy(attributes, map[string]providerschema.Attribute{
		"duration":     optionalString("Duration of the session, from `15m` to `12h`.", sessionDuration()),
		"policy":       optionalString("IAM policy in JSON that further restricts the session.", jsonText()),
		"policy_arns":  optionalSet("ARNs of IAM policies that further restrict the session.", setvalidator.ValueStringsAre(arnText())),
		"role_arn":     optionalString("ARN of the role.", arnText()),
		"session_name": optionalString("Name of the session.", sessionName()),
	})
	return providerschema.NestedBlockObject{Attributes: attributes}
}

func sessionName() validator.String { return text(false, 2, 64) }
