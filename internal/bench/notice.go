package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// measureNotice finds how late a wait notices that the cancellation has settled.
func (b *bench) measureNotice(ctx context.Context) error {
	for _, cancelTime := range b.cancelTimes {
		for range b.runs {
			n, err := b.notice(ctx, cancelTime)
			if err != nil {
				return fmt.Errorf("%s: %w", cancelTime, err)
			}
			b.say("cancellation of %s: noticed after %.3fs, %d looks", cancelTime, n.late.Seconds(), n.looks)
			of := cancelTime.String()
			b.report.add(series{Figure: noticeFigure, Of: of, Subject: protonName, Unit: seconds}, n.late.Seconds())
			b.report.add(series{Figure: "notice: of that, to the last poll", Of: of, Subject: protonName, Unit: seconds}, n.seen.Seconds())
			b.report.add(series{Figure: "notice: GetComponent calls", Of: of, Subject: protonName}, float64(n.looks))
		}
	}
	return nil
}

const noticeFigure = "notice: CANCELLED to the end of the apply"

// noticeBar is how late a cancellation of the given length may be noticed.
func noticeBar(cancelTime time.Duration) time.Duration {
	return max(500*time.Millisecond, cancelTime/10)
}

type notice struct {
	late  time.Duration // from CANCELLED to the end of the apply
	seen  time.Duration // from CANCELLED to the poll that told of it
	looks int
}

func (b *bench) notice(ctx context.Context, cancelTime time.Duration) (n notice, err error) {
	t, err := b.newWait(ctx, cancelTime)
	if err != nil {
		return n, err
	}
	defer t.close()
	if _, err = t.apply(ctx); err != nil {
		return n, err
	}
	end := time.Now()
	var settled time.Time
	for _, call := range t.Calls() {
		switch call.Operation {
		case cancelCall:
			settled = call.Time.Add(cancelTime)
		case getCall:
			n.looks++
			n.seen = call.Time.Sub(settled)
		}
	}
	n.late = end.Sub(settled)
	if n.looks == 0 || n.seen < 0 {
		return n, errors.New("the apply ended before the cancellation had settled")
	}
	return n, nil
}
