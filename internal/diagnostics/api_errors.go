package diagnostics

import (
	"errors"
	"fmt"
	"slices"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
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
	switch kind := attempt.KindOf(err); kind {
	case attempt.Throttled:
		m := message{happened: fmt.Sprintf("Proton throttled %s.", operation), remedy: "Lower Terraform's -parallelism.", retry: true}
		if t.Timeout == "" || operation == cancelOperation { // a read of a cancellation is not retried by the SDK
			m.remedy = "Lower Terraform's -parallelism, or raise max_retries in the provider block."
		}
		return m
	case attempt.Skewed:
		m := message{
			happened: "Proton rejected the signature of " + operation + ", because the clocks of this machine and of the endpoint differ.",
			remedy:   "Correct the clock of this machine.",
			retry:    true,
		}
		if attempt.Is[*awstypes.AccessDeniedException](err) { // the SDK assumes that the clock is the reason
			m.happened = fmt.Sprintf("Proton denied %s, and the clocks of this machine and of the endpoint differ.", operation)
			m.remedy = fmt.Sprintf("Allow the IAM action proton:%s, and correct the clock of this machine.", operation)
		}
		return m
	case attempt.WrongServer, attempt.Redirected, attempt.Unsupported:
		return message{
			happened:   fmt.Sprintf("The endpoint does not serve the Proton API: its response to %s is not a response of that API.", operation),
			remedy:     checkURL,
			connection: true,
		}
	case attempt.Malformed:
		return invalidResponse(operation)
	case attempt.Local:
		return message{happened: operation + " was not sent.", remedy: "Fix the reported problem."}
	default:
		return t.explainAPIError(kind, operation, err)
	}
}

// explainAPIError returns the message for an error that the API returned.
func (t Target) explainAPIError(kind attempt.Kind, operation string, err error) message {
	api, ok := errors.AsType[smithy.APIError](err)
	switch {
	case !ok || api.ErrorCode() == "UnknownError": // the SDK's code for an error without one
		return explainConnection(operation, err)
	case kind == attempt.NotFound && t.Component != "":
		return message{
			summary:    "Component not found",
			happened:   "No component with this name exists in this region and account.",
			remedy:     "Check the name, the region and the account of the credentials.",
			atArgument: true,
		}
	case kind == attempt.Denied:
		return message{
			summary:  "Access denied by Proton",
			happened: fmt.Sprintf("The credentials do not allow %s.", operation),
			remedy:   fmt.Sprintf("Allow the IAM action proton:%s.", operation),
		}
	case kind == attempt.Invalid:
		return message{
			happened: fmt.Sprintf("Proton rejected the %s request as invalid.", operation),
			remedy:   "Fix the reported problem.",
		}
	case slices.Contains(credentialCodes, api.ErrorCode()):
		return message{
			happened: fmt.Sprintf("The endpoint rejected the credentials of %s with the error %s.", operation, Clean(api.ErrorCode())),
			remedy:   "Check that the credentials are valid and have not expired. Check the clock of this machine.",
			retry:    true,
		}
	default:
		return message{
			happened: fmt.Sprintf("%s failed with the error %s.", operation, Clean(api.ErrorCode())),
			remedy:   "Fix the reported problem, or check that the endpoint serves the Proton API.",
			retry:    true,
		}
	}
}

// credentialCodes are the codes of AWS's common errors about credentials and signatures.
var credentialCodes = []string{
	"ExpiredToken", "ExpiredTokenException", "IncompleteSignature", "IncompleteSignatureException", "InvalidClientTokenId",
	"InvalidSignatureException", "MissingAuthenticationToken", "MissingAuthenticationTokenException", "SignatureDoesNotMatch",
	"UnrecognizedClientException",
}
