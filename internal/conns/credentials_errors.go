package conns

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"golang.org/x/net/http/httpguts"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// explain returns the error of a source of credentials in our own words: the library's can repeat what the source returned.
// fallback has what is known without the error.
func (c *connection) explain(err error, fallback diagnostics.CredentialsError) *diagnostics.CredentialsError {
	if explained, ok := errors.AsType[*diagnostics.CredentialsError](err); ok {
		return explained
	}
	operation, depth := innermostOperation(err)
	e := fallback
	if fallback.Summary == noCredentials.Summary {
		e = c.foundSource(operation, depth)
	}
	e.Err = err
	file, isFile := errors.AsType[*fs.PathError](err)
	_, loggedOut := errors.AsType[*ssocreds.InvalidTokenError](err)
	_, mfa := errors.AsType[awsconfig.AssumeRoleTokenProviderNotSetError](err)
	switch {
	case isFile:
		e.Cause = c.hidden.hide(fmt.Sprintf("the file %s with a token cannot be read: %s", file.Path, file.Err))
	case mfa:
		e.Remedy = "The profile has mfa_serial, and Terraform cannot ask for the code of a multi-factor device. Get a session before you " +
			"run Terraform, for example with 'aws configure export-credentials --format env', or use a profile without mfa_serial."
		e.Cause = "the role of the profile needs a code"
	case attempt.Is[*diagnostics.ProxyError](err):
		c.explainService(serviceOf(operation), err, &e)
	case errors.Is(err, context.DeadlineExceeded) && !attempt.Is[*diagnostics.CallError](err):
		c.explainDeadline(&e)
	case loggedOut:
		c.explainProfile(&e)
	case operation == nil:
		c.explainSource(err, &e)
	case operation.ServiceID == imds.ServiceID:
		e.Happened = strings.TrimSpace(e.Happened + " " + diagnostics.ConnectionFacts(err))
		e.Cause = "the last source was the EC2 metadata service, which returned no credentials" + status(err)
		if imds.ClientDisabled == cmp.Or(c.base.EC2MetadataServiceEnableState, c.env.EC2IMDSClientEnableState) {
			e.Cause = "the last source, the EC2 metadata service, is disabled"
		}
	case !attempt.Is[*diagnostics.CallError](operation):
		e.Cause = "the source of the profile's role has no credentials"
	default:
		c.explainService(operation.ServiceID, err, &e)
	}
	return &e
}

// foundSource returns what is known of a failure of the environment's or the profile's credentials. The role of a profile is assumed
// with the credentials of its source, and so on.
func (c *connection) foundSource(operation *smithy.OperationError, depth int) diagnostics.CredentialsError {
	role := c.env.RoleARN
	if c.usesProfile() {
		profile := c.profile()
		for ; depth > 1 && profile.Source != nil; depth-- {
			profile = *profile.Source
		}
		role = profile.RoleARN
	}
	e, called := noCredentials, operation != nil && role != "" && attempt.Is[*diagnostics.CallError](operation)
	switch {
	case called && operation.OperationName == "AssumeRole":
		return roleFailure(role)
	case called && operation.OperationName == "AssumeRoleWithWebIdentity":
		return webIdentityFailure(role)
	case operation != nil && operation.ServiceID == imds.ServiceID && (os.Getenv("AWS_ACCESS_KEY_ID") == "") != (os.Getenv("AWS_SECRET_ACCESS_KEY") == ""):
		e.Happened = "Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set."
	}
	return e
}

