//go:build cgo

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTrainAgain checks that the command which makes a model again names the run where it is, also from within its
// folder.
func TestTrainAgain(t *testing.T) {
	results := t.TempDir()
	dir := filepath.Join(results, "runs", "small")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := trainAgain(dir, false); !strings.Contains(got, `--name small --force`) || !strings.Contains(got,
		"--results "+results+" ") {
		t.Error(got)
	}
	t.Chdir(filepath.Dir(dir))
	if got := trainAgain("small/", true); !strings.Contains(got, `--results .. --name small --resume`) {
		t.Error(got)
	}
	if got := trainAgain(t.TempDir(), false); strings.Contains(got, "--name") {
		t.Error("of a folder that is none of a folder of runs: " + got)
	}
}
