package emulator

import (
	"fmt"
	"net/http"
)

// apiError is an error in the form in which the service responds with it.
type apiError struct {
	status        int
	code, message string
}

// Error implements error.
func (e *apiError) Error() string { return e.code + ": " + e.message }

// failure makes the errors of a code, from a format and its arguments.
func failure(status int, code string) func(format string, args ...any) *apiError {
	return func(format string, args ...any) *apiError {
		return &apiError{status, code, fmt.Sprintf(format, args...)}
	}
}

const internalServerException = "InternalServerException"

var (
	conflict         = failure(http.StatusBadRequest, "ConflictException")
	notFound         = failure(http.StatusBadRequest, "ResourceNotFoundException")
	invalid          = failure(http.StatusBadRequest, "ValidationException")
	unreadable       = failure(http.StatusBadRequest, "SerializationException")
	unknownOperation = failure(http.StatusBadRequest, "UnknownOperationException")
	wrongMethod      = failure(http.StatusMethodNotAllowed, "UnknownOperationException")
	wrongPath        = failure(http.StatusNotFound, "UnknownOperationException")
	unsupportedMedia = failure(http.StatusUnsupportedMediaType, "UnsupportedMediaTypeException")
	tooLarge         = failure(http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException")
	internalError    = failure(http.StatusInternalServerError, internalServerException) // a defect of the emulator
)
