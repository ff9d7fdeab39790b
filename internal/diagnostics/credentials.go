package diagnostics

import (
	"strings"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// CredentialsError reports that credentials could not be obtained. It reaches the diagnostics through the SDK, which
// asks for credentials when it makes its first call.
type CredentialsError struct {
	Summary  string
	Happened string // "" if the summary is enough
	Remedy   string
	Cause    string
	Err      error // its text may hold secrets, Cause does not
	Retry    bool  // the source may have credentials the next time
}

// Error returns the text that the SDK includes in its own error.
func (e *CredentialsError) Error() string { return e.Cause }

// Kind returns [attempt.NotSent] if a read that waits for a cancellation is tried again.
func (e *CredentialsError) Kind() attempt.Kind {
	if e.Retry {
		return attempt.NotSent
	}
	return attempt.Local
}

// Detail returns the detail of a diagnostic that is not about a call.
func (e *CredentialsError) Detail() string {
	detail := strings.TrimSpace(CleanText(e.Happened) + "\n\n" + e.Remedy)
	if e.Cause != "" {
		detail += "\n\nCause: " + CleanText(e.Cause)
	}
	return detail
}
