package fit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/weights"
)

const checkpointFile = "checkpoint.safetensors" // state of an unfinished run

// save writes the history and then the state, so that a state is never ahead of the history.
func (j *job) save() error {
	state, err := j.trainer.State()
	if err != nil {
		return err
	}
	if err := j.record.Save(); err != nil {
		return err
	}
	images, err := j.data.Digest()
	if err != nil {
		return err
	}
	return j.write(checkpointFile, state, map[string]string{"epoch": strconv.Itoa(len(j.record.History)), "steps": strconv.Itoa(j.trainer.steps),
		"images": images, "base": j.result.WeightsDigest})
}

func (j *job) write(file string, values map[string][]float32, metadata map[string]string) error {
	shapes := map[string][]int{}
	for _, p := range slices.Concat(j.trainer.stateParams(), j.trainer.fixed) {
		shapes[p.Name] = p.Shape
	}
	tensors := map[string]weights.Tensor{}
	for name, v := range values {
		tensors[name] = weights.Tensor{Shape: shapes[name], Data: v}
	}
	return weights.WriteSafetensors(filepath.Join(j.record.Dir, file), tensors, metadata)
}

// restore goes back to the last saved state; without one, to the start.
func (j *job) restore() error {
	r := j.record
	path := filepath.Join(r.Dir, checkpointFile)
	tensors, metadata, unmap, err := weights.MapSafetensors(path)
	if err != nil {
		if !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("%w from %w", ErrDamaged, err)
		}
		r.History, r.EpochSeconds = nil, nil
		return nil
	}
	defer unmap() // the next save replaces the file, whose place on the disk is free only then
	epoch, err1 := strconv.Atoi(metadata["epoch"])
	steps, err2 := strconv.Atoi(metadata["steps"])
	if err1 != nil || err2 != nil || epoch > len(r.History) || epoch > len(r.EpochSeconds) {
		return fmt.Errorf("%w from %s, which does not belong to the history beside it", ErrDamaged, path)
	}
	images, err := j.data.Digest()
	if err != nil {
		return err
	}
	if was := metadata["images"]; was != "" && was != images { // another split: test images would have been trained on
		return fmt.Errorf("%s %w: it was trained on other images than those in %s now", r.Dir, ErrOther, j.data.Root)
	}
	if was := metadata["base"]; was != "" && was != j.result.WeightsDigest { // the tail would go on above another prefix
		return fmt.Errorf("%s %w: it was trained on other weights than those of %q now", r.Dir, ErrOther, r.Config.Weights)
	}
	values := map[string][]float32{}
	for name, t := range tensors {
		values[name] = t.Data
	}
	r.History, r.EpochSeconds = r.History[:epoch], r.EpochSeconds[:epoch]
	if err := j.trainer.SetState(values, steps); err != nil {
		return fmt.Errorf("%w from %s: %w", ErrDamaged, path, err)
	}
	for _, s := range r.EpochSeconds { // of the process that saved the state
		j.seconds.Total += s
	}
	return nil
}

// removeCheckpoint removes the state, which a finished run does not need.
func removeCheckpoint(dir string) error {
	if err := os.Remove(filepath.Join(dir, checkpointFile)); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
