package component_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// habits are how a Proton of a world responds, and what stands before it.
type habits struct {
	ahead    time.Duration   // of the world's clock
	machines []time.Duration // the clocks of the API's machines, compared with ahead
	step     time.Duration   // by which these clocks are set
	stepAt   time.Time       // at this time
	gateway  time.Duration   // the clock of a gateway before it, compared with ahead; each of its responses adds a minute
	noDate   int             // per cent of the responses without a Date header
	noID     int             // per cent of the components without the ID of the deployment
	noTime   int             // and without its time
	lag      time.Duration   // of stale reads, at most
	stale    bool            // reads can be stale before a response has shown the target
	invalid  bool            // Proton refuses with a ValidationException
	foreign  *reply          // every response, if the endpoint is not Proton
}

func newHabits(random *rand.Rand) habits {
	h := habits{
		ahead:    pick(random, 0, 700*time.Millisecond, 10*time.Minute, -10*time.Minute),
		machines: pick(random, []time.Duration{0}, []time.Duration{0}, []time.Duration{0, 500 * time.Millisecond, -500 * time.Millisecond}),
		gateway:  pick(random, 0, -10*time.Minute, 10*time.Minute, -30*time.Second),
		lag:      pick(random, 0, 0, time.Second, 10*time.Second),
		invalid:  random.IntN(10) == 0,
	}
	switch random.IntN(20) { // what makes an invariant unknowable is rare, so that most worlds are judged in full
	case 0:
		h.noDate = 100
	case 1:
		h.machines = []time.Duration{0, 15 * time.Second, -15 * time.Second}
	case 8:
		h.step, h.stepAt = pick(random, -time.Minute, -5*time.Second, 5*time.Second, time.Minute), time.Now().Add(time.Duration(random.Int64N(int64(time.Minute))))
	case 2:
		h.noTime = 100
	case 3:
		h.noID, h.noTime = 20, 20
	case 4:
		h.stale = true
	case 5, 6:
		h.noDate = 50
	case 7:
		h.foreign = &foreign[random.IntN(len(foreign))]
	}
	return h
}

// isVague reports whether responses do not tell for certain which deployment is later than the first cancel: the first one
// that is shown counts then.
func (h habits) isVague() bool {
	return h.noDate == 100 || h.noTime > 0 || h.noID > 0 || h.stale || h.isContradictory()
}

// isContradictory reports whether the clocks of the API's machines do not agree.
func (h habits) isContradictory() bool {
	return h.step != 0 || h.machines[len(h.machines)-1] < -time.Second
}

// clock returns how far the API's clock is ahead at a time.
func (h habits) clock(at time.Time) time.Duration {
	if at.After(h.stepAt) {
		return h.ahead + h.step
	}
	return h.ahead
}

// deployment processes a GetDeployment.
func (n *network) deployment(r *http.Request, call *simCall) *http.Response {
	var asked struct{ ID string }
	_ = json.NewDecoder(r.Body).Decode(&asked)
	d := n.world.find(asked.ID)
	if d == nil || call.fault == missing {
		return n.refusal(r, call, "ResourceNotFoundException")
	}
	status := string(d.status)
	if call.fault == unknown {
		status = "PAUSED"
	}
	call.result = fmt.Sprintf("%.8s %s", asked.ID, status)
	id := d.id
	if call.fault == another {
		id = "another"
	}
	text, _ := json.Marshal(map[string]any{"deployment": map[string]any{
		"id": id, "componentName": name, "deploymentStatus": status, "targetResourceType": "COMPONENT",
		"createdAt": float64(d.started.Add(n.clock(d.started)).UnixMilli()) / 1000,
	}})
	return n.response(r, call, 200, string(text))
}

// component responds with the component as a view shows it.
func (n *network) component(r *http.Request, call *simCall, v view) *http.Response {
	call.result = fmt.Sprintf("%s %s", v.id[:8], v.status)
	body := map[string]any{
		"name": name, "arn": "arn:aws:proton:us-east-1:123456789012:component/x", "environmentName": "prod",
		"createdAt": 1700000000.25, "lastModifiedAt": 1700000001, "deploymentStatus": v.status,
	}
	if call.fault == another {
		body["name"] = "another"
	}
	if n.random.IntN(100) >= n.noID {
		body["lastAttemptedDeploymentId"] = v.id
	} else {
		call.result += ", no ID"
	}
	if n.random.IntN(100) >= n.noTime {
		body["lastDeploymentAttemptedAt"] = float64(v.start.Add(n.clock(v.start)).UnixMilli()) / 1000
	} else {
		call.result += ", no time"
	}
	text, _ := json.Marshal(map[string]any{"component": body})
	return n.response(r, call, 200, string(text))
}

// refusal responds with an exception.
func (n *network) refusal(r *http.Request, call *simCall, exception string) *http.Response {
	call.result = exception
	return n.response(r, call, 400, fmt.Sprintf(`{"__type":%q,"message":"no"}`, exception))
}

// response is a response of one of the API's machines.
func (n *network) response(r *http.Request, call *simCall, status int, body string) *http.Response {
	response := respond(r, status, body)
	if n.random.IntN(100) >= n.noDate {
		call.dated = true
		date := time.Now().Add(n.clock(time.Now()) + pick(n.random, n.machines...))
		response.Header.Set("Date", date.UTC().Format(http.TimeFormat))
	}
	return response
}

// page is a response of a gateway, which has a clock of its own.
func (n *network) page(r *http.Request, call *simCall, s reply) *http.Response {
	if strings.Contains(s.body, "InternalServerException") {
		return n.response(r, call, s.status, s.body)
	}
	response := respond(r, s.status, s.body)
	n.pages++
	if n.pages%3 > 0 {
		date := time.Now().Add(n.ahead + n.gateway + time.Duration(n.pages)*time.Minute)
		response.Header.Set("Date", date.UTC().Format(http.TimeFormat))
	}
	if s.status/100 == 3 {
		response.Header.Set("Location", "http://elsewhere.test/")
	}
	return response
}

func respond(r *http.Request, status int, body string) *http.Response {
	header := http.Header{"Content-Type": {"application/x-amz-json-1.0"}, "X-Amzn-Requestid": {"req-1"}}
	return &http.Response{
		StatusCode: status, Header: header, Request: r, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}
