package docs_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/proton-deployments/terraform-provider-proton/internal/acctest"
)

var jqFilter = regexp.MustCompile("(?s)jq -r '(.+?)'\n```\n\n```text\n(.+?)```")

// TestAccPipeline_plannedCancellations runs the jq filter of the guide 'Run it in a pipeline' on a plan for two regions, and
// compares the output with the guide's.
func TestAccPipeline_plannedCancellations(t *testing.T) {
	t.Parallel()
	acctest.SkipUnlessAcc(t)
	jq, err := exec.LookPath("jq")
	if err != nil {
		t.Skip("there is no jq")
	}
	match := jqFilter.FindStringSubmatch(read(t, "docs/guides/run-it-in-a-pipeline.md"))
	if match == nil {
		t.Fatal("the guide has no jq filter followed by its output")
	}
	w := acctest.NewWorkspace(t, acctest.Source+newEmulator(t).Provider()+`
resource "proton_component_deployment_cancellation" "us" {
  for_each       = toset(["api"])
  component_name = each.key
}
resource "proton_component_deployment_cancellation" "eu" {
  for_each       = toset(["api"])
  component_name = each.key
  region         = "eu-west-1"
}
resource "terraform_data" "not_a_cancellation" {}
`)
	w.Run(t, 0, "plan", "-out=plan")
	command := exec.CommandContext(t.Context(), jq, "-r", match[1])
	command.Stdin = strings.NewReader(w.Run(t, 0, "show", "-json", "plan"))
	got, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s\n%s", err, got)
	}
	if diff := cmp.Diff(match[2], string(got)); diff != "" {
		t.Errorf("the guide shows another output (-guide +now):\n%s", diff)
	}
}
