package main

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{3}, 3},
		{[]float64{5, 1, 3}, 3},
		{[]float64{4, 1, 3, 2}, 2.5},
	} {
		if got := median(test.values); got != test.want {
			t.Errorf("%v: got %v, want %v", test.values, got, test.want)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	r := &report{}
	for _, value := range []float64{12, 11, 13} {
		r.add(series{Figure: "apply", Of: sized(500), Subject: protonName, Unit: seconds}, value)
	}
	r.add(series{Figure: "apply", Of: sized(500), Subject: timeName, Unit: seconds}, 10)
	r.add(series{Figure: noticeFigure, Of: "30s", Subject: protonName, Unit: seconds}, 2.5)
	r.add(series{Figure: lifeFigure, Of: sized(callsSize), Subject: protonName}, 1)
	r.add(series{Figure: "apply", Of: sized(1), Subject: protonName, Unit: seconds}, 1)
	r.note("A note.")

	var text strings.Builder
	r.print(&text)
	var got []string
	for line := range strings.Lines(text.String()) {
		if cells := strings.Split(line, "|"); len(cells) > 1 {
			got = append(got, strings.Join(strings.Fields(strings.Join(cells, " ")), " "))
		}
	}
	want := []string{
		"apply N = 500 12.000 (11.000–13.000) s time_static 10.000 s 1.200 ≤ 1.10 missed",
		"apply N = 1 1.000 s",
		noticeFigure + " 30s 2.500 s ≤ 3 reached",
		lifeFigure + " N = 20 1 ≤ 1 reached",
	}
	if !slices.Equal(got[2:], want) || !strings.HasSuffix(text.String(), "\nA note.\n") {
		t.Errorf("got %q\nwant %q\nin %s", got, want, &text)
	}
}

func TestNoticeBar(t *testing.T) {
	t.Parallel()
	for cancelTime, want := range map[time.Duration]time.Duration{
		200 * time.Millisecond: 500 * time.Millisecond,
		5 * time.Second:        500 * time.Millisecond,
		30 * time.Second:       3 * time.Second,
	} {
		if got := noticeBar(cancelTime); got != want {
			t.Errorf("%s: got %s, want %s", cancelTime, got, want)
		}
	}
}

func TestHighWaterMark(t *testing.T) {
	t.Parallel()
	if got := highWaterMarkIn("Name:\tx\nVmPeak:\t 9 kB\nVmHWM:\t  109572 kB\nVmRSS:\t 1 kB\n"); got != 109572 {
		t.Errorf("got %d", got)
	}
	if got := highWaterMarkIn("Name:\tkthreadd\n"); got != 0 {
		t.Errorf("got %d without a mark", got)
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	needed := []string{"-cli", "go", "-provider", "p", "-reference", "r"}
	s, err := parse(append(needed, "-only", "apply, start", "-n", "1,20", "-cancel-times", "1s"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.parts, []string{"apply", "start"}) || s.largest() != 20 || s.runs != 3 || s.cancelTimes[0] != time.Second {
		t.Errorf("got %+v", s)
	}
	for _, wrong := range [][]string{{"-only", "all"}, {"-n", "0"}, {"-n", ""}, {"-runs", "0"}, {"-cancel-times", "soon"}, {"x"}} {
		if _, err := parse(append(needed, wrong...), io.Discard); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}

func TestProfileIsOnlyTakenOnDemand(t *testing.T) {
	t.Parallel()
	if got := usualParts(); slices.Contains(got, "profile") || len(got) != len(parts())-1 {
		t.Errorf("got %q", got)
	}
}
