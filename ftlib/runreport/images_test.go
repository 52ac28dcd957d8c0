package runreport

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/run"
)

// TestValidationImages tells validation images from those trained and tested on, and says whose epoch's weights are
// kept.
func TestValidationImages(t *testing.T) {
	r, err := run.Read("../../results/runs/resnet50-n6-holdout-seed1")
	if err != nil {
		t.Fatal(err)
	}
	page := func() string {
		dir := t.TempDir()
		if err := Write(dir, Part{Run: r, Without: "its images are not at hand"}); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, MarkdownFile))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got := page(); !strings.Contains(got, "for validation, on the test images") {
		t.Errorf("a run without validation images has the page\n%s", got)
	}

	r.Dir = t.TempDir()
	r.Result.Validation, r.Result.BestEpoch = run.Score{Correct: 2, Total: 3}, 7
	var v dataset.Inventory
	for i, part := range []string{dataset.Train, dataset.Validation, dataset.Train, dataset.Validation, dataset.Train,
		dataset.Validation, dataset.Train} {
		v.Files = append(v.Files, dataset.Used{File: fmt.Sprint("a/", i), Class: r.Result.Classes[0], Part: part})
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.Dir, "data.json"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	got := page()
	for _, want := range []string{"| validation images | training images |", "|                 3 |               4 |",
		"3 validation images", "for validation, on images of its own", "those of epoch 7, the best on these"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
