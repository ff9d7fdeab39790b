package diagnostics

import (
	"regexp"
	"strings"
	"unicode"
)

// hidden replaces a secret in a text.
const hidden = "(hidden)"

// The limits of a text. It is cut before it is searched for secrets, because an endpoint can send megabytes.
const (
	maxRunes = 2000
	maxBytes = 8 * maxRunes
)

// secretPatterns find secrets in the texts of endpoints and libraries, whoever quotes them. What $1 matches is kept.
var secretPatterns = compile(
	`()\beyJ[0-9A-Za-z_-]{8,}[0-9A-Za-z_.=-]*`,               // a JSON Web Token
	`()\b(?:AKIA|ASIA|ABIA|ACCA|A3T[0-9A-Z])[0-9A-Z]{12,}\b`, // the ID of an access key
	`(://)(?:[^\s/?#@]*@|[^\s/@]*:\S*@)`,                     // the user name and password of a URL
	`(^|[\s"'(=])[^\s"'/:@]+:[^\s/:@]+@`,                     // the same without a scheme
	`(?i)(authorization\\?["']?\s*[:=]\s*\\?["']?)(?:(?:basic|bearer)\s+)?[^\s"'\\,]+`,
	`(?i)(\bbearer\s+)(?:[^\s"'\\,]*[^a-z\s"'\\,.][^\s"'\\,]*|[^\s"'\\,]{16,})`, // not a word of a sentence
	`(?i)((?:secret_?(?:access_?)?key|(?:session|security|access|refresh|id)[_-]?token|webidentitytoken|client_?secret|passw(?:or)?d)`+
		`\\?["']?\s*[:=>]\s*\\?["']?)(?:\\[^"']|[^\s"'\\<,;&])+`, // a member of JSON, XML, a form or a shared file, or a header
)

// namePattern matches a name that is followed by a secret.
const namePattern = `[\w-]*(?:passw(?:or)?d|passphrase|pwd|token|secret|key|cookie|credential|session|saml|authorization|bearer|basic)[\w-]*`

// outputPatterns are for the output of a program, which can trace its commands.
var outputPatterns = compile(
	`(?i)(`+namePattern+`\\?["']?\s*[:=]\s*(?:[|>][+-]?\s)?)\s*\S[^\n]*`, // also in YAML, where the value is in the next line
	`(?i)((?:^|\s)(?:-u|--user|--?`+namePattern+`)\s+)\S+`,               // an option
	`(?i)(`+namePattern+`["']?\s+(?:is\s+|was\s+)?)(?:\S*\d\S*|\S{16,})`, // not a word of a sentence
	`(://[^\s?#]*[?#])\S+`, // the query of a URL
)

func compile(patterns ...string) (all []*regexp.Regexp) {
	for _, pattern := range patterns {
		all = append(all, regexp.MustCompile(pattern))
	}
	return all
}

var (
	longWord   = regexp.MustCompile(arnPattern + `|[0-9A-Za-z+/=_-]{40,}`) // as long as a secret key
	outputWord = regexp.MustCompile(`[0-9A-Za-z+/=_.~%\\-]{16,}`)
	lowerRun   = regexp.MustCompile(`[a-z]{3,}`)
	wordPart   = regexp.MustCompile(`[A-Z]*[a-z]+|[A-Z]+|[0-9]+`)
	lowerCase  = regexp.MustCompile(`(?:[a-z].*){3}`)
	upperCase  = regexp.MustCompile(`(?:[A-Z].*){3}`)
	letter     = regexp.MustCompile(`[A-Za-z]`)
	digit      = regexp.MustCompile(`[0-9]`)
)

// arnPattern matches ARNs of what users need to see: a role, a caller, a component.
const arnPattern = `\barn:aws[a-z-]*:(?:iam|sts|proton):[0-9a-z-]*:[0-9]*:[0-9A-Za-z/_-]+`

// CleanText is [Clean] for a text that may have several lines.
func CleanText(s string) string {
	if len(s) > maxBytes { // the last word is left out, because it could be the beginning of a secret
		s = s[:strings.LastIndexFunc(s[:maxBytes], unicode.IsSpace)+1] + "…"
	}
	s = clean(s)
	if runes := []rune(s); len(runes) > maxRunes {
		return string(runes[:maxRunes]) + "…"
	}
	return s
}

// CleanOutput returns the end of what a program wrote. It hides more than [CleanText], because a program can write any secret.
func CleanOutput(s string) string {
	s = end(s, maxBytes)
	for _, pattern := range outputPatterns {
		s = pattern.ReplaceAllString(s, "${1}"+hidden)
	}
	s = outputWord.ReplaceAllStringFunc(s, func(word string) string { return hideRandom(word, letter, digit) })
	return end(clean(s), maxRunes/2)
}

// end returns whole words from the end of a text.
func end(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	s = s[len(s)-limit:]
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
		return "…" + s[i:]
	}
	return "…"
}

// Printable returns a text without control characters, which could control the terminal.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		default:
			return -1
		}
	}, s)
}

func clean(s string) string {
	s = Printable(s)
	for _, pattern := range secretPatterns {
		s = pattern.ReplaceAllString(s, "${1}"+hidden)
	}
	return longWord.ReplaceAllStringFunc(s, func(word string) string {
		if strings.HasPrefix(word, "arn:") || !changesOften(word) {
			return word
		}
		return hideRandom(word, lowerCase, upperCase)
	})
}

// changesOften reports whether 40 characters of a word often change between letters and digits, or to a capital letter. In a random
// key, almost every second character does so; in a name or a path, hardly more than one in each part.
func changesOften(word string) bool {
	const enough, length = 6, 40
	var changes []int
	parts := wordPart.FindAllStringIndex(word, -1)
	for i, part := range parts[:max(len(parts), 1)-1] {
		if part[1] == parts[i+1][0] {
			changes = append(changes, part[1])
		}
	}
	for i := enough - 1; i < len(changes); i++ {
		if changes[i]-changes[i-enough+1] < length {
			return true
		}
	}
	return false
}

// hideRandom hides a word with characters of two kinds, unless most of it is parts of words, as in a name or a path.
func hideRandom(word string, a, b *regexp.Regexp) string {
	inWords := len(strings.Join(lowerRun.FindAllString(word, -1), ""))
	if a.MatchString(word) && b.MatchString(word) && 2*inWords < len(word) {
		return hidden
	}
	return word
}

// Clean returns a text from an endpoint as one [Printable] line of limited length, without secrets.
func Clean(s string) string { return strings.ReplaceAll(CleanText(s), "\n", " ") }
