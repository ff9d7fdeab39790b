package main

import (
	"fmt"
	"os/exec"
	"strings"
)

// subject is one of the ways that are measured side by side.
type subject struct {
	name     string
	provider string // its provider's type, "" for none
	cancels  bool   // an apply cancels
	most     int    // the most resources that it is measured with, 0 for any number

	// config is a configuration of n resources.
	config func(n int) string
}

const (
	protonName    = "proton"
	timeName      = "time_static"
	localExecName = "local-exec aws"
	noPluginName  = "terraform_data"

	// host is where the configurations take the providers from. There is no such host, so the CLI can take them from
	// the mirror alone, and it is the same to every CLI.
	host = "bench.invalid"
)

func proton() subject {
	return subject{name: protonName, provider: "proton", cancels: true, config: func(n int) string {
		return cancellations(n, "wait_for_completion = false")
	}}
}

// timeStatic is the floor: a provider built on the same framework, whose resource calls nothing.
func timeStatic() subject {
	return subject{name: timeName, provider: "time", config: func(n int) string {
		return required("time") + fmt.Sprintf("resource \"time_static\" \"bench\" {\n  count = %d\n}\n", n)
	}}
}

// localExec is what people do without this provider. It starts an AWS CLI for each cancellation, so a few show enough.
func localExec() subject {
	return subject{name: localExecName, cancels: true, most: 20, config: func(n int) string {
		return fmt.Sprintf(`
resource "terraform_data" "bench" {
  count = %d

  provisioner "local-exec" {
    command = "aws proton cancel-component-deployment --component-name component-${count.index}"
  }
}
`, n)
	}}
}

// padding makes a record of terraform_data, which holds it twice, as large as that of a cancellation.
const padding = 605

// noPlugin is Terraform's own share: records of the size of ours, and no plugin. Terraform writes all of a local state
// after each resource, so the size of a record counts.
func noPlugin() subject {
	return subject{name: noPluginName, config: func(n int) string {
		return fmt.Sprintf("resource \"terraform_data\" \"bench\" {\n  count = %d\n  input = %q\n}\n", n, strings.Repeat("-", padding))
	}}
}

// haveAWS tells whether the AWS CLI runs in the environment that it is measured in.
func (b *bench) haveAWS(command *exec.Cmd) bool {
	if command.Err != nil || command.Run() != nil {
		b.report.note("Not beside local-exec: there is no AWS CLI (aws) on PATH that runs.")
		return false
	}
	return true
}

// cancellations is a configuration that cancels n deployments. argument is one more argument of each.
func cancellations(n int, argument string) string {
	return required("proton") + fmt.Sprintf(`
provider "proton" {}

resource "proton_component_deployment_cancellation" "bench" {
  count          = %d
  component_name = "component-${count.index}"
  %s
}
`, n, argument)
}

func componentName(i int) string { return fmt.Sprintf("component-%d", i) }

func required(provider string) string {
	return fmt.Sprintf("terraform {\n  required_providers {\n    %s = {\n      source = %q\n    }\n  }\n}\n\n",
		provider, host+"/bench/"+provider)
}