// explainSource is for the error of a source that has no operations.
func (c *connection) explainSource(err error, e *diagnostics.CredentialsError) {
	_, tokenFile := os.Stat(c.env.WebIdentityTokenFilePath)
	api, isAPI := errors.AsType[smithy.APIError](err)
	switch {
	case e.Cause != "": // that of a role
		c.explainNoKeys(e)
	case wasCalled(err):
		e.Happened = strings.TrimSpace(e.Happened + " " + diagnostics.ConnectionFacts(err))
		e.Cause = "the endpoint of the container returned no credentials" + status(err)
	case isAPI && codePattern.MatchString(api.ErrorCode()):
		e.Cause = "the source returned the error " + c.hidden.hide(api.ErrorCode())
	case c.login() != "":
		c.explainProfile(e)
	case !c.usesProfile() && c.env.WebIdentityTokenFilePath != "" && tokenFile != nil:
		e.Cause = c.hidden.hide("AWS_WEB_IDENTITY_TOKEN_FILE names a file that cannot be read: " + c.env.WebIdentityTokenFilePath)
	case !httpguts.ValidHeaderFieldValue(os.Getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN")):
		e.Summary, e.Happened, e.Remedy = invalidVariable, fmt.Sprintf(notInHeader, "AWS_CONTAINER_AUTHORIZATION_TOKEN"), ""
		e.Cause = "the container's endpoint was not called"
	default:
		c.explainProfile(e)
	}
}

// explainDeadline is for credentials that did not arrive in time.
func (c *connection) explainDeadline(e *diagnostics.CredentialsError) {
	e.Happened = strings.TrimSpace(e.Happened + " The source of the credentials did not return any in time.")
	if a := c.awaited.Load(); a != nil {
		e.Happened += " " + a.source + a.failure
	}
	e.Remedy = "Check that the source of the credentials responds."
	e.Cause = "the time limit passed"
}

// codePattern matches what can be the code of an error, and nothing else.
var codePattern = regexp.MustCompile(`^[A-Z][A-Za-z]{2,63}$`)

// innermostOperation returns the operation that failed: that of the source, if a role's credentials could not be obtained. It
// returns nil if the error is about none. depth counts it and the operations that needed its result.
func innermostOperation(err error) (operation *smithy.OperationError, depth int) {
	for next, ok := errors.AsType[*smithy.OperationError](err); ok; next, ok = errors.AsType[*smithy.OperationError](next.Err) {
		operation, depth = next, depth+1
	}
	return operation, depth
}

// serviceOf returns the name of the service of an operation; nil is a call of the container's endpoint.
func serviceOf(operation *smithy.OperationError) string {
	switch {
	case operation == nil:
		return "the container's endpoint"
	case operation.ServiceID == imds.ServiceID:
		return "the EC2 metadata service"
	default:
		return operation.ServiceID
	}
}

// explainNoKeys is for a response of STS without an error and without credentials.
//
//nolint:contextcheck,nolintlint // reading a setting needs no context; contextcheck hides that it reports this
func (c *connection) explainNoKeys(e *diagnostics.CredentialsError) {
	endpoint := aws.ToString(c.stsClient("", nil).Options().BaseEndpoint)
	e.Happened += fmt.Sprintf(" The response of STS has no credentials. Endpoint: %s (%s).", cmp.Or(endpoint, "AWS's own"),
		c.endpointSource(context.Background(), "STS", endpoint))
	e.Remedy = "Check that the endpoint serves STS."
}

// explainProfile is for an error without a call.
func (c *connection) explainProfile(e *diagnostics.CredentialsError) {
	e.Cause = "the source returned an error that is not shown, because it can contain credentials"
	if login := c.login(); login != "" {
		e.Remedy = fmt.Sprintf("Run '%s' to log in again.", login)
		e.Cause = "the login of the profile is missing, has expired, or cannot be read"
	}
}

// login returns the command that logs in the profile which the credentials come from, "" if it needs none.
func (c *connection) login() string {
	profile := c.profile()
	for profile.Source != nil {
		profile = *profile.Source
	}
	switch {
	case !c.usesProfile():
		return ""
	case profile.LoginSession != "":
		return "aws login --profile " + diagnostics.Clean(profile.Profile)
	case profile.SSOAccountID != "":
		return "aws sso login --profile " + diagnostics.Clean(profile.Profile)
	default:
		return ""
	}
}

// explainService is for the error of STS, IAM or IAM Identity Center.
func (c *connection) explainService(service string, err error, e *diagnostics.CredentialsError) {
	api, responded := errors.AsType[smithy.APIError](err)
	if responded {
		e.Cause = fmt.Sprintf("%s returned the error %s%s", service, diagnostics.Clean(api.ErrorCode()), status(err))
		if service == "STS" || service == "IAM" { // of others, the requests hold secrets that are not known here
			e.Cause += ": " + c.hidden.hide(api.ErrorMessage())
		}
	}
	summary, happened, remedy := diagnostics.ExplainService(service, err)
	send, unsent := errors.AsType[*smithyhttp.RequestSendError](err)
	switch kind := attempt.KindOf(err); {
	case kind == attempt.Redirected, kind == attempt.WrongServer:
		e.Happened, e.Remedy = strings.TrimSpace(e.Happened+" "+happened), remedy
		e.Cause = "the response is not one of " + service + status(err)
	case responded && !isTransient(err):
	case responded:
		e.Happened, e.Remedy = strings.TrimSpace(e.Happened+" "+service+" had a temporary error."), "Run Terraform again."
	case unsent:
		e.Summary = cmp.Or(summary, e.Summary)
		e.Happened, e.Remedy, e.Cause = strings.TrimSpace(e.Happened+" "+happened), remedy, c.hidden.hide(transportText(send))
	default:
		e.Happened, e.Remedy, e.Cause = strings.TrimSpace(e.Happened+" "+happened), remedy, "the response is not one of "+service
	}
}

// status returns what is known of the response behind an error.
func status(err error) (text string) {
	if code := attempt.HTTPStatus(err); code != 0 {
		text = fmt.Sprintf(", status %d", code)
	}
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok && response.RequestID != "" {
		text += ", request ID " + diagnostics.Clean(response.RequestID)
	}
	return text
}

// wasCalled reports whether an endpoint was called. The SDK does not report that this was the one of a container.
func wasCalled(err error) bool {
	return attempt.HTTPStatus(err) != 0 || attempt.Is[*smithyhttp.RequestSendError](err)
}

// isTransient reports whether the source may return credentials the next time. A metadata service that does not respond will not.
func isTransient(err error) bool {
	if explained, ok := errors.AsType[*diagnostics.CredentialsError](err); ok {
		err = explained.Err
	}
	operation, ok := errors.AsType[*smithy.OperationError](err)
	switch {
	case ok && operation.ServiceID == imds.ServiceID && attempt.HTTPStatus(err) == 0:
		return false
	case !ok && !wasCalled(err):
		return errors.Is(err, context.DeadlineExceeded)
	}
	kind := attempt.KindOf(err)
	return kind == attempt.NotSent || kind == attempt.Throttled || kind == attempt.Lost || kind == attempt.ServerFault
}
