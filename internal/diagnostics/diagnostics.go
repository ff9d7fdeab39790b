// Package diagnostics words what a user reads about a failure or an outcome: errors of the domain and of API calls become
// one diagnostic each.
package diagnostics

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// EndOfProton is the sentence for every place where a user may ask why nothing responds.
const EndOfProton = "AWS ended Proton on 7 October 2026, so its own endpoints no longer respond."

// Target is what a diagnostic is about.
type Target struct {
	Component string // its name, "" for a list
	Region    string
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

// message is what to say about one kind of failure or outcome.
type message struct {
	summary    string // short and stable, without a colon; "" if there is none of its own
	happened   string
	remedy     string
	retry      bool // the same call may succeed later
	atArgument bool // the argument that holds the component's name is wrong
}

// CallFailed makes the one diagnostic of an error of an API operation that reads. summary is for the errors that have
// none of their own.
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

// detail has what happened, to what, what to do, and last the API's own words with the request ID.
func (t Target) detail(m message, status string, err error) string {
	var b strings.Builder
	b.WriteString(m.happened + "\n")
	for _, fact := range []struct{ label, value string }{
		{"Component", t.Component}, {"Region", t.Region}, {"Last status seen", status},
	} {
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
	var said []string
	for _, s := range all {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, " ")
}

// sentence gives a text a capital letter.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// span is a duration as a person would write it: 30m, 1h30m, 2.5s.
func span(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	s := d.Round(100 * time.Millisecond).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// Clean makes a text of an endpoint fit for one line: without control characters that a terminal would obey, and not
// longer than a person would read.
func Clean(s string) string { return strings.ReplaceAll(CleanText(s), "\n", " ") }

// CleanText is [Clean] for a text that may have lines.
func CleanText(s string) string {
	const maxRunes = 2000
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		default:
			return -1
		}
	}, s)
	if runes := []rune(s); len(runes) > maxRunes {
		return string(runes[:maxRunes]) + "…"
	}
	return s
}
