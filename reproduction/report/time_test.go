package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/reproduction/versus"
)

// TestKerasTimes reads a comparison beside the runs and looks for it in the table and on the page.
func TestKerasTimes(t *testing.T) {
	folder := t.TempDir()
	for _, dir := range []string{"runs", "bench"} {
		if err := os.Mkdir(filepath.Join(folder, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	all := []versus.Result{{Row: versus.Row{Model: "resnet50", Trainable: 6}, Peer: "keras", Seconds: 0.987,
		OursSeconds: 0.321, Ratio: 2.5}}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "bench", "keras.json")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	book, err := Read(filepath.Join(folder, "runs"))
	if err != nil {
		t.Fatal(err)
	}
	table := book.epochTimes().String()
	for _, want := range []string{"Keras", "0.987", "0.321", "2.50", "not run"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %s in\n%s", want, table)
		}
	}
	readme, err := book.markdown(nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "0.987") || strings.Contains(string(readme), "was not measured") {
		t.Error("the page must show what was measured of Keras")
	}
	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(filepath.Join(folder, "runs")); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a broken file must be named: %v", err)
	}
}

// TestHoursOfResumed has a run whose last start was shorter than its epochs, as after a stop and --resume.
func TestHoursOfResumed(t *testing.T) {
	runs := someRuns()[:1]
	runs[0].Result.Seconds.Train, runs[0].Result.Seconds.Total = 7188, 62
	if table := newBook(runs).hardware().String(); !strings.Contains(table, " 2.00 ") {
		t.Errorf("not all epochs' 2 hours in\n%s", table)
	}
}
