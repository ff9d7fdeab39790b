package provider_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
	"github.com/proton-deployments/terraform-provider-proton/internal/provider"
)

func TestFollowLogLevel(t *testing.T) {
	for name, test := range map[string]struct {
		set  map[string]string
		sdk  string
		ours string
	}{
		"no log":                   {nil, "OFF", "OFF"},
		"full log":                 {map[string]string{"TF_LOG": "TRACE"}, "TRACE", "TRACE"},
		"providers have a level":   {map[string]string{"TF_LOG": "TRACE", "TF_LOG_PROVIDER": "warn"}, "warn", "warn"},
		"Terraform's own log":      {map[string]string{"TF_LOG_CORE": "TRACE", "TF_LOG_PATH": "x"}, "OFF", "OFF"},
		"a library's level is set": {map[string]string{"TF_LOG": "INFO", "TF_LOG_SDK": "DEBUG"}, "DEBUG", "INFO"},
		"our level is set":         {map[string]string{"TF_LOG_PROVIDER_PROTON": "DEBUG"}, "OFF", "DEBUG"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, variable := range []string{"TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_SDK", "TF_LOG_PROVIDER_PROTON"} {
				t.Setenv(variable, "")
			}
			for variable, value := range test.set {
				t.Setenv(variable, value)
			}
			provider.FollowLogLevel()
			if sdk, ours := os.Getenv("TF_LOG_SDK"), os.Getenv("TF_LOG_PROVIDER_PROTON"); sdk != test.sdk || ours != test.ours {
				t.Errorf("the libraries log at %q and the provider at %q, want %q and %q", sdk, ours, test.sdk, test.ours)
			}
		})
	}
}

// TestAccLog starts the provider as Terraform does, and reads its log.
func TestAccLog(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		environment []string
		written     bool
	}{
		"no log":             {nil, false},
		"TF_LOG":             {[]string{"TF_LOG=TRACE"}, true},
		"TF_LOG in JSON":     {[]string{"TF_LOG=JSON"}, true},
		"providers' errors":  {[]string{"TF_LOG=TRACE", "TF_LOG_PROVIDER=ERROR"}, false},
		"the provider's own": {[]string{"TF_LOG_PROVIDER=TRACE"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := logOfSchema(t, test.environment)
			if written := strings.Contains(log, `"@module":"sdk.`); written != test.written {
				t.Errorf("lines of the libraries were written: %t, want %t, in:\n%s", written, test.written, log)
			}
		})
	}
}

// logOfSchema returns the provider's log of a request for its schema.
func logOfSchema(t *testing.T, environment []string) string {
	t.Helper()
	acctest.SkipUnlessAcc(t)
	command := exec.CommandContext(t.Context(), acctest.Binary(t))
	command.Env = environment
	var log bytes.Buffer
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			MagicCookieKey:   "TF_PLUGIN_MAGIC_COOKIE",
			MagicCookieValue: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
		},
		VersionedPlugins: map[int]plugin.PluginSet{6: {}},
		Cmd:              command,
		SkipHostEnv:      true,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.NewNullLogger(),
		Stderr:           &log,
	})
	defer client.Kill()
	connection, err := client.Client()
	if err != nil {
		t.Fatal(err)
	}
	rpc, ok := connection.(*plugin.GRPCClient)
	if !ok {
		t.Fatalf("got a client of type %T", connection)
	}
	if err := rpc.Conn.Invoke(t.Context(), "/tfplugin6.Provider/GetProviderSchema", &emptypb.Empty{}, &emptypb.Empty{}); err != nil {
		t.Fatal(err)
	}
	client.Kill() // the log is complete after that
	return log.String()
}
