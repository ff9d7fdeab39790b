package component

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// letter is a response, as the driver hands it to the machine.
type letter struct {
	name    string
	about   int // the deployment in it: an index of [began], or [hollow]
	status  awstypes.DeploymentStatus
	seen    *awstypes.Component
	history *awstypes.Deployment
	err     error

	late   bool // it took longer than the machine's patience
	behind bool // its Date header is earlier than the start of its deployment
	fast   bool // it narrows the service's clock to a moment, or has the first Date header
}

// hollow is the index of a response that does not tell which deployment it shows.
const hollow = 3

// sentAt is when the first cancel is sent. began is when the three deployments began: the first is over by then, the second
// is the target, the third replaces it.
var (
	sentAt = time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	began  = []time.Time{sentAt.Add(-time.Hour), sentAt.Add(-10 * time.Second), sentAt.Add(5 * time.Second)}
	ids    = []string{"old", "target", "newer"}

	statuses = append(awstypes.DeploymentStatus("").Values(), "PAUSED")
)

// errorsOfCalls are errors of every kind, as the SDK and the driver build them.
var errorsOfCalls = map[string]error{
	"lost":                io.ErrUnexpectedEOF,
	"not sent":            attempt.WithKind(io.EOF, attempt.NotSent),
	"local":               attempt.WithKind(io.EOF, attempt.Local),
	"outdated":            attempt.WithKind(io.EOF, attempt.Outdated),
	"throttled":           &awstypes.ThrottlingException{},
	"gateway throttles":   ofStatus(http.StatusTooManyRequests),
	"conflict":            &awstypes.ConflictException{},
	"invalid":             &awstypes.ValidationException{},
	"not found":           &awstypes.ResourceNotFoundException{},
	"denied":              &awstypes.AccessDeniedException{},
	"unsupported":         &smithy.GenericAPIError{Code: "UnknownOperationException"},
	"rejected":            &smithy.GenericAPIError{Code: "ExpiredTokenException"},
	"skewed":              skewed{io.EOF},
	"redirected":          ofStatus(http.StatusFound),
	"another server":      ofStatus(http.StatusNotFound),
	"malformed":           malformed("empty"),
	"fault of the API":    &awstypes.InternalServerException{},
	"fault of a gateway":  ofStatus(http.StatusBadGateway),
	"another's component": malformed("another component"),
}

// skewed is an error of a request whose signature has a wrong time, as the SDK wraps it.
type skewed struct{ error }

func (skewed) RetryableError() bool { return true }

func ofStatus(status int) error {
	return &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}},
		Err:      &smithy.GenericAPIError{Code: "UnknownError"},
	}
}

// coreAlphabet returns the letters for each operation that lead to different states.
func coreAlphabet() map[string][]letter {
	all := map[string][]letter{}
	for _, name := range []string{"lost", "conflict", "invalid", "outdated", "redirected", "another server", "denied", "not found"} {
		l := letter{name: name, about: hollow, err: errorsOfCalls[name]}
		if name != "conflict" && name != "invalid" && name != "outdated" {
			all[opGet], all[opHistory] = append(all[opGet], l), append(all[opHistory], l)
		}
		if name != "redirected" {
			all[opCancel] = append(all[opCancel], l)
		}
	}
	for d := range began {
		all[opCancel] = append(all[opCancel], shown(d, "CANCELLING", true, true))
		for _, s := range []awstypes.DeploymentStatus{"IN_PROGRESS", "CANCELLING", "SUCCEEDED", "CANCELLED", "FAILED"} {
			if d > 0 || s == "IN_PROGRESS" || s == "SUCCEEDED" {
				all[opGet] = append(all[opGet], shown(d, s, true, true))
			}
			if d == 1 {
				all[opHistory] = append(all[opHistory], letter{name: "ended as " + string(s), about: 1, status: s, history: &awstypes.Deployment{DeploymentStatus: s}})
			}
		}
	}
	all[opGet] = append(all[opGet], shown(1, "DELETE_IN_PROGRESS", true, true), shown(1, "PAUSED", true, true), shown(hollow, "IN_PROGRESS", false, false))
	for _, s := range []awstypes.DeploymentStatus{"IN_PROGRESS", "FAILED"} {
		fast := shown(1, s, true, true)
		fast.fast, fast.name = true, fast.name+", fast"
		all[opGet] = append(all[opGet], fast)
	}
	all[opCancel] = append(all[opCancel], shown(hollow, "CANCELLING", false, false))
	return all
}

