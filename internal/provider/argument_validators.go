package provider

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"golang.org/x/net/http/httpguts"

	"github.com/proton-deployments/terraform-provider-proton/internal/conns"
	"github.com/proton-deployments/terraform-provider-proton/internal/diagnostics"
)

// stringValidator refuses a string with the error that check returns. As in the AWS provider, "" means not set. The error
// must not contain the value, which may have a password.
type stringValidator struct {
	expected string // what the value must be
	check    func(string) error
	summary  string // of the error; "" means the default
	url      bool   // the value may have a password
	secret   bool   // the value is one
}

func (v stringValidator) Description(context.Context) string         { return v.expected }
func (v stringValidator) MarkdownDescription(context.Context) string { return v.expected }

func (v stringValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	last, _ := req.Path.Steps().LastStep()
	_, isElement := last.(path.PathStepElementKeyValue) // of a set, where "" would disable a check
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || req.ConfigValue.ValueString() == "" && !isElement {
		return
	}
	value := req.ConfigValue.ValueString()
	err := v.check(value)
	if err == nil {
		return
	}
	summary := cmp.Or(v.summary, "Invalid value")
	detail := fmt.Sprintf("%s must be %s: %s", pathText(req.Path), v.expected, err)
	if !strings.HasSuffix(detail, "?") {
		detail = strings.TrimSuffix(detail, ".") + "."
	}
	if v.secret || v.url && strings.Contains(value, "@") {
		// With a path, Terraform would show the line of the configuration, and so the password.
		resp.Diagnostics.AddError(summary, detail)
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, summary, detail)
}

// pathText returns a path as in a configuration. It leaves out the steps into a set, which contain whole elements.
func pathText(p path.Path) string {
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

func httpURL() validator.String {
	return stringValidator{expected: conns.HTTPURL, url: true, check: conns.CheckHTTPURL}
}

func proxyURL() validator.String {
	return stringValidator{expected: "the URL of a proxy", url: true, check: conns.CheckProxyURL, summary: diagnostics.MalformedProxyURL}
}

func arnText() validator.String {
	return stringValidator{expected: "an ARN", check: func(s string) error {
		a, err := arn.Parse(s)
		switch {
		case err != nil:
			return errors.New("it must have the form arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE")
		case !arnPartitionPattern.MatchString(a.Partition):
			return fmt.Errorf("%q is not a valid partition", a.Partition)
		case !arnRegionPattern.MatchString(a.Region):
			return fmt.Errorf("%q is not a valid region", a.Region)
		case !arnAccountPattern.MatchString(a.AccountID):
			return fmt.Errorf("%q is not a valid account ID", a.AccountID)
		case a.Resource == "":
			return errors.New("it has no resource")
		}
		return nil
	}}
}

var (
	arnPartitionPattern = regexp.MustCompile(`^aws(-[a-z]+)*$`)
	arnRegionPattern    = regexp.MustCompile(`^([a-z]+(-[a-z]+)+-\d+)?$`)
	arnAccountPattern   = regexp.MustCompile(`^(\d{12}|[a-z].*)?$`) // AWS's own accounts have names
	accountIDPattern    = regexp.MustCompile(`^\d{12}$`)
)

func accountID() validator.String {
	return stringValidator{expected: "an AWS account ID", check: func(s string) error {
		if !accountIDPattern.MatchString(s) {
			return errors.New("it must have 12 digits")
		}
		return nil
	}}
}

func sessionDuration() validator.String {
	return stringValidator{expected: "a duration from 15m to 12h", check: func(s string) error {
		d, err := time.ParseDuration(s)
		switch {
		case err != nil:
			return errors.New("it must be written like 15m, 1h or 1h30m")
		case d < 15*time.Minute || d > 12*time.Hour:
			return fmt.Errorf("%s is out of range", d)
		}
		return nil
	}}
}

func jsonText() validator.String {
	return stringValidator{expected: "JSON", check: func(s string) error {
		return json.Unmarshal([]byte(s), new(any))
	}}
}

// text checks the length of a text. As in the AWS provider, STS checks its characters.
func text(secret bool, minLength, maxLength int) validator.String {
	return stringValidator{secret: secret, expected: fmt.Sprintf("%d to %d characters long", minLength, maxLength), check: func(s string) error {
		if n := utf8.RuneCountInString(s); n < minLength || n > maxLength {
			return fmt.Errorf("it has %d characters", n)
		}
		return nil
	}}
}

// oneOf checks a value that is one of a list, as equal compares them.
func oneOf(equal func(string, string) bool, values ...string) validator.String {
	return stringValidator{expected: strings.Join(values, " or "), check: func(s string) error {
		if slices.ContainsFunc(values, func(value string) bool { return equal(s, value) }) {
			return nil
		}
		return fmt.Errorf("it is %q.%s", s, diagnostics.DidYouMean(s, values))
	}}
}

func exactly(a, b string) bool { return a == b }

// headerText checks what the HTTP client would refuse to send, without naming it.
func headerText(secret bool) validator.String {
	return stringValidator{secret: secret, expected: "text that an HTTP header can have", check: func(s string) error {
		if !httpguts.ValidHeaderFieldValue(s) {
			return errors.New("it has a line break or another control character")
		}
		return nil
	}}
}
