package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

const memoryFigure = "peak memory of the provider"

// sampling is how often a provider's memory is looked at. The kernel keeps the peak, so only what a process adds in
// its last moments is missed.
const sampling = 5 * time.Millisecond

// measureMemory finds the peak of a provider's process over an apply of the largest number of resources. The applies
// are others than those that are timed, for watching costs time.
func (b *bench) measureMemory(ctx context.Context) error {
	if runtime.GOOS != "linux" {
		b.report.note("Peak memory was not measured: it takes Linux's /proc.")
		return nil
	}
	n := b.largest()
	for range b.runs {
		for _, s := range b.subjects {
			peak, err := b.peak(ctx, s, n)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			b.say("N = %d, %s: peak memory %.1f MiB", n, s.name, peak)
			b.report.add(series{Figure: memoryFigure, Of: sized(n), Subject: s.name, Unit: mebibytes}, peak)
		}
	}
	return nil
}

func (b *bench) peak(ctx context.Context, s subject, n int) (mebibytes float64, err error) {
	t, err := b.newTrial(ctx, s, n)
	if err != nil {
		return 0, err
	}
	defer t.close()
	command, output := t.command(ctx, applyArgs...)
	if err := command.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	peak, err := watch(command.Process.Pid, binaryName(s.provider), ended)
	if err := explain(applyArgs, output, err); err != nil {
		return 0, err
	}
	if peak == 0 {
		return 0, errors.New("no process of the provider was seen")
	}
	return float64(peak) / 1024, t.checkApplied(output.String())
}

// watch gives the highest peak, in KiB, of the processes with the given program that a process starts, in turn or at
// once. It watches until the process has ended.
func watch(pid int, program string, ended <-chan error) (peak int, err error) {
	ticker := time.NewTicker(sampling)
	defer ticker.Stop()
	for {
		select {
		case err := <-ended:
			return peak, err
		case <-ticker.C:
			for _, child := range descendants(pid) {
				if exe, err := os.Readlink(proc(child, "exe")); err == nil && filepath.Base(exe) == program {
					peak = max(peak, highWaterMark(child))
				}
			}
		}
	}
}

func proc(pid int, name string) string { return filepath.Join("/proc", strconv.Itoa(pid), name) }

// descendants are the processes that a process has started, and theirs. One that is ending may be left out.
func descendants(pid int) (all []int) {
	lists, _ := filepath.Glob(proc(pid, "task/*/children")) // the pattern is well-formed
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			continue
		}
		for field := range strings.FieldsSeq(string(text)) {
			if child, err := strconv.Atoi(field); err == nil {
				all = append(append(all, child), descendants(child)...)
			}
		}
	}
	return all
}

// highWaterMark is the most memory that a process ever held, in KiB; 0 if it has ended.
func highWaterMark(pid int) int {
	text, err := os.ReadFile(proc(pid, "status"))
	if err != nil {
		return 0
	}
	return highWaterMarkIn(string(text))
}

func highWaterMarkIn(status string) int {
	for line := range strings.Lines(status) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kibibytes, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
			return kibibytes
		}
	}
	return 0
}
