package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

// flagsVariable has flags for a service container, which gets variables but no arguments.
const flagsVariable = "PROTON_EMULATOR_FLAGS"

// options are the values of a command line.
type options struct {
	listen, envFile        string
	hosts                  []string
	components             []emulator.Component
	deployTime, cancelTime time.Duration
	log, control, version  bool
	command                []string
}

func (o *options) flags() *flag.FlagSet {
	o.deployTime, o.cancelTime = emulator.DefaultDeployTime, emulator.DefaultCancelTime
	fs := flag.NewFlagSet("proton-emulator", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.listen, "listen", "", "listen on this `ADDRESS` (default 127.0.0.1:4600; with a COMMAND, a free loopback port)")
	fs.Func("component", "add this component, `NAME[,KEY=VALUE]...`; may be repeated\n"+componentHelp, func(arg string) error {
		c, err := parseComponent(arg)
		o.components = append(o.components, c)
		return err
	})
	fs.Var((*duration)(&o.deployTime), "deploy-time", "a deployment is IN_PROGRESS for this `DURATION`, such as 90s or 10m, then SUCCEEDED")
	fs.Var((*duration)(&o.cancelTime), "cancel-time", "a cancellation is CANCELLING for this `DURATION`, then it completes")
	fs.Func("host", "accept requests for this `NAME` too, such as that of a service in CI; may be repeated", func(name string) error {
		o.hosts = append(o.hosts, hostOf(name))
		if u, err := url.Parse("//" + name); err != nil || u.Port() != "" || hostOf(name) == "" {
			return errors.New("use a name or an IP address without a port")
		}
		return nil
	})
	fs.StringVar(&o.envFile, "env", "", "write the lines to export to this `FILE` once it serves, and remove it at the end")
	boolFlag(fs, &o.control, "control", "also serve "+emulator.ControlPath+", where requests act as other users or inject faults")
	boolFlag(fs, &o.log, "log", "print a line per request on standard error: time, operation, component, region,\nand what the client saw")
	boolFlag(fs, &o.version, "version", "print the version")
	return fs
}

// boolFlag differs from fs.BoolVar in the error for a wrong value.
func boolFlag(fs *flag.FlagSet, value *bool, name, usage string) {
	fs.BoolFunc(name, usage, func(arg string) (err error) {
		if *value, err = strconv.ParseBool(arg); err != nil {
			return errors.New("use true or false")
		}
		return nil
	})
}

// duration is a flag's duration, with more helpful errors than that of package flag.
type duration time.Duration

// String implements [flag.Value].
func (d *duration) String() string { return time.Duration(*d).String() }

// Set implements [flag.Value].
func (d *duration) Set(arg string) error {
	parsed, err := time.ParseDuration(arg)
	if err != nil {
		return errors.New("use a number with a unit, such as 500ms, 90s, 10m or 1h")
	}
	if *d = duration(parsed); parsed < 0 {
		return errors.New("the duration must not be negative")
	}
	return nil
}

// parse returns flag.ErrHelp if help is requested; any other error is a mistake in the command line.
func parse(args []string) (o options, err error) {
	if at := slices.Index(args, "--"); at >= 0 {
		args, o.command = args[:at], args[at+1:]
		if len(o.command) == 0 {
			return o, errors.New("there is no command after --")
		}
	}
	fs := o.flags()
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	if fs.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q: write a command after --", fs.Arg(0))
	}
	if o.listen == "" && len(o.command) > 0 {
		o.listen = "127.0.0.1:0"
	}
	o.listen = cmp.Or(o.listen, "127.0.0.1:4600")
	if _, _, err := net.SplitHostPort(o.listen); err != nil {
		return o, fmt.Errorf("invalid -listen, use HOST:PORT: %w", err)
	}
	return o, nil
}

// parseComponent reads NAME[,KEY=VALUE]..., where NAME=STATUS is short for NAME,status=STATUS.
func parseComponent(arg string) (c emulator.Component, err error) {
	keys := map[string]*string{
		"status": (*string)(&c.Status), "ends": (*string)(&c.Ends), "region": &c.Region,
		"environment": &c.EnvironmentName, "service": &c.ServiceName, "instance": &c.ServiceInstanceName,
	}
	settings := strings.Split(arg, ",")
	name, status, short := strings.Cut(settings[0], "=")
	c.Name, settings = name, settings[1:]
	if short {
		settings = append(settings, "status="+status)
	}
	for _, setting := range settings {
		key, value, _ := strings.Cut(setting, "=")
		if keys[key] == nil {
			return c, fmt.Errorf("unknown key %q, use one of %v", key, slices.Sorted(maps.Keys(keys)))
		}
		if value == "" {
			return c, fmt.Errorf("%s needs a value: %s=VALUE", key, key)
		}
		*keys[key] = value
	}
	if known := c.Status.Values(); c.Status != "" && !slices.Contains(known, c.Status) {
		return c, fmt.Errorf("unknown status %q, use one of %v", c.Status, known)
	}
	return c, nil
}

var componentHelp = fmt.Sprintf(`  status=STATUS      by default IN_PROGRESS. How long a status lasts:
                     IN_PROGRESS: -deploy-time, then it is SUCCEEDED
                     CANCELLING: -cancel-time, then the status that ends sets
                     DELETE_IN_PROGRESS: %s, then the component is deleted
                     SUCCEEDED, FAILED, CANCELLED, DELETE_FAILED, DELETE_COMPLETE: no limit
  environment=NAME   by default "default"
  service=NAME,instance=NAME
                     the service instance that it is attached to
  region=REGION      by default the emulator's own; any name that a client can sign
  ends=STATUS        how a cancellation ends: CANCELLED (default), FAILED, or
                     SUCCEEDED, if the deployment completes first
NAME=STATUS is short for NAME,status=STATUS`, emulator.DefaultDeleteTime)

func printHelp(w io.Writer) {
	fmt.Fprintf(w, `proton-emulator serves an in-memory emulator of the AWS Proton component API.

Usage:
  proton-emulator [FLAG]...                       serve until SIGINT or SIGTERM
  proton-emulator [FLAG]... -- COMMAND [ARG]...   serve while COMMAND runs, exit with its status

Without a COMMAND it prints the environment variables that an AWS client needs.
With one, it sets them for the COMMAND. The emulator's own region is that of
AWS_REGION or AWS_DEFAULT_REGION, by default %s. A browser shows a page at its
URL. GET /health responds with 200. %s has more flags.

Operations: %s

Flags:
`, emulator.DefaultRegion, flagsVariable, strings.Join(emulator.Operations(), ", "))
	var o options
	fs := o.flags()
	fs.SetOutput(w)
	fs.PrintDefaults()
	fmt.Fprint(w, `
Examples:
  proton-emulator -component api,environment=prod,ends=FAILED -component worker=FAILED
  proton-emulator -component api -- terraform apply
`)
}
