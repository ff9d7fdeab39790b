package component_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"
)

// network connects the real SDK client of one run to the world: it loses, delays and corrupts requests and responses.
type network struct {
	habits

	world   *world
	random  *rand.Rand
	faulty  int  // per cent of the requests
	slow    bool // most of the others are delayed
	renews  bool // credentials can take up to a minute
	killed  bool // at the end of its context
	windows []window

	calls     []simCall
	pages     int                       // responses of a gateway
	sent      time.Time                 // when the first cancel of the run was sent
	target    *deployment               // the target: the one that was current at that time
	metStatus awstypes.DeploymentStatus // of the target at that time
	attempts  int                       // of the run's cancels
	reads     int                       // requests to read
	pinned    bool                      // a response has named the target
	floor     time.Time                 // reads show nothing older than this
}

// simCall is a request to the network.
type simCall struct {
	operation, fault, result string
	at                       time.Time // when it was sent
	processed                time.Time // zero if it was not
	until                    time.Time // when the client got its result
	first                    bool      // attempt of the SDK
	delivered                bool      // the client got a response
	dated                    bool      // of the API, with a Date header
	ended                    bool      // by the run's context
	failed                   bool      // the client did not get the API's successful response
	doubtful                 bool      // a cancel that may be processed, as far as the client can know
}

const cancelCall = "CancelComponentDeployment"

// attemptLimit is the timeout of an attempt in the provider's HTTP client.
const attemptLimit = time.Minute

// Do implements the client's transport.
func (n *network) Do(r *http.Request) (*http.Response, error) {
	n.world.mu.Lock()
	defer n.world.mu.Unlock()
	operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AwsProton20200720.")
	call := simCall{operation: operation, at: time.Now(), first: strings.HasPrefix(r.Header.Get("Amz-Sdk-Request"), "attempt=1;")}
	call.fault = n.fault(operation, call.at)
	n.world.advance(call.at)
	switch operation {
	case cancelCall:
		if n.sent.IsZero() && call.fault != notSent && call.fault != refused {
			n.sent, n.target, n.floor, n.metStatus = call.at, n.world.now(), call.at, n.world.now().status
		}
		n.attempts++
		if n.attempts > 1 && n.world.busy && n.random.IntN(3) == 0 {
			n.world.race(call.at)
		}
	case "GetComponent":
		n.reads++
	}
	response, err := n.carry(r, &call)
	call.until, call.delivered, call.ended = time.Now(), err == nil, r.Context().Err() != nil
	call.failed = err != nil || n.foreign != nil || response.StatusCode != http.StatusOK || call.fault == corrupted || call.fault == replaced ||
		call.fault == cut || call.fault == another || call.fault == elsewhere
	call.dated = call.dated && call.delivered && call.fault != cut && call.fault != another &&
		(call.fault != corrupted && call.fault != replaced || response.StatusCode == http.StatusInternalServerError)
	n.calls = append(n.calls, call)
	return response, err
}

// fault returns what happens to a request.
func (n *network) fault(operation string, now time.Time) string {
	for _, w := range n.windows {
		if now.After(w.from) && now.Before(w.to) {
			return w.fault
		}
	}
	switch {
	case n.random.IntN(100) < n.faulty:
		return pick(n.random, faults[operation]...)
	case n.slow && n.random.IntN(3) > 0:
		return pick(n.random, delayBefore, delayAfter)
	default:
		return noFault
	}
}

