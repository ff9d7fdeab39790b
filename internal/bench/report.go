package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// Units of figures; a number of something has none.
const (
	seconds   = "s"
	mebibytes = "MiB"
	megabytes = "MB"
	kilobytes = "kB"
)

// series is one figure of one subject, as often as it was taken.
type series struct {
	Figure  string    `json:"figure"`
	Of      string    `json:"of,omitempty"` // such as N = 20
	Subject string    `json:"subject"`
	Unit    string    `json:"unit,omitempty"`
	Values  []float64 `json:"values"`
}

// environment is what a reader has to know of where the figures were taken.
type environment struct {
	Time        time.Time `json:"time"`
	CLI         string    `json:"cli"`
	Go          string    `json:"go"`
	Platform    string    `json:"platform"`
	CPUs        int       `json:"cpus"`
	Runs        int       `json:"runs"`
	Parallelism string    `json:"parallelism"`
}

func describe(cli string, runs int) environment {
	return environment{
		Time:        time.Now().UTC().Truncate(time.Second),
		CLI:         cli,
		Go:          runtime.Version(),
		Platform:    runtime.GOOS + "/" + runtime.GOARCH,
		CPUs:        runtime.NumCPU(),
		Runs:        runs,
		Parallelism: "the CLI's default",
	}
}

// report is what a run has found.
type report struct {
	Environment environment `json:"environment"`
	Notes       []string    `json:"notes,omitempty"`
	Series      []*series   `json:"series"`
}

// add adds a value to the series of that figure, subject and size.
func (r *report) add(s series, value float64) {
	found := r.find(s.Figure, s.Of, s.Subject)
	if found == nil {
		found = &s
		r.Series = append(r.Series, found)
	}
	found.Values = append(found.Values, value)
}

func (r *report) find(figure, of, subject string) *series {
	for _, s := range r.Series {
		if s.Figure == figure && s.Of == of && s.Subject == subject {
			return s
		}
	}
	return nil
}

func (r *report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// publish prints the table, and leaves it and the raw values in a folder.
func (r *report) publish(w io.Writer, folder string) error {
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	var text bytes.Buffer
	r.print(&text)
	path := filepath.Join(folder, r.Environment.Time.Format("bench-20060102-150405"))
	if err := errors.Join(
		os.WriteFile(path+".md", text.Bytes(), 0o600),
		os.WriteFile(path+".json", append(raw, '\n'), 0o600),
	); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s\nWritten to %s.md, raw values to %s.json\n", &text, path, path)
	return nil
}
