package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go/rand"
	smithytime "github.com/aws/smithy-go/time"
)

// encode returns the response for the outcome of an operation. It is the only place where an error becomes a response.
func encode(out any, err error) (status int, body []byte, code string) {
	if err == nil {
		if body, err = json.Marshal(document(reflect.ValueOf(out))); err == nil {
			return http.StatusOK, body, ""
		}
	}
	e, ok := errors.AsType[*apiError](err)
	if !ok {
		e = internalError("%v", err)
	}
	body, _ = json.Marshal(map[string]string{"__type": e.code, "message": e.message}) // strings always encode
	return e.status, body, e.code
}

// document converts a value of the SDK's types into what encoding/json writes as AWS JSON 1.0: names begin in lower case,
// empty members are left out, and times are seconds since the epoch.
func document(v reflect.Value) any {
	if at, ok := reflect.TypeAssert[time.Time](v); ok {
		return smithytime.FormatEpochSeconds(at)
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return document(v.Elem())
	case reflect.Struct:
		members := map[string]any{}
		if state, isState := reflect.TypeAssert[awstypes.DeploymentStateMemberComponent](v); isState { // a union
			members["component"] = document(reflect.ValueOf(state.Value))
			return members
		}
		for field, value := range v.Fields() {
			if field.IsExported() && !value.IsZero() && !reflect.Indirect(value).IsZero() {
				members[strings.ToLower(field.Name[:1])+field.Name[1:]] = document(value)
			}
		}
		return members
	case reflect.Slice:
		list := []any{}
		for _, element := range v.Seq2() {
			list = append(list, document(element))
		}
		return list
	default:
		return v.Interface()
	}
}

func write(w http.ResponseWriter, status int, code string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("X-Amzn-RequestId", newUUID())
	if code != "" {
		h.Set(errorTypeHeader, code)
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // an error means that the client has disconnected
}

func newUUID() string {
	id, _ := rand.NewUUID(rand.Reader).GetUUID() // never fails: crypto/rand ends the program instead
	return id
}

// apiError is an error of the API.
type apiError struct {
	status        int
	code, message string
}

// Error implements error.
func (e *apiError) Error() string { return e.code + ": " + e.message }

// failure returns a function that creates errors with this status and code.
func failure(status int, code string) func(format string, args ...any) *apiError {
	return func(format string, args ...any) *apiError {
		return &apiError{status, code, fmt.Sprintf(format, args...)}
	}
}

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
	internalError    = failure(http.StatusInternalServerError, "InternalServerException") // a defect of the emulator
)
