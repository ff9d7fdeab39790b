package main

import (
	"fmt"
	"strings"
	"time"
)

// bar is what a figure should reach: a highest value, or a highest ratio to another subject.
type bar struct {
	figure, of string
	beside     string // the other subject, "" for a bar that is a value
	most       float64
}

// bars are what the project has set itself. A figure of another size than a bar's has none.
var bars = []bar{
	{"apply", sized(20), localExecName, 0.1},
	{"apply", sized(500), timeName, 1.10},
	{"no-op plan", sized(500), timeName, 1.05},
	{"no-op plan: API calls", sized(500), "", 0},
	{startFigure, "", timeName, 1.05},
	{memoryFigure, sized(500), timeName, 1.3},
	{lifeFigure, sized(callsSize), "", 1},
}

// barOf is the bar of a figure beside a subject, nil if there is none.
func barOf(s *series, beside string) *bar {
	if s.Figure == noticeFigure {
		if cancelTime, err := time.ParseDuration(s.Of); err == nil {
			return &bar{most: noticeBar(cancelTime).Seconds()}
		}
	}
	for _, b := range bars {
		if b.figure == s.Figure && b.of == s.Of && b.beside == beside {
			return &b
		}
	}
	return nil
}

// judge gives the bar as text and whether a value reaches it; nothing if there is no bar.
func (b *bar) judge(value float64) (limit, verdict string) {
	if b == nil {
		return "", ""
	}
	limit = "≤ " + strings.TrimSuffix(fmt.Sprintf("%.2f", b.most), ".00")
	if value <= b.most {
		return limit, "reached"
	}
	return limit, "missed"
}
