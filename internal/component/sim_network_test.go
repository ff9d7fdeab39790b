package component_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// network connects the real SDK client to the world: it loses, delays and corrupts requests and responses.
type network struct {
	world  *world
	random *rand.Rand
	faulty int           // per cent of the requests
	slow   bool          // most of the others are delayed
	ahead  time.Duration // of the world's clock
	lag    time.Duration // of stale reads, at most
	noDate bool          // responses have no Date header
	noTime bool          // components have no lastDeploymentAttemptedAt

	calls     []simCall
	sent      time.Time                 // when the first cancel of the run was sent
	target    *deployment               // the target: the one that was current at that time
	metStatus awstypes.DeploymentStatus // of the target at that time
	attempts  int                       // of the run's cancels
	reads     int                       // requests to read
	pinned    bool                      // a response has named the target
	floor     time.Time                 // reads show nothing older than this
}

// isUntimed reports whether no response tells which deployment began later than the first cancel: the first one that is seen
// counts.
func (n *network) isUntimed() bool { return n.noTime || n.noDate }

// simCall is a request to the network.
type simCall struct {
	operation, fault, result string
	at                       time.Time // when it was sent
	processed                time.Time // zero if it was not
	first                    bool      // attempt of the SDK
	delivered                bool      // the client got a response
}

// attemptLimit is the timeout of an attempt in the provider's HTTP client.
const attemptLimit = time.Minute

// What the network does to a request.
const (
	noFault     = "no fault"
	delayBefore = "delayed before processing"
	delayAfter  = "delayed after processing"
	lostBefore  = "lost before processing"
	lostAfter   = "lost after processing"
	hangBefore  = "no response, not processed"
	hangAfter   = "no response, processed"
	notReached  = "connection refused"
	throttle    = "throttled"
	conflicted  = "temporary conflict"
	denied      = "access denied"
	unknown     = "unknown status"
	corrupted   = "corrupted response" // after processing
	replaced    = "another response"   // instead of processing
)

var faults = map[string][]string{
	"CancelComponentDeployment": {delayBefore, delayAfter, lostBefore, lostAfter, hangBefore, hangAfter, notReached, throttle, conflicted, conflicted, denied, corrupted, corrupted, replaced},
	"GetDeployment":             {delayBefore, lostAfter, throttle, denied, corrupted, replaced},
	"GetComponent":              {delayBefore, delayAfter, lostBefore, lostAfter, hangAfter, notReached, throttle, denied, unknown, corrupted, replaced},
}

// replacements are responses without a deployment that replace the world's own.
var replacements = []struct {
	status int
	body   string
}{
	{408, ""},
	{500, `{"__type":"InternalServerException","message":"oops"}`},
	{500, ""},
	{502, "<html>bad gateway</html>"},
	{503, ""},
	{504, "<html>"},
	{200, "<html>"},
	{200, "{}"},
	{200, `{"component":null}`},
	{200, `{"component":{"na`},
	{200, ""},
	{200, "[]"},
}

// Do implements the client's transport.
func (n *network) Do(r *http.Request) (*http.Response, error) {
	operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AwsProton20200720.")
	body, _ := io.ReadAll(r.Body) // the request is sent
	r.Body = io.NopCloser(bytes.NewReader(body))
	call := simCall{operation: operation, fault: noFault, at: time.Now(), first: strings.HasPrefix(r.Header.Get("Amz-Sdk-Request"), "attempt=1;")}
	if n.random.IntN(100) < n.faulty {
		call.fault = pick(n.random, faults[operation]...)
	} else if n.slow && n.random.IntN(3) > 0 {
		call.fault = pick(n.random, delayBefore, delayAfter)
	}
	if operation == "CancelComponentDeployment" {
		n.world.advance(call.at)
		if n.sent.IsZero() {
			n.sent, n.target, n.floor, n.metStatus = call.at, n.world.now(), call.at, n.world.now().status
		}
		n.attempts++
		if n.attempts > 1 && n.world.busy && n.random.IntN(3) == 0 {
			n.world.race(call.at)
		}
	}
	if operation == "GetComponent" {
		n.reads++
	}
	response, err := n.carry(r, &call)
	call.delivered = err == nil
	n.calls = append(n.calls, call)
	return response, err
}

