package component

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	awstypes "github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/attempt"
)

// Word words the end of a run for a user, and returns an error if a sentence claims what the judge does not know to be so.
type Word func(o Outcome, err error, ignore bool, judge Judge) (string, error)

// Enumerate makes every run of at most depth responses, waiting or not, and checks the invariants of each. Runs that led to the same
// state of the machine, with the same evidence, continue as one. The full alphabet has more letters for each kind of
// response, and a third clock.
func Enumerate(t *testing.T, depth int, full, wait bool, word Word) {
	t.Helper()
	e := &enumeration{t: t, word: word, letters: coreAlphabet(), known: map[key]bool{}, ends: map[endKey]bool{}}
	clocks := clocks[:2]
	if full {
		e.letters, clocks = fullAlphabet(), clocks[:3]
		e.checkKinds()
	}
	var level []*node
	for _, clock := range clocks {
		m := machine{name: "api", wait: wait, clock: clock, maxAttempts: 3}
		level = append(level, &node{m: m, evidence: evidence{exact: clock.known && clock.low == clock.high, atLast: -1}, next: step{call: opCancel}})
	}
	e.run(level, depth)
	if full {
		e.run(e.secondCancels(level), depth-1)
	}
	t.Logf("%d responses, %d states, %d different ends", e.responses, len(e.known), len(e.ends))
}

// checkKinds checks that the alphabet has errors of every kind.
func (e *enumeration) checkKinds() {
	for kind := attempt.Local; kind <= attempt.WrongServer; kind++ {
		if !slices.ContainsFunc(e.letters[opCancel], func(l letter) bool { return l.err != nil && attempt.KindOf(l.err) == kind }) {
			e.t.Errorf("no letter is an error of the kind %d", kind)
		}
	}
}

func (e *enumeration) run(level []*node, depth int) {
	for range depth {
		var following []*node
		for _, n := range level {
			following = append(following, e.expand(n)...)
		}
		level = following
	}
}

// secondCancels returns the runs that send a second cancel.
func (e *enumeration) secondCancels(level []*node) (all []*node) {
	inProgress := shown(1, awstypes.DeploymentStatusInProgress, true, true)
	for _, n := range level {
		for _, first := range []string{"lost", "conflict"} {
			sent := e.respond(n, letter{name: first, about: hollow, err: errorsOfCalls[first]})
			if again := e.respond(e.respond(sent, inProgress), inProgress); again.next.call == opCancel {
				all = append(all, again)
			}
		}
	}
	return all
}

// clocks are what the machine can know of the service's clock: all, nothing, and too little to decide.
var clocks = []serverClock{
	{sent: sentAt, known: true},
	{sent: sentAt},
	{sent: sentAt, known: true, low: -20 * time.Second, high: 20 * time.Second},
}

type enumeration struct {
	t         *testing.T
	word      Word
	letters   map[string][]letter
	known     map[key]bool
	ends      map[endKey]bool
	responses int
}

// node is a run that has not ended.
type node struct {
	m        machine
	evidence evidence
	next     step
	letter   string
	parent   *node
}

// key is what the continuation of a run depends on.
type key struct {
	m        machine
	last     awstypes.Component
	newer    Newer
	evidence evidence
	next     string
}

// endKey is what the message at the end of a run depends on, and what judges it.
type endKey struct {
	facts     Facts
	last      awstypes.Component
	newer     Newer
	cancelErr error
	evidence  evidence
	wait      bool
	reason    Reason
	operation string
	cause     error
	notice    Notice
}

func (n *node) key() key {
	k := key{m: n.m, evidence: n.evidence.essence(), next: n.next.call}
	k.m.Last, k.m.Newer, k.m.superseding = nil, nil, nil
	if n.m.Last != nil {
		k.last = *n.m.Last
	}
	if n.m.Newer != nil {
		k.newer = *n.m.Newer
	}
	k.m.Elapsed, k.m.since = (n.m.Elapsed - n.m.since).Truncate(time.Minute), 0
	k.m.sends, k.m.clock.date, k.m.last = min(n.m.sends, 2), time.Time{}, machine{}.last
	if n.m.contacted && n.m.Newer == nil {
		k.m.foreign = 0
	}
	return k
}

// expand hands every response to a run, and returns the runs that go on.
func (e *enumeration) expand(n *node) []*node {
	var all []*node
	for _, l := range e.letters[n.next.call] {
		if n.m.sends == 0 && attempt.KindOf(l.err) == attempt.Outdated {
			continue // no read precedes it
		}
		child := e.respond(n, l)
		if child.next.call == "" {
			e.end(child, "")
			continue
		}
		e.check(n, child)
		e.cut(child, context.DeadlineExceeded)
		if k := child.key(); !e.known[k] {
			e.known[k] = true
			e.cut(child, context.Canceled)
			e.live(child)
			all = append(all, child)
		}
	}
	return all
}

// respond hands a response to a copy of a run, as the driver does.
func (e *enumeration) respond(n *node, l letter) *node {
	e.responses++
	child := &node{m: n.m, evidence: n.evidence, letter: l.name, parent: n}
	m := &child.m
	defer func() {
		if r := recover(); r != nil {
			e.violation(child, fmt.Sprintf("F: panic: %v", r))
		}
	}()
	m.Elapsed += time.Second
	if l.late {
		m.Elapsed += patience + maxInterval
	}
	m.clock.date = time.Time{}
	if l.seen != nil && l.err == nil && (m.clock.known || l.fast) {
		m.clock.date = began[2].Add(time.Minute)
		if l.behind {
			m.clock.date = began[2].Add(-time.Minute)
		}
		if l.fast {
			m.clock.low, m.clock.high, m.clock.known = 0, 0, true
			child.evidence.exact = !m.clock.contradictory
		}
	}
	if n.next.call == opHistory && l.err == nil {
		l.about = index(awstypes.Component{LastAttemptedDeploymentId: &m.target.id})
	}
	child.evidence.add(n.next.call, l, m.sends+1)
	switch n.next.call {
	case opCancel:
		child.next = m.afterCancel(l.seen, l.err)
	case opGet:
		child.next = m.afterRead(l.seen, l.err)
	default:
		child.next = m.afterHistory(l.history, l.err)
	}
	return child
}

// violation reports the run that leads to a node.
func (e *enumeration) violation(n *node, what string) {
	var trace []string
	for ; n.parent != nil; n = n.parent {
		trace = append(trace, n.parent.next.call+": "+n.letter)
	}
	slices.Reverse(trace)
	e.t.Fatalf("%s\nwait %t, clock %+v\n%q", what, n.m.wait, n.m.clock, trace)
}
