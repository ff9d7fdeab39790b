package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/proton/types"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

const freePort = "127.0.0.1:0"

// settings is what a command line asks for.
type settings struct {
	listen   string
	command  []string
	emulator *emulator.Server
}

// options holds the flags' values.
type options struct {
	listen                 string
	components             []emulator.Component
	deployTime, cancelTime time.Duration
}

func (o *options) flags() *flag.FlagSet {
	fs := flag.NewFlagSet("proton-emulator", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.listen, "listen", "127.0.0.1:4600",
		"listen on this `address`; with a COMMAND, a free loopback port unless given")
	fs.Func("component", "start with this component, given as `NAME[=STATUS]`; may be repeated.\n"+
		"The default STATUS is IN_PROGRESS; others are "+otherStatuses(), o.addComponent)
	fs.DurationVar(&o.deployTime, "deploy-time", 10*time.Minute, "how long a deployment is IN_PROGRESS before it is SUCCEEDED")
	fs.DurationVar(&o.cancelTime, "cancel-time", 2*time.Second, "how long a deployment is CANCELLING before it is CANCELLED")
	return fs
}

func (o *options) addComponent(arg string) error {
	name, status, given := strings.Cut(arg, "=")
	c := emulator.Component{Name: name, Status: types.DeploymentStatus(status)}
	if given && !slices.Contains(c.Status.Values(), c.Status) {
		return fmt.Errorf("unknown status %q", status)
	}
	o.components = append(o.components, c)
	return nil
}

// parse returns flag.ErrHelp when help is asked for; any other error is a
// mistake in the command line.
func parse(args []string) (*settings, error) {
	args, command, err := splitCommand(args)
	if err != nil {
		return nil, err
	}
	var o options
	fs := o.flags()
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if fs.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q: a command goes behind --", fs.Arg(0))
	}
	if o.deployTime < 0 || o.cancelTime < 0 {
		return nil, errors.New("-deploy-time and -cancel-time must not be negative")
	}
	if _, _, err := net.SplitHostPort(o.listen); err != nil {
		return nil, fmt.Errorf("invalid -listen: %w", err)
	}
	listening := false
	fs.Visit(func(f *flag.Flag) { listening = listening || f.Name == "listen" })
	if len(command) > 0 && !listening {
		o.listen = freePort
	}
	server, err := o.emulator()
	return &settings{listen: o.listen, command: command, emulator: server}, err
}

func splitCommand(args []string) (flags, command []string, err error) {
	at := slices.Index(args, "--")
	if at < 0 {
		return args, nil, nil
	}
	if at == len(args)-1 {
		return nil, nil, errors.New("there is no command behind --")
	}
	return args[:at], args[at+1:], nil
}

func (o *options) emulator() (*emulator.Server, error) {
	s := emulator.New(emulator.WithDeployTime(o.deployTime), emulator.WithCancelTime(o.cancelTime))
	for _, c := range o.components {
		if err := s.Seed(c); err != nil {
			return nil, fmt.Errorf("invalid -component: %w", err)
		}
	}
	return s, nil
}

func otherStatuses() string {
	var others []string
	for _, status := range types.DeploymentStatus("").Values() {
		if status != types.DeploymentStatusInProgress {
			others = append(others, string(status))
		}
	}
	return strings.Join(others, ", ")
}

func printHelp(w io.Writer) {
	fmt.Fprint(w, `proton-emulator serves an in-memory emulator of the AWS Proton component API.

Usage:
  proton-emulator [FLAG]...                       serve until SIGINT or SIGTERM
  proton-emulator [FLAG]... -- COMMAND [ARG]...   serve while COMMAND runs, exit with its status

COMMAND finds the emulator by its environment: AWS_ENDPOINT_URL_PROTON, a region
(yours if AWS_REGION is set) and credentials that are good for nothing else.

Flags:
`)
	var o options
	fs := o.flags()
	fs.SetOutput(w)
	fs.PrintDefaults()
	fmt.Fprint(w, `
Examples:
  proton-emulator -component api -component worker=FAILED
  proton-emulator -component api -- aws proton cancel-component-deployment --component-name api
`)
}