// carry carries a request. A fault that does not read the body leaves it unsent: the client decides by that.
func (n *network) carry(r *http.Request, call *simCall) (*http.Response, error) {
	switch call.fault {
	case notSent:
		return nil, pick(n.random, unsentErrors...)
	case refused:
		return nil, errRefused
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if n.foreign != nil {
		call.doubtful = n.foreign.status/100 != 3 && n.foreign.status != 407
		return n.page(r, call, *n.foreign), nil
	}
	switch call.fault {
	case lostBefore:
		call.doubtful = true
		return nil, pick(n.random, lostErrors...)
	case overtaken:
		call.doubtful = true
		n.arriveLater(30 * time.Second)
		return nil, pick(n.random, lostErrors...)
	case hangBefore:
		call.doubtful = true
		return nil, errors.Join(n.pass(r, attemptLimit), timeout{})
	case throttle:
		response := n.refusal(r, call, "ThrottlingException")
		response.Header.Set("Retry-After", pick(n.random, "0", "3"))
		return response, nil
	case conflicted:
		return n.refusal(r, call, "ConflictException"), nil
	case denied:
		return n.refusal(r, call, "AccessDeniedException"), nil
	case expired:
		return n.refusal(r, call, "ExpiredTokenException"), nil
	case unsupported:
		return n.refusal(r, call, "UnknownOperationException"), nil
	case replaced:
		call.doubtful = true
		return n.page(r, call, pick(n.random, replacements...)), nil
	case elsewhere:
		s := pick(n.random, foreign...)
		call.doubtful = s.status/100 != 3 && s.status != 407
		return n.page(r, call, s), nil
	case delayBefore:
		if err := n.pass(r, time.Duration(n.random.Int64N(int64(20*time.Second)))); err != nil {
			call.doubtful = true
			n.abandon(r, call)
			return nil, err
		}
	}
	return n.deliver(r, call, n.process(r, call))
}

// abandon decides what becomes of a request that is on its way when its run ends.
func (n *network) abandon(r *http.Request, call *simCall) {
	switch {
	case n.random.IntN(2) == 0:
	case n.killed && call.operation == cancelCall:
		n.arriveLater(10 * time.Second)
	default:
		_ = n.process(r, call).Body.Close()
	}
}

// arriveLater processes a cancel within some time, after the run went on or ended.
func (n *network) arriveLater(within time.Duration) {
	at := time.Now().Add(time.Duration(n.random.Int64N(int64(within))))
	n.world.later(at, func(w *world, at time.Time) {
		if w.request(n, at, true) {
			w.accepted[len(w.accepted)-1].late = true
		}
	})
}

// deliver carries a response.
func (n *network) deliver(r *http.Request, call *simCall, response *http.Response) (*http.Response, error) {
	call.doubtful = response.StatusCode == http.StatusOK || call.fault != noFault
	switch call.fault {
	case lostAfter:
		return nil, pick(n.random, lostErrors...)
	case hangAfter:
		return nil, errors.Join(n.pass(r, attemptLimit), timeout{})
	case delayAfter:
		if err := n.pass(r, time.Duration(n.random.Int64N(int64(20*time.Second)))); err != nil {
			return nil, err
		}
	case corrupted:
		call.dated = false // unless the page is the API's
		return n.page(r, call, pick(n.random, replacements...)), nil
	case cut:
		return cutOff(response), nil
	}
	call.doubtful = response.StatusCode == http.StatusOK
	return response, nil
}

// pass lets time pass, in which other runs go on.
func (n *network) pass(r *http.Request, d time.Duration) error {
	n.world.mu.Unlock()
	defer n.world.mu.Lock()
	return pass(r.Context(), d)
}

// process processes a request.
func (n *network) process(r *http.Request, call *simCall) *http.Response {
	now := time.Now()
	call.processed = now
	n.world.advance(now)
	if !n.world.deleted.IsZero() && call.operation != "GetDeployment" {
		return n.refusal(r, call, "ResourceNotFoundException")
	}
	switch call.operation {
	case "GetComponent":
		return n.read(r, call, now)
	case "GetDeployment":
		return n.deployment(r, call)
	}
	n.floor = now
	if !n.world.request(n, now, n.reads == 0) {
		if n.invalid {
			return n.refusal(r, call, "ValidationException")
		}
		return n.refusal(r, call, "ConflictException")
	}
	n.pinned = n.pinned || call.fault == noFault
	return n.component(r, call, n.world.shown(now, 0, now))
}

// read processes a GetComponent. Before a response has named the target, a stale read shows an older status of the target,
// not an older deployment, in all worlds but those with the habit: Cancel could not tell the two apart.
func (n *network) read(r *http.Request, call *simCall, now time.Time) *http.Response {
	lag, floor := time.Duration(n.random.Int64N(int64(n.lag)+1)), n.floor
	if (n.pinned && n.noTime == 0 || n.stale) && n.random.IntN(8) == 0 {
		lag, floor = time.Hour, time.Time{}
	}
	shown := n.world.shown(now, lag, floor)
	if shown.status == "" {
		return n.refusal(r, call, "ResourceNotFoundException")
	}
	n.pinned = n.pinned || call.fault == noFault
	if call.fault == unknown {
		shown.status = "PAUSED"
	}
	return n.component(r, call, shown)
}
