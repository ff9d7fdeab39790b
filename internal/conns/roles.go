package conns

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// stsClient returns a client that signs for a region with credentials. nil means that it does not sign.
func (c *connection) stsClient(region string, with aws.CredentialsProvider) *sts.Client {
	return sts.NewFromConfig(c.aws, func(o *sts.Options) {
		o.Region, o.Credentials, o.HTTPClient = region, with, c.direct
		if c.base.StsRegion != "" {
			o.Region = c.base.StsRegion
		}
		if c.base.StsEndpoint != "" {
			o.BaseEndpoint = &c.base.StsEndpoint
		}
		if o.BaseEndpoint != nil {
			useAsItIs(&o.EndpointOptions.UseFIPSEndpoint, &o.EndpointOptions.UseDualStackEndpoint)
		}
	})
}

// notSTS is the cause if STS was called and neither returned an error nor credentials.
const notSTS = "the response is not one of STS"

// chain returns the credentials of the last of some roles, each of which is assumed with those of the previous one.
func (c *connection) chain(region string, provider aws.CredentialsProvider, roles []awsbase.AssumeRole) aws.CredentialsProvider {
	for _, role := range roles {
		assumed := stscreds.NewAssumeRoleProvider(c.stsClient(region, provider), role.RoleARN, func(o *stscreds.AssumeRoleOptions) {
			o.RoleSessionName, o.Duration = role.SessionName, role.Duration
			o.ExternalID, o.Policy, o.SourceIdentity = notEmpty(role.ExternalID), notEmpty(role.Policy), notEmpty(role.SourceIdentity)
			o.PolicyARNs, o.TransitiveTagKeys = policies(role.PolicyARNs), role.TransitiveTagKeys
			for key, value := range role.Tags {
				o.Tags = append(o.Tags, ststypes.Tag{Key: &key, Value: &value})
			}
		})
		provider = aws.NewCredentialsCache(source{assumed, c, roleFailure(role.RoleARN)})
	}
	return provider
}

// roleFailure is what is known if a role could not be assumed.
func roleFailure(arn string) diagnostics.CredentialsError {
	return diagnostics.CredentialsError{
		Summary:  "Unable to assume IAM role",
		Happened: fmt.Sprintf("The IAM role %s could not be assumed.", diagnostics.Clean(arn)),
		Remedy: "Check the role's ARN and external ID. Check that the role's trust policy allows the credentials that " +
			"assume it, and that these have the IAM action sts:AssumeRole.",
		Cause: notSTS,
	}
}

// webIdentityFailure is the same with a token.
func webIdentityFailure(arn string) diagnostics.CredentialsError {
	return diagnostics.CredentialsError{
		Summary:  "Unable to assume IAM role with web identity",
		Happened: fmt.Sprintf("The IAM role %s could not be assumed with the web identity token.", diagnostics.Clean(arn)),
		Remedy: "Check the role's ARN, and that the token exists and has not expired. Check that the role's trust policy " +
			"allows the token's issuer, audience and subject.",
		Cause: notSTS,
	}
}

// completeWebIdentity adds what the environment has to the block, and checks that nothing is missing.
func completeWebIdentity(base *awsbase.Config, diags *diag.Diagnostics) {
	if base.AssumeRoleWithWebIdentity == nil {
		return
	}
	w := *base.AssumeRoleWithWebIdentity
	w.RoleARN = cmp.Or(w.RoleARN, os.Getenv("AWS_ROLE_ARN"))
	w.SessionName = cmp.Or(w.SessionName, os.Getenv("AWS_ROLE_SESSION_NAME"))
	if !w.HasValidTokenSource() {
		w.WebIdentityToken, w.WebIdentityTokenFile = os.Getenv("TF_AWS_WEB_IDENTITY_TOKEN"), os.Getenv("AWS_WEB_IDENTITY_TOKEN_FILE")
	}
	base.AssumeRoleWithWebIdentity = &w
	at := path.Root("assume_role_with_web_identity").AtListIndex(0)
	if w.RoleARN == "" {
		diags.AddAttributeError(at, "Missing role ARN", "The block needs a role_arn, or AWS_ROLE_ARN in the environment.")
	}
	if (w.WebIdentityToken == "") == (w.WebIdentityTokenFile == "") {
		diags.AddAttributeError(at, "Missing web identity token", "The block needs exactly one of web_identity_token and "+
			"web_identity_token_file. If it has neither, the environment needs exactly one of TF_AWS_WEB_IDENTITY_TOKEN and "+
			"AWS_WEB_IDENTITY_TOKEN_FILE.")
	}
}