// fullAlphabet returns all letters for each operation.
func fullAlphabet() map[string][]letter {
	all := map[string][]letter{}
	add := func(l letter, operations ...string) {
		for _, operation := range operations {
			all[operation] = append(all[operation], l)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(errorsOfCalls)) {
		err := errorsOfCalls[name]
		l := letter{name: name, about: hollow, err: err}
		if name == "another's component" {
			l.seen = component(2, awstypes.DeploymentStatusCancelled, true, true)
		}
		add(l, opCancel)
		if attempt.KindOf(err) != attempt.Outdated {
			add(l, opGet, opHistory)
		}
		if attempt.KindOf(err).IsTransient() {
			l.late, l.name = true, name+", late"
			add(l, opGet, opHistory)
		}
	}
	for d := range began {
		for _, s := range statuses {
			l := shown(d, s, true, true)
			if d == 1 || d == 0 && s == "SUCCEEDED" || s == "IN_PROGRESS" || s == "CANCELLING" || d == 2 && (s == "SUCCEEDED" || s == "FAILED" || s == "CANCELLED") {
				add(l, opGet)
			}
			if s == "CANCELLING" || s == "CANCELLED" && d > 0 {
				add(l, opCancel)
			}
		}
		for _, s := range statuses[:1] {
			add(shown(d, s, false, true), opGet)
			add(shown(d, s, true, false), opGet)
		}
	}
	for d := 1; d < len(began); d++ {
		for _, form := range []letter{shown(d, "CANCELLING", false, true), shown(d, "CANCELLING", true, false)} {
			add(form, opCancel, opGet)
		}
		l := shown(d, "IN_PROGRESS", true, true)
		l.fast, l.name = true, l.name+", fast"
		add(l, opGet)
	}
	behind := shown(2, "IN_PROGRESS", true, true)
	behind.behind, behind.name = true, behind.name+", Date before its start"
	add(behind, opGet)
	for _, s := range []awstypes.DeploymentStatus{"IN_PROGRESS", "CANCELLING", "SUCCEEDED", "FAILED"} {
		add(shown(hollow, s, false, false), opGet)
	}
	add(shown(hollow, "CANCELLING", false, false), opCancel)
	for _, s := range statuses {
		add(letter{name: "ended as " + string(s), about: 1, status: s, history: &awstypes.Deployment{DeploymentStatus: s}}, opHistory)
	}
	return all
}

func shown(d int, s awstypes.DeploymentStatus, hasID, hasTime bool) letter {
	name := "no deployment"
	if d < len(ids) {
		name = ids[d]
	}
	l := letter{name: name + " " + string(s), about: d, status: s, seen: component(d, s, hasID, hasTime)}
	if d < len(ids) && !hasID {
		l.name += " without ID"
	}
	if d < len(ids) && !hasTime {
		l.name += " without time"
	}
	return l
}

func component(d int, s awstypes.DeploymentStatus, hasID, hasTime bool) *awstypes.Component {
	c := &awstypes.Component{Name: aws.String("api"), DeploymentStatus: s}
	if hasID {
		c.LastAttemptedDeploymentId = &ids[d]
	}
	if hasTime {
		c.LastDeploymentAttemptedAt = &began[d]
	}
	return c
}

// errorsAs returns the domain's error in err, nil if there is none.
func errorsAs(err error) *Error {
	failure, _ := errors.AsType[*Error](err)
	return failure
}
