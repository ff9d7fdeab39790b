package component_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/proton"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
	"github.com/proton-deployments/terraform-provider-proton/internal/component"
)

// page responds with components, given as NAME=STATUS, and the token of the next page.
func page(next string, components ...string) response {
	var summaries []string
	for _, c := range components {
		name, deploymentStatus, _ := strings.Cut(c, "=")
		summaries = append(summaries, fmt.Sprintf(`{"name":%q,"deploymentStatus":%q}`, name, deploymentStatus))
	}
	body := fmt.Sprintf(`"components":[%s]`, strings.Join(summaries, ","))
	if next != "" {
		body += fmt.Sprintf(`,"nextToken":%q`, next)
	}
	return status(200, nil, "{"+body+"}")
}

func namesOf(components []awstypes.ComponentSummary) (names []string) {
	for _, c := range components {
		names = append(names, aws.ToString(c.Name))
	}
	return names
}

func TestList(t *testing.T) {
	t.Parallel()
	pages := []response{page("a", "web=SUCCEEDED", "api=IN_PROGRESS"), page("b"), page("", "db=IN_PROGRESS")}
	for _, test := range []struct {
		name   string
		status awstypes.DeploymentStatus
		pages  []response
		want   []string
		calls  int
	}{
		{"every page, sorted", "", pages, []string{"api", "db", "web"}, 3},
		{"with a status", "IN_PROGRESS", pages, []string{"api", "db"}, 3},
		{"none", "", []response{page("")}, nil, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := &script{list: test.pages}
			found, err := component.List(t.Context(), s.client(), proton.ListComponentsInput{}, test.status)
			if err != nil {
				t.Fatal(err)
			}
			if got := namesOf(found); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if len(s.calls) != test.calls {
				t.Errorf("%d calls were made, want %d", len(s.calls), test.calls)
			}
		})
	}
}

// endless is an API whose list of components always has one more page.
type endless struct {
	tokens []string // repeated without an end; if there are none, each token is new
	size   int      // of a page
	limit  int      // of the calls
	calls  int
}

func (e *endless) ListComponents(context.Context, *proton.ListComponentsInput, ...func(*proton.Options)) (*proton.ListComponentsOutput, error) {
	token := strconv.Itoa(e.calls)
	if len(e.tokens) > 0 {
		token = e.tokens[e.calls%len(e.tokens)]
	}
	if e.calls++; e.calls > e.limit {
		return nil, errors.New("too many pages were read")
	}
	found := slices.Repeat([]awstypes.ComponentSummary{{Name: aws.String("api")}}, e.size)
	return &proton.ListComponentsOutput{NextToken: &token, Components: found}, nil
}

func TestList_endless(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		api   endless
		calls int
	}{
		"the same page":               {endless{tokens: []string{"a"}, size: 1}, 2},
		"a cycle":                     {endless{tokens: []string{"a", "b"}, size: 1}, 3},
		"always new components":       {endless{size: 20_000}, 6},
		"one more than the limit":     {endless{size: 25_000}, 5},
		"always new, but empty pages": {endless{}, 10_001},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.api.limit = test.calls
			found, err := component.List(t.Context(), &test.api, proton.ListComponentsInput{}, "")
			if !errors.Is(err, component.ErrEndless) || found != nil {
				t.Errorf("got %d components and the error %v, want ErrEndless alone", len(found), err)
			}
			if test.api.calls != test.calls {
				t.Errorf("%d calls were made, want %d", test.api.calls, test.calls)
			}
		})
	}
}

// TestList_request shows that each filter of the API is sent if it is set, and that the pages have the maximum size.
func TestList_request(t *testing.T) {
	t.Parallel()
	for want, filters := range map[string]proton.ListComponentsInput{
		`{"maxResults":100}`:                                                  {},
		`{"environmentName":"prod","maxResults":100}`:                         {EnvironmentName: aws.String("prod")},
		`{"maxResults":100,"serviceName":"shop"}`:                             {ServiceName: aws.String("shop")},
		`{"maxResults":100,"serviceInstanceName":"one","serviceName":"shop"}`: {ServiceName: aws.String("shop"), ServiceInstanceName: aws.String("one")},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			var request []byte
			s := &script{list: []response{func(r *http.Request, start epoch) (*http.Response, error) {
				request, _ = io.ReadAll(r.Body)
				return page("")(r, start)
			}}}
			if _, err := component.List(t.Context(), s.client(), filters, "IN_PROGRESS"); err != nil {
				t.Fatal(err)
			}
			if string(request) != want {
				t.Errorf("got the request %s, want %s", request, want)
			}
		})
	}
}

func TestList_errors(t *testing.T) {
	t.Parallel()
	s := &script{list: []response{page("a", "api=FAILED"), refuse(400, "AccessDeniedException")}}
	found, err := component.List(t.Context(), s.client(), proton.ListComponentsInput{}, "")
	var denied *awstypes.AccessDeniedException
	if !errors.As(err, &denied) || found != nil {
		t.Errorf("got %d components and the error %v, want the API's own error alone", len(found), err)
	}
}

// TestList_malformed shows that a response without a list is an error: an empty list would look like an account without components.
func TestList_malformed(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		``, `{}`, `{"components":null}`, `{"__type":"AccessDeniedException"}`, `{"components":[{}]}`, `{"components":[null]}`,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			for _, pages := range [][]response{{text(200, body)}, {page("a", "api=FAILED"), text(200, body)}} {
				found, err := component.List(t.Context(), (&script{list: pages}).client(), proton.ListComponentsInput{}, "")
				if attempt.KindOf(err) != attempt.Malformed || found != nil {
					t.Errorf("got %d components and the error %v, want a malformed response", len(found), err)
				}
			}
		})
	}
}

// TestList_deadline shows that List returns at the deadline if an endpoint does not respond.
func TestList_deadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		start := time.Now()
		s := &script{list: []response{page("a"), hang}}
		_, err := component.List(ctx, s.client(), proton.ListComponentsInput{}, "")
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got the error %v, want the deadline's", err)
		}
		if took := time.Since(start); took != time.Minute {
			t.Errorf("it took %s, want a minute", took)
		}
	})
}
