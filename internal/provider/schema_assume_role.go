package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	fwtypes "github.com/hashicorp/terraform-plugin-framework/types"
)

func assumeRoleBlock() providerschema.Block {
	attributes := sessionAttributes()
	attributes["external_id"] = providerschema.StringAttribute{
		MarkdownDescription: "External ID that the role's trust policy asks for.",
		Optional:            true,
		Sensitive:           true,
		Validators:          []validator.String{text(2, 1224, "_+=,.@:/-")},
	}
	attributes["source_identity"] = providerschema.StringAttribute{
		MarkdownDescription: "Source identity to set for the session.",
		Optional:            true,
		Validators:          []validator.String{sessionName()},
	}
	attributes["tags"] = providerschema.MapAttribute{
		MarkdownDescription: "Session tags.",
		ElementType:         fwtypes.StringType,
		Optional:            true,
	}
	attributes["transitive_tag_keys"] = providerschema.SetAttribute{
		MarkdownDescription: "Keys of the session tags that sessions further down a chain of roles inherit.",
		ElementType:         fwtypes.StringType,
		Optional:            true,
	}
	return providerschema.ListNestedBlock{
		MarkdownDescription: "IAM role to assume. Several blocks are a chain: each role is assumed with the credentials of the one before.",
		NestedObject:        providerschema.NestedBlockObject{Attributes: attributes},
	}
}

// sessionAttributes are those that both ways to assume a role have.
func sessionAttributes() map[string]providerschema.Attribute {
	return map[string]providerschema.Attribute{
		"duration": providerschema.StringAttribute{
			MarkdownDescription: "How long the session lasts, from `15m` to `12h`.",
			Optional:            true,
			Validators:          []validator.String{sessionDuration()},
		},
		"policy": providerschema.StringAttribute{
			MarkdownDescription: "IAM policy (JSON) that restricts the session further.",
			Optional:            true,
			Validators:          []validator.String{jsonText()},
		},
		"policy_arns": providerschema.SetAttribute{
			MarkdownDescription: "ARNs of IAM policies that restrict the session further.",
			ElementType:         fwtypes.StringType,
			Optional:            true,
			Validators:          []validator.Set{setvalidator.ValueStringsAre(arnText())},
		},
		"role_arn": providerschema.StringAttribute{
			MarkdownDescription: "ARN of the role.",
			Optional:            true,
			Validators:          []validator.String{arnText()},
		},
		"session_name": providerschema.StringAttribute{
			MarkdownDescription: "Name of the session.",
			Optional:            true,
			Validators:          []validator.String{sessionName()},
		},
	}
}

func sessionName() validator.String { return text(2, 64, "_+=,.@-") }
