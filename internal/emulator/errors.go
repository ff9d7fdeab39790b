package emulator

import (
	"fmt"
	"net/http"
	"strings"
)

// fault is an error the way the service answers it.
type fault struct {
	status        int
	code, message string
}

// Error implements error.
func (f *fault) Error() string { return f.code + ": " + f.message }

func conflict(format string, args ...any) *fault {
	return &fault{http.StatusBadRequest, "ConflictException", fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) *fault {
	return &fault{http.StatusBadRequest, "ResourceNotFoundException", fmt.Sprintf(format, args...)}
}

func invalid(violations ...string) *fault {
	return &fault{http.StatusBadRequest, "ValidationException", strings.Join(violations, "; ")}
}

func unreadable(reasons ...string) *fault {
	return &fault{http.StatusBadRequest, "SerializationException", strings.Join(reasons, "; ")}
}

func unknownOperation(status int, format string, args ...any) *fault {
	return &fault{status, "UnknownOperationException", fmt.Sprintf(format, args...)}
}

func unsupportedMedia(message string) *fault {
	return &fault{http.StatusUnsupportedMediaType, "UnsupportedMediaTypeException", message}
}

func tooLarge(limit int64) *fault {
	return &fault{
		http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException",
		fmt.Sprintf("the request's body is longer than %d bytes", limit),
	}
}

// internalFault stands for a defect of the emulator: no request should get it.
func internalFault(err error) *fault {
	return &fault{http.StatusInternalServerError, "InternalServerException", err.Error()}
}
