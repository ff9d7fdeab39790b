package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// settings is what a command line asks for.
type settings struct {
	cli, provider, reference string // paths of the CLI and of the two providers
	out                      string // the folder for the results

	parts       []string
	sizes       []int // how many resources an apply is of
	runs        int
	cancelTimes []time.Duration
}

// largest is the number of resources where it is one number that counts.
func (s settings) largest() int { return slices.Max(s.sizes) }

func parse(args []string, stderr io.Writer) (settings, error) {
	s := settings{
		parts:       usualParts(),
		sizes:       []int{1, 20, 100, 500},
		cancelTimes: []time.Duration{200 * time.Millisecond, time.Second, 5 * time.Second, 30 * time.Second},
	}
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&s.cli, "cli", "terraform", "the Terraform or OpenTofu `CLI`")
	fs.StringVar(&s.provider, "provider", "", "the `binary` of this provider, as released")
	fs.StringVar(&s.reference, "reference", "", "the `binary` of terraform-provider-time, built in the same way")
	fs.StringVar(&s.out, "out", ".cache/bench", "write the results into this `folder`")
	fs.IntVar(&s.runs, "runs", 3, "take the median of this `number` of runs")
	fs.Func("only", "measure these `parts` alone, separated by commas: "+strings.Join(partNames(), ", "),
		list(&s.parts, partNamed))
	fs.Func("n", "apply and plan these `numbers` of resources (default 1,20,100,500)", list(&s.sizes, positive))
	fs.Func("cancel-times", "wait for cancellations of these `lengths` (default 200ms,1s,5s,30s)",
		list(&s.cancelTimes, time.ParseDuration))
	if err := fs.Parse(args); err != nil {
		return s, err
	}
	switch {
	case fs.NArg() > 0:
		return s, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	case s.runs < 1:
		return s, errors.New("-runs must be at least 1")
	case s.provider == "" || s.reference == "":
		return s, errors.New("-provider and -reference are needed: make bench sets them")
	}
	cli, err := exec.LookPath(s.cli)
	if err != nil {
		return s, err
	}
	s.cli, err = filepath.Abs(cli) // it runs in other folders than this one
	return s, err
}

// list reads a flag's value as a list.
func list[T any](into *[]T, read func(string) (T, error)) func(string) error {
	return func(value string) error {
		var values []T
		for item := range strings.SplitSeq(value, ",") {
			v, err := read(strings.TrimSpace(item))
			if err != nil {
				return err
			}
			values = append(values, v)
		}
		*into = values
		return nil
	}
}

func positive(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err == nil && n < 1 {
		err = fmt.Errorf("%d is not a positive number", n)
	}
	return n, err
}

func partNamed(name string) (string, error) {
	if !slices.Contains(partNames(), name) {
		return "", fmt.Errorf("there is no part %q", name)
	}
	return name, nil
}
