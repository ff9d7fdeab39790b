package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/protobuf/types/known/emptypb"
)

const (
	startFigure = "cold start to the schema"

	// startsPerRun makes up for how short a start is.
	startsPerRun = 10
)

// measureStart takes the time from the start of a provider's process to its schema. What the CLI does before and
// after, which takes longer, is left out.
func (b *bench) measureStart(ctx context.Context) error {
	for i := range b.runs*startsPerRun + 1 {
		for _, s := range b.subjects {
			elapsed, err := b.start(ctx, b.binary(s))
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			if i > 0 { // the first has to read the binary from the disk
				b.report.add(series{Figure: startFigure, Subject: s.name, Unit: seconds}, elapsed.Seconds())
			}
		}
	}
	return nil
}

// start starts a provider as Terraform does, mutual TLS included, and asks for its schema.
func (b *bench) start(ctx context.Context, binary string) (time.Duration, error) {
	command := exec.CommandContext(ctx, binary)
	command.Env = b.environment()
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			MagicCookieKey:   "TF_PLUGIN_MAGIC_COOKIE",
			MagicCookieValue: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
		},
		VersionedPlugins: map[int]plugin.PluginSet{5: {}, 6: {}},
		Cmd:              command,
		SkipHostEnv:      true,
		AutoMTLS:         true,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.NewNullLogger(),
	})
	defer client.Kill()

	start := time.Now()
	connection, err := client.Client()
	if err != nil {
		return 0, err
	}
	rpc, ok := connection.(*plugin.GRPCClient)
	if !ok {
		return 0, errors.New("the provider does not speak gRPC")
	}
	err = rpc.Conn.Invoke(ctx, schemaMethod(client.NegotiatedVersion()), &emptypb.Empty{}, &emptypb.Empty{})
	return time.Since(start), err
}

// schemaMethod is the call that asks for the schema, in each version of Terraform's protocol. The request is empty in
// both, and an answer that is only timed need not be understood.
func schemaMethod(protocol int) string {
	if protocol == 5 {
		return "/tfplugin5.Provider/GetSchema"
	}
	return fmt.Sprintf("/tfplugin%d.Provider/GetProviderSchema", protocol)
}
