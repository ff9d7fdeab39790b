package main

import (
	"cmp"
	_ "embed" // for help.txt
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/proton-deployments/terraform-provider-proton/internal/emulator"
)

//go:embed help.txt
var help string

func printHelp(w io.Writer) {
	fmt.Fprintf(w, help, emulator.DefaultRegion, strings.Join(emulator.Operations(), ", "), emulator.DefaultDeleteTime,
		emulator.DefaultDeployTime, emulator.DefaultCancelTime, emulator.ControlPath)
}

// options are the values of a command line.
type options struct {
	listen, envFile        string
	hosts                  []string
	components             []emulator.Component
	deployTime, cancelTime time.Duration
	log, control, version  bool
	command                []string
}

// flags returns the flags. help.txt describes them.
func (o *options) flags() *flag.FlagSet {
	o.deployTime, o.cancelTime = emulator.DefaultDeployTime, emulator.DefaultCancelTime
	fs := flag.NewFlagSet("proton-emulator", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.listen, "listen", "", "")
	fs.StringVar(&o.envFile, "env", "", "")
	fs.Func("component", "", func(arg string) error {
		c, err := parseComponent(arg)
		o.components = append(o.components, c)
		return err
	})
	fs.Func("host", "", func(name string) error {
		o.hosts = append(o.hosts, hostOf(name))
		if hostOf(name) == "" || strings.Contains(name, ":") {
			return errors.New("use a name without a port")
		}
		return nil
	})
	for name, value := range map[string]*time.Duration{"deploy-time": &o.deployTime, "cancel-time": &o.cancelTime} {
		fs.Func(name, "", func(arg string) (err error) {
			if *value, err = time.ParseDuration(arg); err != nil || *value < 0 {
				return errors.New("use a number with a unit, such as 500ms, 90s, 10m or 1h, that is not negative")
			}
			return nil
		})
	}
	for name, value := range map[string]*bool{"control": &o.control, "log": &o.log, "version": &o.version} {
		fs.BoolFunc(name, "", func(arg string) (err error) {
			if *value, err = strconv.ParseBool(arg); err != nil {
				return errors.New("use true or false")
			}
			return nil
		})
	}
	return fs
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
