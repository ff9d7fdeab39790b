package diagnostics

import "strings"

// CredentialsError reports that credentials could not be obtained. It reaches the diagnostics through the SDK, which
// asks for credentials when it makes its first call.
type CredentialsError struct {
	Summary  string
	Happened string // "" if the summary is enough
	Remedy   string
	Cause    string
	Err      error // for errors.As; its text may hold secrets, Cause does not
}

// Error returns the text that the SDK includes in its own error.
func (e *CredentialsError) Error() string { return e.Cause }

// Unwrap returns Err.
func (e *CredentialsError) Unwrap() error { return e.Err }

// Detail returns the detail of a diagnostic that is not about a call.
func (e *CredentialsError) Detail() string {
	return CleanText(strings.TrimSpace(e.Happened+"\n\n"+e.Remedy) + "\n\nCause: " + e.Cause)
}
