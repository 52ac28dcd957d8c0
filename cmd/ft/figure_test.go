//go:build cgo

package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestRunFigureWithoutImages draws what can be drawn of a run whose images are not at hand.
func TestRunFigureWithoutImages(t *testing.T) {
	out := t.TempDir()
	t.Setenv("FT_DATA", filepath.Join(out, "nowhere"))
	c := command()
	c.SetArgs([]string{"figure", "--results", "../../results", "--run", "resnet50-n6-holdout-seed3", "--out", out})
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(out, "confusion-resnet50-n6-holdout-seed3.svg")); err != nil {
		t.Error(err)
	}
	if files, _ := filepath.Glob(filepath.Join(out, "worst-*")); len(files) > 0 {
		t.Errorf("%v without images", files)
	}
}

// TestFiguresBesideTheirRuns checks that figures of other results do not take the place of those in results/figures.
func TestFiguresBesideTheirRuns(t *testing.T) {
	results := t.TempDir()
	if err := os.Mkdir(filepath.Join(results, "runs"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FT_DATA", filepath.Join(results, "nowhere"))
	c := command()
	c.SetArgs([]string{"figure", "6", "--results", results})
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(results, "figures", "figure6.svg")); err != nil {
		t.Error(err)
	}
}
