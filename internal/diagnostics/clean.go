package diagnostics

import (
	"regexp"
	"strings"
	"unicode"
)

// hidden replaces a secret in a text.
const hidden = "(hidden)"

// secretPatterns find secrets in the texts of endpoints and libraries, whoever quotes them. What $1 matches is kept.
var secretPatterns = []*regexp.Regexp{
	regexp.MustCompile(`()\beyJ[0-9A-Za-z_-]{8,}[0-9A-Za-z_.=-]*`),               // a JSON Web Token
	regexp.MustCompile(`()\b(?:AKIA|ASIA|ABIA|ACCA|A3T[0-9A-Z])[0-9A-Z]{12,}\b`), // the ID of an access key
	regexp.MustCompile(`(://)[^\s"'?#]*@`),                                       // the user name and password of a URL
	regexp.MustCompile(`(?i)(authorization\\?["']?\s*[:=]\s*\\?["']?|\bbearer\s+)(?:(?:basic|bearer)\s+)?[^\s"'\\,]+`),
	regexp.MustCompile(`(?i)((?:secret_?(?:access_?)?key|(?:session|security|access|refresh|id)[_-]?token|webidentitytoken|client_?secret|passw(?:or)?d)` +
		`\\?["']?\s*[:=>]\s*\\?["']?)[^\s"'\\<,;&]+`), // a member of JSON, XML, a form or a shared file, or a header
}

// longToken finds what may be a secret key or a session token: a long word, but not a path.
var longToken = regexp.MustCompile(`(?:^|[^0-9A-Za-z+/=._:-])[0-9A-Za-z+=][0-9A-Za-z+/=]{39,}`)

// CleanText is [Clean] for a text that may have several lines.
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
	for _, pattern := range secretPatterns {
		s = pattern.ReplaceAllString(s, "${1}"+hidden)
	}
	s = longToken.ReplaceAllStringFunc(s, hideRandom)
	if runes := []rune(s); len(runes) > maxRunes {
		return string(runes[:maxRunes]) + "…"
	}
	return s
}

// hideRandom hides a word with many digits and letters of both cases, as random ones have.
func hideRandom(word string) string {
	var lower, upper, digits int
	for _, r := range word {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	if min(lower, upper, digits) < 3 {
		return word
	}
	return strings.TrimRight(word, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/=") + hidden
}

// Clean returns a text from an endpoint as one line of limited length, without secrets and without control characters, which
// could control the terminal.
func Clean(s string) string { return strings.ReplaceAll(CleanText(s), "\n", " ") }
