package evaluate

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
)

// maxInventory is the size of an inventory of millions of images.
const maxInventory = 1 << 30

// Inventory is the record of the images that a run was made on; nil in older runs.
func Inventory(r *run.Run) (*dataset.Inventory, error) {
	path := filepath.Join(r.Dir, fit.DataFile)
	text, err := fetch.ReadFile(path, maxInventory)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = r.Verify(fit.DataFile)
	}
	if err != nil {
		return nil, err
	}
	v := &dataset.Inventory{}
	if err := json.Unmarshal(text, v); err != nil {
		return nil, fmt.Errorf("%s: %w: restore the file from a copy", path, err)
	}
	return v, nil
}

// recognize compares the images with those that the run has on record, by their contents: recorded ones may have
// changed since, and others may be copies of what the network was trained on.
func (a *Answers) recognize() error {
	v, err := Inventory(a.Run)
	if v == nil || err != nil {
		return err
	}
	tested := map[string]bool{}
	for _, p := range a.Run.Result.Predictions {
		tested[p.File] = true
	}
	was, trained := map[string]string{}, map[string]bool{}
	for _, f := range v.Files {
		was[f.File] = f.SHA256
		if !tested[f.File] && f.Part != dataset.Validation && f.Part != dataset.Test {
			trained[f.SHA256] = true
		}
	}
	for i, path := range a.paths() {
		sum, err := fetch.SHA256File(path)
		if err != nil {
			return err
		}
		file := a.Images[i].File
		switch {
		case a.recorded && was[file] != "" && was[file] != sum:
			a.Changed = append(a.Changed, file)
		case !a.recorded && trained[sum]:
			a.Trained++
		}
	}
	return nil
}
