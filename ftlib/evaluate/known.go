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

// Inventory is the record of the images that a run was made on; nil in older runs.
func Inventory(r *run.Run) (*dataset.Inventory, error) {
	text, err := r.ReadFile(fit.DataFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v := &dataset.Inventory{}
	if err := json.Unmarshal(text, v); err != nil {
		return nil, fmt.Errorf("%s: %w: restore the file from a copy", filepath.Join(r.Dir, fit.DataFile), err)
	}
	return v, nil
}

// Changed are the test images that a run has recorded whose files below root are no longer what they were. Of those
// that are not there, and of runs without an inventory, nothing is known.
func Changed(r *run.Run, root string) (files []string, err error) {
	v, err := Inventory(r)
	if v == nil || err != nil {
		return nil, err
	}
	was := map[string]string{}
	for _, f := range v.Files {
		was[f.File] = f.SHA256
	}
	for _, p := range r.Result.Predictions {
		if was[p.File] == "" {
			continue
		}
		sum, err := fetch.SHA256File(filepath.Join(root, filepath.FromSlash(p.File)))
		switch {
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			return nil, err
		case sum != was[p.File]:
			files = append(files, p.File)
		}
	}
	return files, nil
}

// ChangedNote says which images are not what they were, in a line.
func ChangedNote(files []string) string {
	return fmt.Sprintf("Changed since the run was made: %s.", some(files))
}

// recognize compares the images with those that the run has on record, by their contents: recorded ones may have
// changed since, and others may be copies of what the network was trained on.
func (a *Answers) recognize() (err error) {
	if a.recorded {
		a.Changed, err = Changed(a.Run, a.Root)
		return err
	}
	v, err := Inventory(a.Run)
	if v == nil || err != nil {
		return err
	}
	tested := map[string]bool{}
	for _, p := range a.Run.Result.Predictions {
		tested[p.File] = true
	}
	trained := map[string]bool{}
	for _, f := range v.Files {
		if !tested[f.File] && f.Part != dataset.Validation && f.Part != dataset.Test {
			trained[f.SHA256] = true
		}
	}
	for _, path := range a.paths() {
		sum, err := fetch.SHA256File(path)
		if err != nil {
			return err
		}
		if trained[sum] {
			a.Trained++
		}
	}
	return nil
}
