package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// checked refuses a string for the reason that check gives. As with the AWS provider, "" counts as not set.
// The reason must not repeat the value, which may hold a password.
type checked struct {
	want  string // what the value must be
	check func(string) error
}

func (c checked) Description(context.Context) string         { return c.want }
func (c checked) MarkdownDescription(context.Context) string { return c.want }

func (c checked) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || req.ConfigValue.ValueString() == "" {
		return
	}
	if err := c.check(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid value",
			fmt.Sprintf("%s must be %s: %s.", req.Path, c.want, err))
	}
}

func httpURL() validator.String {
	return checked{"an http or https URL", func(s string) error {
		u, err := parseURL(s)
		switch {
		case err != nil:
			return err
		case u.Scheme != "http" && u.Scheme != "https":
			return errors.New("it begins with neither http:// nor https://")
		case u.Host == "":
			return errors.New("it names no host")
		case u.User != nil:
			return errors.New("it holds a user name or password, which an endpoint is not sent")
		}
		return nil
	}}
}

func proxyURL() validator.String {
	return checked{"the URL of a proxy", func(s string) error {
		if !strings.Contains(s, "://") {
			s = "http://" + s // what every client of proxies assumes
		}
		u, err := parseURL(s)
		if err == nil && u.Hostname() == "" {
			err = errors.New("it names no host")
		}
		return err
	}}
}

// parseURL is url.Parse, with an error that leaves out the URL and its password.
func parseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err == nil {
		return u, nil
	}
	var parse *url.Error
	if errors.As(err, &parse) && !strings.Contains(s, "@") {
		return nil, parse.Err
	}
	return nil, errors.New("it cannot be parsed")
}

func arnText() validator.String {
	return checked{"an ARN", func(s string) error {
		a, err := arn.Parse(s)
		switch {
		case err != nil:
			return errors.New("it does not have the form arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE")
		case !partition.MatchString(a.Partition):
			return fmt.Errorf("%q is no partition", a.Partition)
		case a.AccountID != "" && a.AccountID != "aws" && !account.MatchString(a.AccountID):
			return fmt.Errorf("%q is no account ID", a.AccountID)
		case a.Resource == "":
			return errors.New("it names no resource")
		}
		return nil
	}}
}

var (
	partition = regexp.MustCompile(`^aws(-[a-z]+)*$`)
	account   = regexp.MustCompile(`^\d{12}$`)
)

func accountID() validator.String {
	return checked{"an AWS account ID", func(s string) error {
		if !account.MatchString(s) {
			return errors.New("it does not have twelve digits")
		}
		return nil
	}}
}

func sessionDuration() validator.String {
	return checked{"a duration from 15m to 12h", func(s string) error {
		d, err := time.ParseDuration(s)
		switch {
		case err != nil:
			return err
		case d < 15*time.Minute || d > 12*time.Hour:
			return fmt.Errorf("%s is outside of that", d)
		}
		return nil
	}}
}

func jsonText() validator.String {
	return checked{"JSON", func(s string) error {
		var v any
		return json.Unmarshal([]byte(s), &v)
	}}
}

// nullableBool checks the one argument that the AWS provider keeps as a string, to tell false from not set.
func nullableBool() validator.String {
	return checked{"true or false", func(s string) error {
		_, err := strconv.ParseBool(s)
		if err != nil {
			return errors.New("it is neither")
		}
		return nil
	}}
}

// emptyOr applies validators to a value other than "", which the AWS provider takes for not set.
func emptyOr(all ...validator.String) validator.String { return nonEmpty(all) }

type nonEmpty []validator.String

func (n nonEmpty) Description(ctx context.Context) string {
	var all []string
	for _, v := range n {
		all = append(all, v.Description(ctx))
	}
	return strings.Join(all, "; ")
}

func (n nonEmpty) MarkdownDescription(ctx context.Context) string { return n.Description(ctx) }

func (n nonEmpty) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.ValueString() == "" {
		return
	}
	for _, v := range n {
		v.ValidateString(ctx, req, resp)
	}
}

// conflictsWithSibling refuses two arguments of one block that are both set to something.
func conflictsWithSibling(name string) validator.String { return sibling(name) }

type sibling string

func (s sibling) Description(context.Context) string { return "conflicts with " + string(s) }
func (s sibling) MarkdownDescription(context.Context) string {
	return "conflicts with `" + string(s) + "`"
}

func (s sibling) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.ValueString() == "" {
		return
	}
	var other types.String
	at := req.Path.ParentPath().AtName(string(s))
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &other)...)
	if other.ValueString() != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Conflicting arguments",
			fmt.Sprintf("%s and %s cannot both be set.", req.Path, at))
	}
}
