//go:build cgo

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
)

// TestSpareRun refuses to write over the files of a run, or others into its folder: exit code 2.
func TestSpareRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	written(t, dir, 0.5)
	link := dir + "-link"
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	before, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	model := filepath.Join(dir, fit.ModelFile)
	for _, args := range [][]string{{"evaluate", dir, "--out", dir}, {"evaluate", dir, "--out", link + "/"},
		{"errors", dir, "--out", dir}, {"report", dir, "--out", dir}, {"explain", dir, "a.png", "--out", dir},
		{"figure", "6", "--out", dir}, {"notebook", "run", "05", "--out", dir},
		{"embed", dir, "--out", filepath.Join(dir, "history.svg")}, {"lr-find", "--out", filepath.Join(link, "timing.pdf")},
		{"export", dir, "--format", "safetensors", "--out", model}, {"bench", "--out", filepath.Join(dir, run.ConfigFile)},
		{"features", "--out", filepath.Join(dir, run.ManifestFile), "a.png"}} {
		_, _, err := printed(t, "", args...)
		var usage usageError
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), "choose another place") {
			t.Errorf("ft %q: %v is not reported as wrong usage", args, err)
		}
	}
	if after, err := os.ReadDir(dir); err != nil || len(after) != len(before) {
		t.Errorf("%v, %v", after, err)
	}
	for _, free := range []error{spareRun(filepath.Join(dir, "map.svg"), false),
		spareRun(filepath.Join(dir, "below"), true), spareRun(filepath.Dir(dir), true),
		spareRun(filepath.Join(t.TempDir(), run.HistoryFile), false)} {
		if free != nil {
			t.Error(free)
		}
	}
}
