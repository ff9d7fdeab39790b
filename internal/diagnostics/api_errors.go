package diagnostics

import (
	"errors"
	"fmt"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// explain returns the message for an error of an API operation.
func (t Target) explain(operation string, err error) message {
	if credentials, ok := errors.AsType[*CredentialsError](err); ok {
		return message{
			summary:  credentials.Summary,
			happened: sentences(operation+" was not called, because no credentials are available.", CleanText(credentials.Happened)),
			remedy:   credentials.Remedy,
		}
	}
	api, ok := errors.AsType[smithy.APIError](err)
	switch {
	case component.IsThrottled(err):
		return message{
			happened: fmt.Sprintf("Proton throttled %s until no attempts were left.", operation),
			remedy:   "Raise max_retries in the provider block, or lower Terraform's -parallelism.",
			retry:    true,
		}
	case component.IsWrongServer(err), ok && api.ErrorCode() == "UnknownOperationException":
		return message{
			happened: fmt.Sprintf("The endpoint does not serve the Proton API: its response to %s is not a response of that API.", operation),
			remedy:   checkURL,
		}
	case ok && api.ErrorCode() != "UnknownError": // the SDK's code for an error without one
		return t.explainAPIError(operation, api)
	default:
		return explainConnection(operation, err)
	}
}

// explainAPIError returns the message for an error that the API returned.
func (t Target) explainAPIError(operation string, err smithy.APIError) message {
	switch {
	case is[*awstypes.ResourceNotFoundException](err) && t.Component != "":
		return message{
			summary:    "Component not found",
			happened:   "No component with this name exists in this region and account.",
			remedy:     "Check the name, the region and the account of the credentials.",
			atArgument: true,
		}
	case is[*awstypes.AccessDeniedException](err):
		return message{
			summary:  "Access denied by Proton",
			happened: fmt.Sprintf("The credentials do not allow %s.", operation),
			remedy:   fmt.Sprintf("Allow the IAM action proton:%s.", operation),
		}
	case is[*awstypes.ValidationException](err):
		return message{
			happened: fmt.Sprintf("Proton rejected the %s request as invalid.", operation),
			remedy:   "Fix the reported problem.",
		}
	default:
		return message{
			happened: fmt.Sprintf("%s failed with the error %s.", operation, Clean(err.ErrorCode())),
			remedy:   "Fix the reported problem, or check that the endpoint serves the Proton API.",
			retry:    true,
		}
	}
}
