package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// print writes the report as a Markdown table that reads as plain text, too.
func (r *report) print(w io.Writer) {
	e := r.Environment
	fmt.Fprintf(w, "%s: %s, %s on %s with %d CPUs; medians of %d runs (lowest–highest), of %d for the cold start; -parallelism is %s.\n\n",
		e.Time.Format("2006-01-02 15:04 UTC"), e.CLI, e.Go, e.Platform, e.CPUs, e.Runs, e.Runs*startsPerRun, e.Parallelism)
	rows := [][]string{{"figure", "of", protonName, "beside", "", "ratio", "bar", ""}}
	for _, figure := range r.figures() {
		for _, ours := range r.Series {
			if ours.Figure == figure && ours.Subject == protonName {
				rows = append(rows, r.rows(ours)...)
			}
		}
	}
	if len(rows) > 1 {
		printTable(w, rows)
	}
	for _, note := range r.Notes {
		fmt.Fprintf(w, "\n%s\n", note)
	}
}

// figures are the names of all figures, in the order in which they were first taken.
func (r *report) figures() (names []string) {
	for _, s := range r.Series {
		if !slices.Contains(names, s.Figure) {
			names = append(names, s.Figure)
		}
	}
	return names
}

// rows are those of one figure: one for each subject that it stands beside, or one if it stands alone.
func (r *report) rows(ours *series) (rows [][]string) {
	for _, theirs := range r.Series {
		if theirs.Figure != ours.Figure || theirs.Of != ours.Of || theirs == ours {
			continue
		}
		ratio := median(ours.Values) / median(theirs.Values)
		limit, verdict := barOf(ours, theirs.Subject).judge(ratio)
		rows = append(rows, []string{
			ours.Figure, ours.Of, ours.String(), theirs.Subject, theirs.String(), fmt.Sprintf("%.3f", ratio), limit, verdict,
		})
	}
	if rows == nil {
		limit, verdict := barOf(ours, "").judge(median(ours.Values))
		rows = append(rows, []string{ours.Figure, ours.Of, ours.String(), "", "", "", limit, verdict})
	}
	return rows
}

// String is the median and the range.
func (s *series) String() string {
	low, high := slices.Min(s.Values), slices.Max(s.Values)
	text := s.format(median(s.Values))
	if low != high {
		text += fmt.Sprintf(" (%s–%s)", s.format(low), s.format(high))
	}
	return strings.TrimSpace(text + " " + s.Unit)
}

func (s *series) format(value float64) string {
	switch s.Unit {
	case seconds:
		return fmt.Sprintf("%.3f", value)
	case mebibytes, megabytes, kilobytes:
		return fmt.Sprintf("%.1f", value)
	default:
		return fmt.Sprintf("%g", value)
	}
}

// median of an even number of values is the mean of the two in the middle.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

func printTable(w io.Writer, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	printRow(w, rows[0], widths, " ")
	printRow(w, make([]string, len(widths)), widths, "-")
	for _, row := range rows[1:] {
		printRow(w, row, widths, " ")
	}
}

func printRow(w io.Writer, row []string, widths []int, filling string) {
	for i, cell := range row {
		fmt.Fprintf(w, "|%s%s%s%s", filling, cell, strings.Repeat(filling, widths[i]-utf8.RuneCountInString(cell)), filling)
	}
	fmt.Fprintln(w, "|")
}
