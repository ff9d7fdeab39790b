package bench_test

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/protobuf/types/known/emptypb"
)

// starts is the number of starts in one measurement: a single one is too short.
const starts = 10

// BenchmarkStart measures the time from the start of a provider's process to its schema, without Terraform, and the size of
// the binary.
func BenchmarkStart(b *testing.B) {
	for _, s := range plugins(b) {
		b.Run("subject="+s.name, func(b *testing.B) {
			info, err := os.Stat(s.binary)
			if err != nil {
				b.Fatal(err)
			}
			var elapsed time.Duration
			for b.Loop() {
				for range starts {
					elapsed += start(b, s.binary)
				}
			}
			report(b, "start-sec", elapsed.Seconds()/starts)
			b.ReportMetric(float64(info.Size()), "binary-B")
		})
	}
}

func start(b *testing.B, binary string) time.Duration {
	b.Helper()
	command := exec.CommandContext(b.Context(), binary)
	command.Env = []string{}
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
	began := time.Now()
	connection, err := client.Client()
	if err != nil {
		b.Fatal(err)
	}
	rpc, ok := connection.(*plugin.GRPCClient)
	if !ok {
		b.Fatalf("got a client of type %T", connection)
	}
	// The request is empty in both versions of the protocol, and the response does not have to be parsed.
	method := map[int]string{5: "GetSchema", 6: "GetProviderSchema"}[client.NegotiatedVersion()]
	path := fmt.Sprintf("/tfplugin%d.Provider/%s", client.NegotiatedVersion(), method)
	if err := rpc.Conn.Invoke(b.Context(), path, &emptypb.Empty{}, &emptypb.Empty{}); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}
