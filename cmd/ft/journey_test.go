//go:build cgo

package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/internal/drawn"
)

// TestJourney runs testdata/journey.sh, from a folder of images to a report and an export, and reads what it leaves.
func TestJourney(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for a minute")
	}
	images, err := drawn.Open(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("testdata/journey.sh")
	if err != nil {
		t.Fatal(err)
	}
	dir, bin := t.TempDir(), t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "ft"), ".").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	cmd := exec.Command("sh", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PHOTOS="+images.Root, "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"evaluated/metrics.json", "evaluated/all.json", "again.json"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !json.Valid(text) {
			t.Errorf("%s: %v\n%.200s", name, err, text)
		}
	}
	for pattern, lines := range map[string]int{"predictions.csv": 1 + drawn.Images, "map.csv": 1 + 16,
		"evaluated/predictions.csv":             1 + 16,
		"results/series/folds*/out_of_fold.csv": 1 + drawn.Images, "results/series/seeds*/summary.csv": 1 + 2 + 2} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(found) != 1 {
			t.Errorf("%s: %v, %v", pattern, found, err)
			continue
		}
		f, err := os.Open(found[0])
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil || len(rows) != lines {
			t.Errorf("%s: %d lines instead of %d, %v", pattern, len(rows), lines, err)
		}
	}
	for _, name := range []string{"report/report.html", "report/report.md", "errors/worst.csv", "explained/explain.pdf",
		"map.svg",
		"rate.svg", "rate.csv", "first.onnx", "first.onnx.md", "first.keras", "first.safetensors"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Error(err)
		}
	}
}
