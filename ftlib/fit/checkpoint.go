package fit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

const checkpointFile = "checkpoint.safetensors" // state of an unfinished run

// bestPrefix begins the names of the best epoch's weights in a state.
const bestPrefix = "best/"

// save writes the history and then the state, so that a state is never ahead of the history.
func (j *job) save() error {
	state, err := j.trainer.State()
	if err != nil {
		return err
	}
	for name, v := range j.best {
		state[bestPrefix+name] = v
	}
	images, err := j.data.Digest()
	if err != nil {
		return err
	}
	file, err := j.file(checkpointFile, state, map[string]string{"epoch": strconv.Itoa(len(j.record.History)),
		"steps":  strconv.Itoa(j.trainer.steps),
		"images": images, "base": j.result.WeightsDigest, "division": j.digest(),
		"from": j.result.FromDigest})
	if err != nil {
		return err
	}
	return j.record.Save(file)
}

// file is a file of values by their names.
func (j *job) file(name string, values map[string][]float32, metadata map[string]string) (run.File, error) {
	shapes := map[string][]int{}
	for _, p := range j.trainer.stateParams() {
		shapes[p.Name] = p.Shape
	}
	for _, l := range j.trainer.Model.Layers {
		for _, p := range l.Params {
			shapes[p.Name] = p.Shape
		}
	}
	tensors := map[string]weights.Tensor{}
	for name, v := range values {
		tensors[name] = weights.Tensor{Shape: shapes[strings.TrimPrefix(name, bestPrefix)], Data: v}
	}
	write, err := weights.EncodeSafetensors(tensors, metadata)
	return run.File{Name: name, Write: write}, err
}

// damaged makes the damage of a run's file an ErrDamaged; other errors say nothing against the file.
func damaged(err error) error {
	if errors.Is(err, run.ErrDamaged) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// restore goes back to the last saved state; without one, to the start.
func (j *job) restore(watch progress.Observer) error {
	r := j.record
	path := filepath.Join(r.Dir, checkpointFile)
	tensors, metadata, unmap, err := weights.MapSafetensors(path)
	if err != nil {
		if errors.Is(err, weights.ErrDamaged) {
			return fmt.Errorf("%w from %w", ErrDamaged, err)
		}
		if !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if err := damaged(r.Verify(checkpointFile)); err != nil { // it is missing: to start over would cost the history
			return err
		}
		if len(r.History) > 0 { // of an older version, killed before its first state
			progress.Infof(watch, "%s has no state to go on from: it starts over", r.Dir)
		}
		r.History, r.EpochSeconds = nil, nil
		return nil
	}
	defer unmap() // the next save replaces the file, whose place on the disk is free only then
	if err := damaged(r.Verify(checkpointFile)); err != nil {
		return err
	}
	if !r.Sealed() {
		progress.Infof(watch, "%s has no %s, it is of an older version: whether its state is damaged is not known", r.Dir,
			run.ManifestFile)
	}
	epoch, err1 := strconv.Atoi(metadata["epoch"])
	steps, err2 := strconv.Atoi(metadata["steps"])
	if err1 != nil || err2 != nil || epoch < 0 || steps < 0 || epoch > len(r.History) || epoch > len(r.EpochSeconds) {
		return fmt.Errorf("%w from %s, which does not belong to the history beside it", ErrDamaged, path)
	}
	images, err := j.data.Digest()
	if err != nil {
		return err
	}
	if was := metadata["images"]; was != "" && was != images { // another split: test images would have been trained on
		return fmt.Errorf("%s %w: it was trained on other images than those in %s now", r.Dir, ErrOther, j.data.Root)
	}
	if was := metadata["division"]; was != "" && was != j.digest() {
		return fmt.Errorf("%s %w: its images were divided otherwise: the groups of %q have changed", r.Dir, ErrOther,
			r.Config.Split.Groups)
	}
	if was := metadata["base"]; was != "" && was != j.result.WeightsDigest { // the prefix is another one now
		return fmt.Errorf("%s %w: it was trained on other weights than those of %q now", r.Dir, ErrOther, r.Config.Weights)
	}
	if metadata["from"] != j.result.FromDigest {
		return otherOrigin(r)
	}
	values := map[string][]float32{}
	kept := map[string][]float32{}
	for name, t := range tensors {
		if of, ok := strings.CutPrefix(name, bestPrefix); ok {
			kept[of] = slices.Clone(t.Data) // which the file does not keep
		} else {
			values[name] = t.Data
		}
	}
	r.History, r.EpochSeconds = r.History[:epoch], r.EpochSeconds[:epoch]
	if len(kept) > 0 {
		j.best = kept
	} else if at, _ := best(r.Config.EarlyStopping, r.History); at > 0 {
		return fmt.Errorf("%w from %s: it has no best weights", ErrDamaged, path)
	}
	if err := j.trainer.SetState(values, steps); err != nil {
		return fmt.Errorf("%w from %s: %w", ErrDamaged, path, err)
	}
	for _, s := range r.EpochSeconds { // of the process that saved the state
		j.seconds.Total += s
	}
	return nil
}
