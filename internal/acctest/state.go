package acctest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Record is a resource instance in a state file.
type Record struct {
	Status     string         `json:"status"` // "tainted", or "" if it is not
	Attributes map[string]any `json:"attributes"`
}

// Records returns the managed resource instances in the workspace's state, by resource type. There are none before an apply.
func (w *Workspace) Records(t testing.TB) map[string][]Record {
	t.Helper()
	text, err := os.ReadFile(w.StateFile())
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Mode      string   `json:"mode"`
			Type      string   `json:"type"`
			Instances []Record `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(text, &state); err != nil {
		t.Fatal(err)
	}
	records := map[string][]Record{}
	for _, r := range state.Resources {
		if r.Mode == "managed" {
			records[r.Type] = append(records[r.Type], r.Instances...)
		}
	}
	return records
}

// StateFile returns the path of the workspace's state.
func (w *Workspace) StateFile() string { return filepath.Join(w.Dir, "terraform.tfstate") }
