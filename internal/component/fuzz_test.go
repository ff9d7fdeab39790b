package component_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// FuzzCancel sends arbitrary responses through the real SDK client. Whatever they are, Cancel returns by its deadline,
// with an outcome or with its own type of error.
//
//	go test -fuzz=FuzzCancel ./internal/component
func FuzzCancel(f *testing.F) {
	const record = `{"component":{"name":"api","deploymentStatus":"CANCELLING","lastAttemptedDeploymentId":"a"}}`
	seeds := []struct {
		code      int
		exception string
		body      string
	}{
		{200, "", record},
		{200, "", `{"component":{"deploymentStatus":"CANCELLED","createdAt":1e300,"lastModifiedAt":-1}}`},
		{200, "", `{"component":{"deploymentStatus":"FAILED","lastAttemptedDeploymentId":"b"}}`},
		{200, "", `{"component":{"deploymentStatus":7}}`},
		{200, "", `{"component":{"createdAt":"yesterday"}}`},
		{200, "", `{"component":null}`},
		{200, "", `{}`},
		{200, "", `[]`},
		{200, "", ``},
		{200, "", `{"component":{"na`},
		{200, "", `<html>`},
		{400, "ConflictException", `{"__type":"ConflictException","message":null}`},
		{400, "ValidationException", `{}`},
		{400, "", `{"__type":"com.amazon#ResourceNotFoundException","Message":"gone"}`},
		{400, "ThrottlingException", `{"__type":7}`},
		{403, "AccessDeniedException", `nonsense`},
		{500, "", `{"__type":"InternalServerException"}`},
		{302, "", `moved`},
		{101, "", ``},
		{999, "Strange:http://x/", "\x00\xff"},
	}
	for _, s := range seeds {
		f.Add(s.code, s.exception, s.body, 200, "", record)
		f.Add(400, "ConflictException", `{"__type":"ConflictException"}`, s.code, s.exception, s.body)
		f.Add(200, "", record, s.code, s.exception, s.body)
	}
	f.Fuzz(func(t *testing.T, code1 int, exception1, body1 string, code2 int, exception2, body2 string) {
		one, two := arbitrary(code1, exception1, body1), arbitrary(code2, exception2, body2)
		for _, wait := range []bool{true, false} {
			s := &script{cancel: then(one, two), get: then(two, one, two)}
			r := run(t, s, deadline, component.Options{Wait: wait})
			if r.took > deadline {
				t.Errorf("took %s, want at most the deadline of %s", r.took, deadline)
			}
			var failure *component.Error
			if r.err != nil && !errors.As(r.err, &failure) {
				t.Errorf("got an error of type %T, want *component.Error: %v", r.err, r.err)
			}
		}
	})
}

func arbitrary(code int, exception, body string) response {
	header := http.Header{}
	if exception != "" {
		header.Set("X-Amzn-Errortype", exception)
	}
	return status(100+(code%900+900-100)%900, header, body)
}
