package fit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/kernels"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

// ModelFile has the trained weights and the head of a finished run under Keras' names.
const ModelFile = "model.safetensors"

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
	for _, p := range append(j.trainer.stateParams(), j.trainer.fixed...) {
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
			return fmt.Errorf("%w; start the run anew with --force", err)
		}
		r.History, r.EpochSeconds = nil, nil
		return nil
	}
	defer unmap() // the next save replaces the file, whose place on the disk is free only then
	epoch, err1 := strconv.Atoi(metadata["epoch"])
	steps, err2 := strconv.Atoi(metadata["steps"])
	if err1 != nil || err2 != nil || epoch > len(r.History) || epoch > len(r.EpochSeconds) {
		return fmt.Errorf("%s does not belong to the history beside it; start the run anew with --force", path)
	}
	images, err := j.data.Digest()
	if err != nil {
		return err
	}
	if was := metadata["images"]; was != "" && was != images { // another split: test images would have been trained on
		return fmt.Errorf("%s was trained on other images than those in %s now: restore them, or start the run anew with --force", r.Dir, j.data.Root)
	}
	if was := metadata["base"]; was != "" && was != j.result.WeightsDigest { // the tail would go on above another prefix
		return fmt.Errorf("%s was trained on other weights than those of %q now: restore them, or start the run anew with --force", r.Dir, r.Config.Weights)
	}
	values := map[string][]float32{}
	for name, t := range tensors {
		values[name] = t.Data
	}
	r.History, r.EpochSeconds = r.History[:epoch], r.EpochSeconds[:epoch]
	if err := j.trainer.SetState(values, steps); err != nil {
		return fmt.Errorf("%s: %w; start the run anew with --force", path, err)
	}
	for _, s := range r.EpochSeconds { // of the process that saved the state
		j.seconds.Total += s
	}
	return nil
}

// finish evaluates, writes model and result, and removes the state.
func (j *job) finish(start time.Time) error {
	r, res := j.record, j.result
	var err error
	if res.Train, _, err = j.evaluate(j.train); err != nil {
		return err
	}
	var verdicts []Verdict
	if res.Test, verdicts, err = j.evaluate(j.test); err != nil {
		return err
	}
	n := len(j.data.Classes)
	res.Classes, res.Confusion, res.Epochs = j.data.Classes, make([][]int, n), len(r.History)
	for i := range res.Confusion {
		res.Confusion[i] = make([]int, n)
	}
	for i, v := range verdicts {
		image := j.test[i]
		class := j.data.Labels[image]
		res.Confusion[class][v.Guess]++
		res.Predictions = append(res.Predictions, run.Prediction{File: j.data.Files[image], Class: class, Guess: v.Guess, Loss: v.Loss})
	}
	groups, err := j.data.Duplicates()
	if err != nil {
		return err
	}
	res.Duplicates = dataset.AcrossSplit(groups, j.train, j.test)
	if res.DataDigest, err = j.data.Digest(); err != nil {
		return err
	}
	for _, s := range r.EpochSeconds {
		j.seconds.Train += s
	}
	j.seconds.Total += time.Since(start).Seconds()
	res.Seconds, res.PeakMemory, res.Started = j.seconds, PeakMemory(), start.UTC().Format(time.RFC3339)
	trained, err := j.trainer.Weights()
	if err != nil {
		return err
	}
	c := r.Config
	m := j.trainer.model
	for _, l := range m.Layers[m.Base:] {
		for _, p := range l.Params {
			if trained[p.Name] == nil { // left as it was drawn, which nothing else in the file tells
				trained[p.Name] = p.Initial(c.Seeds.Init)
			}
		}
	}
	if err := j.write(ModelFile, trained, map[string]string{"model": c.Model, "head": c.Head, "classes": WriteClasses(res.Classes),
		"image": strconv.Itoa(c.Image.Size), "interpolation": c.Image.Interpolation, "weights": c.Weights, "seed": strconv.FormatUint(uint64(c.Seeds.Init), 10), "base": res.WeightsDigest}); err != nil {
		return err
	}
	r.Result = &res
	if err := r.Save(); err != nil {
		return err
	}
	return removeCheckpoint(r.Dir)
}

func removeCheckpoint(dir string) error {
	if err := os.Remove(filepath.Join(dir, checkpointFile)); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// Hardware is what a backend runs on.
func Hardware(b *backend.Backend) run.Hardware {
	device, threads := b.Hardware()
	return run.Hardware{Backend: b.Device, Device: device, Threads: threads, Memory: TotalMemory()}
}

// Versions names what the bits of a run depend on.
func Versions(b *backend.Backend) map[string]string {
	v := map[string]string{"go": runtime.Version(), "plugin": b.PluginName()}
	if b.Device == "xla:cpu" {
		v["kernels"], v["compiler"] = kernels.Set(), kernels.Compiler()
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		v["ft"] = info.Main.Version
		for _, d := range info.Deps {
			switch d.Path {
			case "github.com/gomlx/gomlx", "github.com/gomlx/go-xla", "github.com/gomlx/compute":
				v[filepath.Base(d.Path)] = d.Version
			}
		}
	}
	return v
}
