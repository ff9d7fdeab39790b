package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// bench is one run of this command.
type bench struct {
	settings

	dir      string // for all workspaces; gone when the run ends
	rc       string // the CLI's configuration file
	subjects []subject
	report   *report
	progress io.Writer
}

// part is a group of figures that are measured together.
type part struct {
	name    string
	measure func(*bench, context.Context) error
	onAsk   bool // only when it is named
}

func parts() []part {
	return []part{
		{name: "size", measure: (*bench).measureSize},
		{name: "start", measure: (*bench).measureStart},
		{name: "calls", measure: (*bench).measureCalls},
		{name: "notice", measure: (*bench).measureNotice},
		{name: "memory", measure: (*bench).measureMemory},
		{name: "apply", measure: (*bench).measureApply},
		{name: "profile", measure: (*bench).profile, onAsk: true},
	}
}

func partNames() []string { return namesOf(func(part) bool { return true }) }

// usualParts are measured when none is named.
func usualParts() []string { return namesOf(func(p part) bool { return !p.onAsk }) }

func namesOf(wanted func(part) bool) (names []string) {
	for _, p := range parts() {
		if wanted(p) {
			names = append(names, p.name)
		}
	}
	return names
}

func newBench(ctx context.Context, s settings, progress io.Writer) (*bench, error) {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{settings: s, dir: dir, rc: filepath.Join(dir, "cli.tfrc"), report: &report{}, progress: progress}
	if err := b.prepare(ctx); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bench) close() { _ = os.RemoveAll(b.dir) }

func (b *bench) prepare(ctx context.Context) error {
	if err := b.mirror(); err != nil {
		return err
	}
	b.subjects = []subject{proton(), timeStatic()}
	cli, err := b.cliVersion(ctx)
	if err != nil {
		return err
	}
	b.report.Environment = describe(cli, b.runs)
	return nil
}

// measure measures the parts that are asked for, in the order that the table has.
func (b *bench) measure(ctx context.Context) error {
	for _, p := range parts() {
		if !slices.Contains(b.parts, p.name) {
			continue
		}
		if err := p.measure(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.progress, format+"\n", args...)
}

// measureSize compares the binaries.
func (b *bench) measureSize(context.Context) error {
	for _, s := range b.subjects {
		info, err := os.Stat(b.binary(s))
		if err != nil {
			return err
		}
		b.report.add(series{Figure: "size of the binary", Subject: s.name, Unit: megabytes}, float64(info.Size())/1e6)
	}
	return nil
}
