package fit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
)

// openRecord looks at the run folder: whether there is one, and whether it may be used.
func openRecord(c run.Config, o Options) (record *run.Run, finished bool, err error) {
	record = &run.Run{Dir: o.Dir, Config: c}
	_, err = os.Stat(o.Dir)
	if errors.Is(err, os.ErrNotExist) {
		return record, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if o.Force {
		return record, false, replaceable(o.Dir)
	}
	empty, err := sweep(o.Dir)
	if err != nil || empty { // killed before it had written anything
		return record, false, err
	}
	if !o.Resume {
		return nil, false, fmt.Errorf("%s %w", o.Dir, ErrExists)
	}
	old, err := run.Read(o.Dir)
	if err != nil {
		return nil, false, err
	}
	was := old.Config.WithDefaults()
	longer := was
	longer.Epochs, longer.KeepState = max(was.Epochs, c.Epochs), c.KeepState // what may change
	if longer != c {
		return nil, false, fmt.Errorf("%s %w: it was started with other settings (%s)", o.Dir, ErrOther,
			strings.Join(run.Differences(was, c), ", "))
	}
	if c.Epochs > was.Epochs {
		return old, false, lengthen(old, c)
	}
	if old.Result == nil {
		old.Config.KeepState = c.KeepState
		return old, false, nil
	}
	if old.Config.KeepState {
		return old, true, nil
	}
	return old, true, old.Remove(checkpointFile) // of one killed between its result and the end
}

// lengthen gives a run more epochs, where it has a state to go on from.
func lengthen(r *run.Run, c run.Config) error {
	if r.Config.Schedule.Kind == "cosine" {
		return fmt.Errorf("%s %w: its schedule was made for %d epochs", r.Dir, ErrOther, r.Config.Epochs)
	}
	if r.Result != nil {
		if _, err := os.Stat(filepath.Join(r.Dir, checkpointFile)); err != nil {
			return fmt.Errorf("%s %w", r.Dir, ErrNoState)
		}
	}
	r.Config = c
	return nil
}

// reopen makes a finished run an unfinished one. What a kill leaves is one of as many epochs as before.
func reopen(r *run.Run) error {
	r.Result = nil
	return r.Remove(run.ResultFile, PredictionsFile, ModelFile)
}

// The files of a run, in an order in which they can be removed: what is left of them is an unfinished run each time.
// And what a killed process was about to write of them.
var (
	runFiles = []string{run.ManifestFile, run.ResultFile, DataFile, PredictionsFile, ModelFile, checkpointFile,
		run.TimingFile,
		run.HistoryFile, run.ConfigFile}
	leftover = regexp.MustCompile(`^\.(` + strings.ReplaceAll(strings.Join(runFiles, "|"), ".", `\.`) + `)\d+$`)
)

// RunFiles are the names of the files that a run folder may have.
func RunFiles() []string { return slices.Clone(runFiles) }

// replaceable refuses a folder with something in it that is not of a run: it may be somebody's work.
func replaceable(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if !slices.Contains(runFiles, e.Name()) && !strings.HasPrefix(e.Name(), ".") {
			return fmt.Errorf("%s has %s in it, which %w", dir, e.Name(), ErrForeign)
		}
	}
	return err
}

// remove deletes the files of a run and leaves hidden ones of others alone, such as a .git.
func remove(dir string) error {
	for _, name := range runFiles {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if _, err := sweep(dir); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// sweep removes what a killed process was about to write, and says whether nothing else is there but hidden files.
func sweep(dir string) (empty bool, err error) {
	entries, err := os.ReadDir(dir)
	empty = true
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			empty = false
		} else if leftover.MatchString(e.Name()) {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return false, err
			}
		}
	}
	return empty, err
}
