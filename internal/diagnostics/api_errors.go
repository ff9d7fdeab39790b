package diagnostics

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"
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
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return t.explainAPIError(operation, api)
	}
	return explainConnection(operation, err)
}

// explainAPIError returns the message for an error that the API returned.
func (t Target) explainAPIError(operation string, err smithy.APIError) message {
	_, throttled := retry.DefaultThrottleErrorCodes[err.ErrorCode()]
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
	case throttled:
		return message{
			happened: fmt.Sprintf("Proton throttled %s until no attempts were left.", operation),
			remedy:   "Raise max_retries in the provider block, or lower Terraform's -parallelism.",
			retry:    true,
		}
	case err.ErrorCode() == "UnknownError", err.ErrorCode() == "UnknownOperationException":
		return anotherServer(operation)
	default:
		return message{
			happened: fmt.Sprintf("%s failed with the error %s.", operation, Clean(err.ErrorCode())),
			remedy:   "Fix the reported problem, or check that the endpoint serves the Proton API.",
			retry:    true,
		}
	}
}
