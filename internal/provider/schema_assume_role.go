package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"
)

func assumeRoleBlock() schema.Block {
	attributes := sessionAttributes()
	attributes["external_id"] = schema.StringAttribute{
		MarkdownDescription: "External ID that the role's trust policy asks for.",
		Optional:            true,
		Sensitive:           true,
		Validators:          []validator.String{text(2, 1224, "_+=,.@:/-")},
	}
	attributes["source_identity"] = schema.StringAttribute{
		MarkdownDescription: "Source identity to set for the session.",
		Optional:            true,
		Validators:          []validator.String{sessionName()},
	}
	attributes["tags"] = schema.MapAttribute{
		MarkdownDescription: "Session tags.",
		ElementType:         fwtypes.StringType,
		Optional:            true,
	}
	attributes["transitive_tag_keys"] = schema.SetAttribute{
		MarkdownDescription: "Keys of the session tags that sessions further down a chain of roles inherit.",
		ElementType:         fwtypes.StringType,
		Optional:            true,
	}
	return schema.ListNestedBlock{
		MarkdownDescription: "IAM role to assume. Several blocks are a chain: each role is assumed with the credentials of the one before.",
		NestedObject:        schema.NestedBlockObject{Attributes: attributes},
	}
}

// sessionAttributes are those that both ways to assume a role have.
func sessionAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"duration": schema.StringAttribute{
			MarkdownDescription: "How long the session lasts, from `15m` to `12h`.",
			Optional:            true,
			Validators:          []validator.String{sessionDuration()},
		},
		"policy": schema.StringAttribute{
			MarkdownDescription: "IAM policy (JSON) that restricts the session further.",
			Optional:            true,
			Validators:          []validator.String{jsonText()},
		},
		"policy_arns": schema.SetAttribute{
			MarkdownDescription: "ARNs of IAM policies that restrict the session further.",
			ElementType:         fwtypes.StringType,
			Optional:            true,
			Validators:          []validator.Set{setvalidator.ValueStringsAre(arnText())},
		},
		"role_arn": schema.StringAttribute{
			MarkdownDescription: "ARN of the role.",
			Optional:            true,
			Validators:          []validator.String{arnText()},
		},
		"session_name": schema.StringAttribute{
			MarkdownDescription: "Name of the session.",
			Optional:            true,
			Validators:          []validator.String{sessionName()},
		},
	}
}

func sessionName() validator.String { return text(2, 64, "_+=,.@-") }