func (n *network) carry(r *http.Request, call *simCall) (*http.Response, error) {
	ctx := r.Context()
	switch call.fault {
	case lostBefore:
		return nil, io.ErrUnexpectedEOF
	case notReached:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	case hangBefore:
		return nil, errors.Join(pass(ctx, attemptLimit), timeout{})
	case throttle:
		return n.response(r, 400, `{"__type":"ThrottlingException","message":"slow down"}`), nil
	case conflicted:
		return n.response(r, 400, `{"__type":"ConflictException","message":"try later"}`), nil
	case denied:
		return n.response(r, 400, `{"__type":"AccessDeniedException","message":"no"}`), nil
	case replaced:
		s := pick(n.random, replacements...)
		return n.response(r, s.status, s.body), nil
	case delayBefore:
		if err := pass(ctx, time.Duration(n.random.Int64N(int64(20*time.Second)))); err != nil {
			return nil, err
		}
	}
	response := n.process(r, call)
	switch call.fault {
	case lostAfter:
		return nil, io.ErrUnexpectedEOF
	case hangAfter:
		return nil, errors.Join(pass(ctx, attemptLimit), timeout{})
	case delayAfter:
		if err := pass(ctx, time.Duration(n.random.Int64N(int64(20*time.Second)))); err != nil {
			return nil, err
		}
	case corrupted:
		s := pick(n.random, replacements...)
		return n.response(r, s.status, s.body), nil
	}
	return response, nil
}

// process processes a request.
func (n *network) process(r *http.Request, call *simCall) *http.Response {
	now := time.Now()
	call.processed = now
	n.world.advance(now)
	if !n.world.deleted.IsZero() {
		call.result = "not found"
		return n.response(r, 400, `{"__type":"ResourceNotFoundException","message":"no such component"}`)
	}
	switch call.operation {
	case "GetComponent":
		return n.read(r, call, now)
	case "GetDeployment":
		return n.deployment(r, call)
	}
	n.floor = now
	if !n.world.request(now, n.reads == 0) {
		call.result = "conflict"
		return n.response(r, 400, `{"__type":"ConflictException","message":"no deployment in progress"}`)
	}
	n.pinned = n.pinned || call.fault == noFault
	return n.component(r, call, n.world.shown(now, 0, now))
}

// read processes a GetComponent. Before a response has named the target, a stale read shows an older status of the target,
// not an older deployment: Cancel could not tell the two apart.
func (n *network) read(r *http.Request, call *simCall, now time.Time) *http.Response {
	lag, floor := time.Duration(n.random.Int64N(int64(n.lag)+1)), n.floor
	if n.pinned && n.random.IntN(8) == 0 && !n.noTime {
		lag, floor = time.Hour, time.Time{}
	}
	shown := n.world.shown(now, lag, floor)
	if shown.status == "" {
		call.result = "not found"
		return n.response(r, 400, `{"__type":"ResourceNotFoundException","message":"no such component"}`)
	}
	n.pinned = n.pinned || call.fault == noFault
	if call.fault == unknown {
		shown.status = "PAUSED"
	}
	return n.component(r, call, shown)
}

// deployment processes a GetDeployment.
func (n *network) deployment(r *http.Request, call *simCall) *http.Response {
	var asked struct{ ID string }
	_ = json.NewDecoder(r.Body).Decode(&asked)
	d := n.world.find(asked.ID)
	call.result = fmt.Sprintf("%.8s %s", asked.ID, d.status)
	text, _ := json.Marshal(map[string]any{"deployment": map[string]any{
		"id": d.id, "componentName": name, "deploymentStatus": d.status, "targetResourceType": "COMPONENT",
		"createdAt": float64(d.started.Add(n.ahead).UnixMilli()) / 1000,
	}})
	return n.response(r, 200, string(text))
}

func (n *network) component(r *http.Request, call *simCall, v view) *http.Response {
	call.result = fmt.Sprintf("%s %s", v.id[:8], v.status)
	body := map[string]any{
		"name": name, "arn": "arn:aws:proton:us-east-1:123456789012:component/x", "environmentName": "prod",
		"createdAt": 1700000000.25, "lastModifiedAt": 1700000001, "deploymentStatus": v.status, "lastAttemptedDeploymentId": v.id,
	}
	if !n.noTime {
		body["lastDeploymentAttemptedAt"] = float64(v.start.Add(n.ahead).UnixMilli()) / 1000
	}
	text, _ := json.Marshal(map[string]any{"component": body})
	return n.response(r, 200, string(text))
}

func (n *network) response(r *http.Request, status int, body string) *http.Response {
	header := http.Header{"Content-Type": {"application/x-amz-json-1.0"}, "X-Amzn-Requestid": {"req-1"}}
	if !n.noDate {
		header.Set("Date", time.Now().Add(n.ahead).UTC().Format(http.TimeFormat))
	}
	return &http.Response{StatusCode: status, Header: header, Request: r, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

// pass waits for some time, or until ctx is done.
func pass(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// timeout is the error of an HTTP client after its timeout.
type timeout struct{}

func (timeout) Error() string   { return "Client.Timeout exceeded while awaiting headers" }
func (timeout) Timeout() bool   { return true }
func (timeout) Temporary() bool { return true }
