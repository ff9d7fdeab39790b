// Command bench measures the provider beside what it could be compared with, in one run, and prints the figures as a
// table with the bars that they should reach. `make bench` runs it with all that it needs; its flags choose a part:
//
//	make bench BENCH_FLAGS='-only apply,start -n 1,20 -runs 5'
//
// The comparisons are a provider that calls nothing, the floor for any plugin; terraform_data with records of the same
// size, which is Terraform's own share; and terraform_data with a local-exec provisioner that runs the AWS CLI. All go
// through the real Terraform CLI, take turns, and start each time with a workspace and an emulator of their own. A figure
// never fails a run; a command that fails, or that cancels anything but what it was asked to, does.
//
// `make profile` runs the same apply and plan with a provider that writes profiles of itself: see profiled.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	s, err := parse(args, os.Stderr)
	if err != nil {
		return err
	}
	b, err := newBench(ctx, s, os.Stderr)
	if err != nil {
		return err
	}
	defer b.close()
	failure := b.measure(ctx)
	if failure != nil {
		b.report.note("Cut short by an error: what is missing was not measured.")
	}
	// What was measured before an error took time, too.
	return errors.Join(failure, b.report.publish(os.Stdout, s.out))
}
