// Package diagnostics has the texts of errors and warnings. It returns one diagnostic for each error of the domain or of an
// API call, and for each outcome that needs a warning.
package diagnostics

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// EndOfProton says why AWS's own endpoints do not respond.
const EndOfProton = "AWS ended Proton on 7 October 2026, so its own endpoints no longer respond."

// Target is what a diagnostic is about.
type Target struct {
	Component string // its name, "" for a list
	Region    string
	Endpoint  string        // its URL and what sets it; "" for AWS's own
	Argument  path.Path     // the argument that holds the component's name
	Timeout   string        // the argument that limits a cancellation, such as timeouts.create; "" for a read
	Limit     time.Duration // its value
	Action    bool          // whether it is invoked, not applied
}

func (t Target) again() string {
	switch {
	case t.Action:
		return "invoke the action again"
	case t.Timeout == "":
		return "run Terraform again"
	default:
		return "apply again"
	}
}

func (t Target) next() string {
	if t.Action {
		return "the next invocation"
	}
	return "the next apply"
}

// message is the text for one kind of failure or outcome.
type message struct {
	summary    string // short and stable, without a colon; "" means that of the operation
	happened   string
	remedy     string
	retry      bool // the same call may succeed later
	atArgument bool // the argument that holds the component's name is wrong
	connection bool // the endpoint is a part of the problem
}

// CallFailed returns the diagnostic for an error of an API operation that reads. summary is for errors without their own.
func CallFailed(summary, operation string, err error, t Target) diag.Diagnostic {
	m := t.explain(operation, err)
	if m.summary == "" {
		m.summary = summary
	}
	return t.diagnostic(m, "", err)
}

func (t Target) diagnostic(m message, status string, err error) diag.Diagnostic {
	detail := t.detail(m, status, err)
	if m.atArgument {
		return diag.NewAttributeErrorDiagnostic(t.Argument, m.summary, detail)
	}
	return diag.NewErrorDiagnostic(m.summary, detail)
}

// detail returns what happened, the facts, what to do, and last the error, which has the request ID.
func (t Target) detail(m message, status string, err error) string {
	var b strings.Builder
	b.WriteString(m.happened + "\n")
	if t.Component != "" {
		b.WriteString("\nComponent: " + Printable(t.Component)) // no secret, whatever it looks like
	}
	facts := []fact{{"Region", t.Region}, {"Last status seen", status}}
	if m.connection {
		facts = append(facts, connectionFacts(err)...)
	}
	if m.connection && !attempt.Is[*CallError](err) {
		facts = append(facts, fact{"Endpoint", t.Endpoint})
	}
	for _, fact := range facts {
		if fact.value != "" {
			fmt.Fprintf(&b, "\n%s: %s", fact.label, Clean(fact.value))
		}
	}
	if m.retry {
		m.remedy = sentences(m.remedy, "Then "+t.again()+".")
	}
	if m.remedy != "" {
		b.WriteString("\n\n" + m.remedy)
	}
	if err != nil {
		b.WriteString("\n\nCause: " + strings.TrimSpace(CleanText(err.Error())))
	}
	return b.String()
}

// sentences joins the sentences that are not empty.
func sentences(all ...string) string {
	var kept []string
	for _, s := range all {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, " ")
}

// sentence returns a text with a capital letter at its beginning.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

var trailingZeros = regexp.MustCompile(`([hm])0[ms](0s)?$`)

// span formats a duration as in a configuration: 30m, 1h30m, 2.5s.
func span(d time.Duration) string {
	unit := 100 * time.Millisecond
	switch {
	case d < time.Millisecond:
		unit = 1
	case d < time.Second:
		unit = time.Millisecond
	}
	return trailingZeros.ReplaceAllString(d.Round(unit).String(), "$1")
}
