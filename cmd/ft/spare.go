//go:build cgo

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
)

// spareRun refuses a place to write to that would change a run: its folder, or a file of it.
func spareRun(out string, folder bool) error {
	dir := out
	if !folder {
		dir = filepath.Dir(out)
	}
	has := func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	}
	isRun := has(run.ConfigFile) && (has(run.HistoryFile) || has(run.ManifestFile))
	if isRun && (folder || slices.Contains(fit.RunFiles(), filepath.Base(out))) {
		return fmt.Errorf("--out would change the run in %s by writing to %s: choose another place", dir, out)
	}
	return nil
}
