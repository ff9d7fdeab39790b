package diagnostics_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
)

var update = flag.Bool("update", false, "regenerate testdata/messages.txt")

// TestMessages compares every message with testdata/messages.txt, which shows them all in one place.
//
//	go test ./internal/diagnostics -run '^TestMessages$' -update
func TestMessages(t *testing.T) {
	t.Parallel()
	const golden = "testdata/messages.txt"
	var b strings.Builder
	for _, chapter := range []struct {
		title      string
		situations []situation
	}{
		{"Errors of a cancellation", failures()},
		{"Warnings of a cancellation", warnings()},
		{"Errors of the data sources", reads()},
	} {
		fmt.Fprintf(&b, "# %s\n\n", chapter.title)
		for _, s := range chapter.situations {
			asResource, asAction := s.make(resource), s.make(action)
			write(&b, s.name, asResource)
			if asAction.Detail() != asResource.Detail() {
				write(&b, s.name+", of an action", asAction)
			}
		}
	}
	got := strings.TrimSpace(b.String()) + "\n"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the messages have changed (-%s +now). If this is intended, run the test with -update:\n%s", golden, diff)
	}
}

func write(b *strings.Builder, name string, d diag.Diagnostic) {
	fmt.Fprintf(b, "## %s\n%s: %s\n\n", name, d.Severity(), d.Summary())
	for line := range strings.Lines(d.Detail() + "\n") {
		if line != "\n" {
			b.WriteString("  ")
		}
		b.WriteString(line)
	}
	b.WriteString("\n")
}
