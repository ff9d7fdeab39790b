package conns

import (
	"bytes"
	"context"
	"os"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/logincreds"
	"github.com/aws/smithy-go/middleware"
)

// refuseUnreadable refuses responses that the SDK's sources of credentials panic on. They run in goroutines of the SDK's cache,
// where nothing can recover from a panic, so that a result without credentials must not reach them.
func refuseUnreadable(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("RefuseUnreadable", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (out middleware.InitializeOutput, metadata middleware.Metadata, err error) {
		defer func() {
			if recover() != nil {
				err = unreadable()
			}
		}()
		out, metadata, err = next.HandleInitialize(ctx, in)
		if err != nil {
			return out, metadata, err
		}
		result := reflect.ValueOf(out.Result)
		if result.IsNil() || isNil(result.Elem().FieldByName("RoleCredentials")) {
			err = unreadable()
		}
		return out, metadata, err
	}), middleware.Before)
}

// isNil reports whether a struct has a field, and that is nil.
func isNil(field reflect.Value) bool { return field.IsValid() && field.IsNil() }

// unreadable leaves out the text of a panic, which can have a part of what was read.
func unreadable() error {
	e := noCredentials
	e.Cause = "the source returned a response that the AWS SDK cannot read"
	return &e
}

// checkLogin returns the source of the credentials of a profile, or an error instead of the one that the SDK panics on: the file of
// `aws login` is null.
func checkLogin(profile awsconfig.SharedConfig, found aws.CredentialsProvider) aws.CredentialsProvider {
	file, err := logincreds.StandardCachedTokenFilepath(profile.LoginSession, os.Getenv("AWS_LOGIN_CACHE_DIRECTORY"))
	if profile.LoginSession == "" || err != nil {
		return found
	}
	if text, _ := os.ReadFile(file); string(bytes.TrimSpace(text)) != "null" { //nolint:gosec // the user names its folder
		return found
	}
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return aws.Credentials{}, unreadable() })
}
