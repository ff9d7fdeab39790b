package emulator_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// member has the constraints of the API's model on a member of a response. The emulator's own tables are not used, so that
// they are tested.
type member struct {
	required bool
	check    func(any) error
}

var (
	uuid         = matching(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`, 36)
	resourceName = matching(`^[0-9A-Za-z]+[0-9A-Za-z_\-]*$`, 100)
)

var summaryMembers = map[string]member{
	"arn":                       {true, matching(`^arn:(aws|aws-cn|aws-us-gov):proton:[0-9A-Za-z.-]+:[0-9]{12}:component/[0-9A-Za-z_-]+$`, 200)},
	"createdAt":                 {true, isTimestamp},
	"deploymentStatus":          {true, isStatus},
	"deploymentStatusMessage":   {false, matching(`(?s).+`, 10000)},
	"environmentName":           {true, resourceName},
	"lastAttemptedDeploymentId": {false, uuid},
	"lastDeploymentAttemptedAt": {false, isTimestamp},
	"lastDeploymentSucceededAt": {false, isTimestamp},
	"lastModifiedAt":            {true, isTimestamp},
	"lastSucceededDeploymentId": {false, uuid},
	"name":                      {true, resourceName},
	"serviceInstanceName":       {false, resourceName},
	"serviceName":               {false, resourceName},
}

var componentOnlyMembers = map[string]member{
	"description":            {false, matching(`(?s).*`, 500)},
	"lastClientRequestToken": {false, matching(`^[!-~]*$`, 64)},
	"serviceSpec":            {false, matching(`(?s).+`, 51200)},
}

var deploymentSummaryMembers = map[string]member{
	"arn":                       {true, matching(`^arn:(aws|aws-cn|aws-us-gov):proton:[0-9A-Za-z-]+:[0-9]{12}:deployment/[0-9a-f-]{36}$`, 200)},
	"completedAt":               {false, isTimestamp},
	"componentName":             {true, resourceName}, // optional in the model, because other resources have deployments too
	"createdAt":                 {true, isTimestamp},
	"deploymentStatus":          {true, isStatus},
	"environmentName":           {true, resourceName},
	"id":                        {true, uuid},
	"lastAttemptedDeploymentId": {true, uuid},
	"lastModifiedAt":            {true, isTimestamp},
	"lastSucceededDeploymentId": {false, uuid},
	"serviceInstanceName":       {false, resourceName},
	"serviceName":               {false, resourceName},
	"targetArn":                 summaryMembers["arn"],
	"targetResourceCreatedAt":   {true, isTimestamp},
	"targetResourceType":        {true, matching(`^COMPONENT$`, 20)},
}

var deploymentOnlyMembers = map[string]member{
	"deploymentStatusMessage": {false, matching(`(?s).+`, 10000)},
	"initialState":            {false, isComponentState},
	"targetState":             {true, isComponentState},
}

func isComponentState(v any) error {
	union, _ := v.(map[string]any)
	state, ok := union["component"].(map[string]any)
	if !ok || len(union) != 1 {
		return fmt.Errorf("%v is not the state of a component", v)
	}
	return checkMembers(state, map[string]member{
		"serviceInstanceName": {false, resourceName},
		"serviceName":         {false, resourceName},
		"serviceSpec":         componentOnlyMembers["serviceSpec"],
		"templateFile":        {false, matching(`(?s).+`, 51200)},
	})
}

var operationErrors = map[string][]string{
	"CreateComponent":           {"ServiceQuotaExceededException", "ValidationException", "ConflictException", "ResourceNotFoundException"},
	"GetComponent":              {"ValidationException", "ResourceNotFoundException"},
	"GetDeployment":             {"ValidationException", "ResourceNotFoundException"},
	"ListComponents":            {"ValidationException"},
	"ListDeployments":           {"ValidationException", "ResourceNotFoundException"},
	"UpdateComponent":           {"ServiceQuotaExceededException", "ValidationException", "ConflictException", "ResourceNotFoundException"},
	"DeleteComponent":           {"ValidationException", "ConflictException", "ResourceNotFoundException"},
	"CancelComponentDeployment": {"ValidationException", "ConflictException", "ResourceNotFoundException"},
}

// protocolErrors are the errors of requests that no operation processes.
var protocolErrors = []string{
	"SerializationException", "UnknownOperationException",
	"UnsupportedMediaTypeException", "RequestEntityTooLargeException",
}

// checkResponses passes requests on, and fails the test for a response that violates the API's model.
func checkResponses(t *testing.T, next http.Handler) http.Handler {
	t.Helper()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AwsProton20200720.")
		if err := checkResponse(operation, rec); err != nil {
			t.Errorf("%s %s: %v\n%s", r.Method, operation, err, rec.Body)
		}
		maps.Copy(w.Header(), rec.Header())
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	})
}

func checkResponse(operation string, rec *httptest.ResponseRecorder) error {
	if got := rec.Header().Get("Content-Type"); got != "application/x-amz-json-1.0" {
		return fmt.Errorf("content type %q", got)
	}
	if err := uuid(rec.Header().Get("X-Amzn-RequestId")); err != nil {
		return fmt.Errorf("request id: %w", err)
	}
	var body map[string]any
	d := json.NewDecoder(bytes.NewReader(rec.Body.Bytes()))
	d.UseNumber()
	if err := d.Decode(&body); err != nil {
		return err
	}
	if rec.Code != http.StatusOK {
		return checkError(operation, rec, body)
	}
	switch operation {
	case "ListComponents":
		return checkList(body, "components", summaryMembers)
	case "ListDeployments":
		return checkList(body, "deployments", deploymentSummaryMembers)
	case "GetDeployment":
		return checkOnly(body, "deployment", deploymentSummaryMembers, deploymentOnlyMembers)
	}
	return checkOnly(body, "component", summaryMembers, componentOnlyMembers)
}

func checkOnly(body map[string]any, name string, models ...map[string]member) error {
	structure, ok := body[name].(map[string]any)
	if !ok || len(body) != 1 {
		return fmt.Errorf("the response has other members than a %s", name)
	}
	return checkMembers(structure, models...)
}

func checkError(operation string, rec *httptest.ResponseRecorder, body map[string]any) error {
	code, _ := body["__type"].(string)
	message, _ := body["message"].(string)
	switch {
	case rec.Code < 400 || rec.Code > 499:
		return fmt.Errorf("status %d", rec.Code)
	case code == "" || message == "":
		return errors.New("an error needs __type and message")
	case rec.Header().Get("X-Amzn-ErrorType") != code:
		return fmt.Errorf("the header has %q", rec.Header().Get("X-Amzn-ErrorType"))
	case slices.Contains(protocolErrors, code):
		return nil
	case !slices.Contains(operationErrors[operation], code):
		return fmt.Errorf("the model does not have %s for %s", code, operation)
	case rec.Code != http.StatusBadRequest:
		return fmt.Errorf("status %d for %s", rec.Code, code)
	}
	return nil
}

func checkList(body map[string]any, name string, model map[string]member) error {
	list, ok := body[name].([]any)
	if !ok {
		return fmt.Errorf("%s is required", name)
	}
	for member := range body {
		if member != name && member != "nextToken" {
			return fmt.Errorf("the model has no member %s here", member)
		}
	}
	if token, ok := body["nextToken"]; ok {
		if err := matching(`^[A-Za-z0-9+=/]+$`, 10000)(token); err != nil {
			return fmt.Errorf("nextToken: %w", err)
		}
	}
	for _, c := range list {
		summary, _ := c.(map[string]any)
		if err := checkMembers(summary, model); err != nil {
			return err
		}
	}
	return nil
}

func checkMembers(got map[string]any, models ...map[string]member) error {
	known := map[string]bool{}
	for _, model := range models {
		for name, m := range model {
			known[name] = true
			value, given := got[name]
			switch {
			case !given && m.required:
				return fmt.Errorf("%s is required", name)
			case given:
				if err := m.check(value); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
		}
	}
	for name := range got {
		if !known[name] {
			return fmt.Errorf("the model has no member %s here", name)
		}
	}
	return nil
}

func matching(pattern string, maxLength int) func(any) error {
	re := regexp.MustCompile(pattern)
	return func(v any) error {
		s, ok := v.(string)
		if !ok || !re.MatchString(s) || len([]rune(s)) > maxLength {
			return fmt.Errorf("%v does not match %s with at most %d characters", v, pattern, maxLength)
		}
		return nil
	}
}

func isTimestamp(v any) error {
	n, ok := v.(json.Number)
	if !ok || !regexp.MustCompile(`^[0-9]{9,10}(\.[0-9]{1,3})?$`).MatchString(n.String()) {
		return fmt.Errorf("%v is not a number of seconds with milliseconds", v)
	}
	return nil
}

// isStatus allows only the model's statuses, and those with the prefix TEST_ that a test has seeded.
func isStatus(v any) error {
	known := []any{"IN_PROGRESS", "FAILED", "SUCCEEDED", "DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE", "CANCELLING", "CANCELLED"}
	if s, _ := v.(string); !slices.Contains(known, v) && !strings.HasPrefix(s, "TEST_") {
		return fmt.Errorf("%v is not a status", v)
	}
	return nil
}