// webIdentity returns the credentials of the role that the block assumes with a token.
func (c *connection) webIdentity(region string) aws.CredentialsProvider {
	role := c.base.AssumeRoleWithWebIdentity
	client := c.stsClient(region, nil)
	assumed := stscreds.NewWebIdentityRoleProvider(client, role.RoleARN, role, func(o *stscreds.WebIdentityRoleOptions) {
		o.RoleSessionName, o.Duration, o.Policy, o.PolicyARNs = role.SessionName, role.Duration, notEmpty(role.Policy), policies(role.PolicyARNs)
	})
	return aws.NewCredentialsCache(source{assumed, c, webIdentityFailure(role.RoleARN)})
}

func policies(arns []string) (all []ststypes.PolicyDescriptorType) {
	for _, arn := range arns {
		all = append(all, ststypes.PolicyDescriptorType{Arn: &arn})
	}
	return all
}

// notEmpty returns nil for "".
func notEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// withProcess returns the credentials of a configuration. If the profile, or the one at the end of its sources, has a
// credential_process, these are its own, and the roles that the profiles assume with them: the SDK's provider would repeat the
// output of the process, with its credentials, in an error, and write its standard error to Terraform's log.
func (c *connection) withProcess(loaded aws.Config) (aws.CredentialsProvider, []awsbase.AssumeRole) {
	var roles []awsbase.AssumeRole
	found := loaded.Credentials
	for _, setting := range loaded.ConfigSources {
		profile, ok := setting.(awsconfig.SharedConfig)
		for next := &profile; ok && next != nil; next = next.Source {
			profile = *next
			c.hidden.add(profile.ExternalID, profile.Credentials.SecretAccessKey, profile.Credentials.SessionToken)
			c.hidden.addFile(profile.WebIdentityTokenFile)
			if profile.RoleARN != "" {
				role := awsbase.AssumeRole{RoleARN: profile.RoleARN, ExternalID: profile.ExternalID, SessionName: profile.RoleSessionName}
				if d := aws.ToDuration(profile.RoleDurationSeconds); d >= 16*time.Minute { // as in the SDK
					role.Duration = d
				}
				roles = append([]awsbase.AssumeRole{role}, roles...)
			}
		}
		login := profile.SSOSessionName + profile.SSORegion + profile.SSOAccountID + profile.SSOStartURL + profile.SSORoleName + profile.LoginSession
		if profile.CredentialProcess != "" && !profile.Credentials.HasKeys() && login == "" {
			return aws.NewCredentialsCache(process{profile.CredentialProcess, c}), roles
		}
		found = checkLogin(profile, found)
	}
	return found, nil
}

// outputDelay is how long a command's output may stay open after its end, for processes that it has started.
const outputDelay = time.Second

// process gets credentials from a command.
type process struct {
	command string
	from    *connection
}

// Retrieve implements aws.CredentialsProvider.
func (p process) Retrieve(ctx context.Context) (aws.Credentials, error) {
	p.from.awaited.Store(&awaited{source: "The credential_process of the profile did not end."})
	var stderr bytes.Buffer
	provider := processcreds.NewProviderCommand(processcreds.NewCommandBuilderFunc(func(ctx context.Context) (*exec.Cmd, error) {
		command, err := processcreds.DefaultNewCommandBuilder{Args: []string{p.command}}.NewCommand(ctx)
		if err == nil {
			command.Stdin, command.Stderr = nil, &stderr
			command.WaitDelay = outputDelay
		}
		return command, err
	}))
	found, err := provider.Retrieve(ctx)
	if err == nil {
		return found, nil
	}
	remedy := "Run the command of credential_process in a shell, and correct what it reports."
	happened := "Its standard output was not one JSON object with Version 1, AccessKeyId and SecretAccessKey. A notice must go to its " +
		"standard error. The output is not shown, because it can contain credentials."
	if exit, failed := errors.AsType[*exec.ExitError](err); failed {
		happened = "It ended with: " + exit.String() + "."
		if code := exit.ExitCode(); code == 126 || code == 127 { // the shell cannot run it
			remedy += " If the value begins and ends with a quote, the AWS SDK removes both. In that case, put env in front of the command."
		}
	} else if errors.Is(err, exec.ErrWaitDelay) {
		happened = fmt.Sprintf("It ended, and a process that it had started kept its standard output or standard error open for %s. "+
			"Redirect both for that process.", outputDelay)
	}
	if text := strings.TrimSpace(stderr.String()); text != "" {
		happened += "\n\nIts standard error: " + diagnostics.CleanOutput(p.from.hidden.replace(text))
	}
	return aws.Credentials{}, &diagnostics.CredentialsError{
		Summary:  "Credential process failed",
		Happened: "The credential_process of the profile did not return credentials. " + happened,
		Remedy:   remedy,
		Cause:    "the credential process failed",
	}
}
