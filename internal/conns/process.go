package conns

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"

	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// processOf returns the credentials of a profile that has a credential_process, and the roles that the profile and those
// that name it as their source assume with them. It returns nil for other profiles.
//
// The SDK's own provider would repeat the output of the process, with its credentials, in an error, and write its standard
// error to Terraform's log.
func (c *connection) processOf(loaded aws.Config) (aws.CredentialsProvider, []awsbase.AssumeRole) {
	var roles []awsbase.AssumeRole
	for _, source := range loaded.ConfigSources {
		profile, ok := source.(awsconfig.SharedConfig)
		for next := &profile; ok && next != nil; next = next.Source {
			profile = *next
			if next.RoleARN != "" {
				role := awsbase.AssumeRole{RoleARN: next.RoleARN, ExternalID: next.ExternalID, SessionName: next.RoleSessionName}
				if d := aws.ToDuration(next.RoleDurationSeconds); d >= 16*time.Minute { // as in the SDK
					role.Duration = d
				}
				roles = append([]awsbase.AssumeRole{role}, roles...)
			}
		}
		sso := profile.SSOSessionName + profile.SSORegion + profile.SSOAccountID + profile.SSOStartURL + profile.SSORoleName
		if ok && profile.CredentialProcess != "" && !profile.Credentials.HasKeys() && sso+profile.LoginSession == "" {
			return aws.NewCredentialsCache(process{profile.CredentialProcess, c.hidden}), roles
		}
	}
	return nil, nil
}

// process gets credentials from a command.
type process struct {
	command string
	hidden  *secrets
}

// Retrieve implements aws.CredentialsProvider.
func (p process) Retrieve(ctx context.Context) (aws.Credentials, error) {
	var stderr bytes.Buffer
	provider := processcreds.NewProviderCommand(processcreds.NewCommandBuilderFunc(func(ctx context.Context) (*exec.Cmd, error) {
		command, err := processcreds.DefaultNewCommandBuilder{Args: []string{p.command}}.NewCommand(ctx)
		if err == nil {
			command.Stdin, command.Stderr = nil, &stderr
			command.WaitDelay = time.Second // for processes that it has started
		}
		return command, err
	}))
	found, err := provider.Retrieve(ctx)
	if err == nil {
		return found, nil
	}
	happened := "It wrote something else than one JSON object with Version 1, AccessKeyId and SecretAccessKey to its standard output. " +
		"Its output is not shown, because it can contain credentials."
	_, notJSON := errors.AsType[*json.SyntaxError](err)
	exit, failed := errors.AsType[*exec.ExitError](err)
	switch {
	case ctx.Err() != nil:
		happened = "It did not end in time."
	case failed:
		happened = "It ended with: " + exit.ProcessState.String() + "."
	case notJSON:
		happened = "It wrote something else than JSON to its standard output. A notice must go to its standard error. " +
			"Its output is not shown, because it can contain credentials."
	}
	if text := bytes.TrimSpace(stderr.Bytes()); len(text) > 0 {
		const limit = 1000
		happened += "\n\nIts standard error: " + p.hidden.hide(string(text[max(0, len(text)-limit):]))
	}
	return aws.Credentials{}, &diagnostics.CredentialsError{
		Summary:  "Credential process failed",
		Happened: "The credential_process of the profile did not return credentials. " + happened,
		Remedy:   "Run the command of credential_process in a shell, and correct what it reports.",
		Cause:    "the credential process failed",
	}
}
