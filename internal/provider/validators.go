package provider

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// checked refuses a string for the reason that check gives. As with the AWS provider, "" counts as not set.
// The reason must not repeat the value, which may hold a password.
type checked struct {
	want    string // what the value must be
	check   func(string) error
	summary string // of the error, if it has one of its own
	url     bool
}

func (c checked) Description(context.Context) string         { return c.want }
func (c checked) MarkdownDescription(context.Context) string { return c.want }

func (c checked) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || req.ConfigValue.ValueString() == "" {
		return
	}
	value := req.ConfigValue.ValueString()
	err := c.check(value)
	if err == nil {
		return
	}
	summary := cmp.Or(c.summary, "Invalid value")
	detail := fmt.Sprintf("%s must be %s: %s.", written(req.Path), c.want, err)
	if c.url && strings.Contains(value, "@") {
		// Beside a path, Terraform quotes the line of the configuration, and with it a password.
		resp.Diagnostics.AddError(summary, detail)
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, summary, detail)
}

// written is a path as a configuration has it. The steps into a set are left out: each is a whole element, with all that
// is in it.
func written(p path.Path) string {
	var b strings.Builder
	for _, step := range p.Steps() {
		switch step := step.(type) {
		case path.PathStepAttributeName:
			b.WriteString("." + string(step))
		case path.PathStepElementKeyInt:
			fmt.Fprintf(&b, "[%d]", int64(step))
		}
	}
	return strings.TrimPrefix(b.String(), ".")
}

const anHTTPURL = "an http or https URL"

func httpURL() validator.String {
	return checked{want: anHTTPURL, url: true, check: checkHTTPURL}
}

func checkHTTPURL(s string) error {
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
}

func proxyURL() validator.String {
	return checked{want: "the URL of a proxy", url: true, check: checkProxy, summary: malformedProxy}
}

const malformedProxy = "Malformed proxy URL"

func checkProxy(address string) error {
	u, err := parseURL(withScheme(address))
	if err == nil && u.Hostname() == "" {
		err = errors.New("it names no host")
	}
	return err
}

// withScheme gives a proxy's address the scheme that every client of proxies assumes.
func withScheme(address string) string {
	if address == "" || strings.Contains(address, "://") {
		return address
	}
	return "http://" + address
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
	return nil, errors.New("it cannot be parsed, and is not repeated here, as it may hold a password")
}

func arnText() validator.String {
	return checked{want: "an ARN", check: func(s string) error {
		a, err := arn.Parse(s)
		switch {
		case err != nil:
			return errors.New("it does not have the form arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE")
		case !partition.MatchString(a.Partition):
			return fmt.Errorf("%q is no partition", a.Partition)
		case !arnRegion.MatchString(a.Region):
			return fmt.Errorf("%q is no region", a.Region)
		case !arnAccount.MatchString(a.AccountID):
			return fmt.Errorf("%q is no account ID", a.AccountID)
		case a.Resource == "":
			return errors.New("it names no resource")
		}
		return nil
	}}
}

var (
	partition  = regexp.MustCompile(`^aws(-[a-z]+)*$`)
	arnRegion  = regexp.MustCompile(`^([a-z]+(-[a-z]+)+-\d+)?$`)
	arnAccount = regexp.MustCompile(`^(\d{12}|[a-z].*)?$`) // AWS's own have names
	account    = regexp.MustCompile(`^\d{12}$`)
)

func accountID() validator.String {
	return checked{want: "an AWS account ID", check: func(s string) error {
		if !account.MatchString(s) {
			return errors.New("it does not have twelve digits")
		}
		return nil
	}}
}

func sessionDuration() validator.String {
	return checked{want: "a duration from 15m to 12h", check: func(s string) error {
		d, err := time.ParseDuration(s)
		switch {
		case err != nil:
			return errors.New("it is not written like 15m, 1h or 1h30m")
		case d < 15*time.Minute || d > 12*time.Hour:
			return fmt.Errorf("%s is outside of that", d)
		}
		return nil
	}}
}

func jsonText() validator.String {
	return checked{want: "JSON", check: func(s string) error {
		var v any
		return json.Unmarshal([]byte(s), &v)
	}}
}

// nullableBool checks the one argument that the AWS provider keeps as a string, to tell false from not set.
func nullableBool() validator.String {
	return checked{want: "true or false", check: func(s string) error {
		_, err := strconv.ParseBool(s)
		if err != nil {
			return errors.New("it is neither")
		}
		return nil
	}}
}

// text checks how long a text is and, unless that is "", which characters it has.
func text(least, most int, characters string) validator.String {
	want := fmt.Sprintf("%d to %d characters long", least, most)
	allowed := regexp.MustCompile("")
	if characters != "" {
		want += ", of letters, digits and " + characters
		allowed = regexp.MustCompile(`^[0-9A-Za-z` + regexp.QuoteMeta(characters) + `]*$`)
	}
	return checked{want: want, check: func(s string) error {
		switch n := utf8.RuneCountInString(s); {
		case n < least || n > most:
			return fmt.Errorf("it has %d", n)
		case !allowed.MatchString(s):
			return errors.New("it has others")
		}
		return nil
	}}
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
			fmt.Sprintf("%s and %s cannot both be set.", written(req.Path), written(at)))
	}
}
