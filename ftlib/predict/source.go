// Package predict gives the class probabilities that the network of a finished run has for images.
//
// A [Source] is the trained network on disk, a [Classifier] the same on the device. Its pixels come from
// dataset.LoadImages with the size and the interpolation of the source's Config.Image: the network has seen no others.
package predict

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

// Source is a trained network on disk: what was trained, and what is needed to put it onto its frozen base.
type Source struct {
	Config  run.Config // its Model, Head, Weights, Image and Seeds count
	Classes []string
	Trained map[string]weights.Tensor // by parameter name; memory-mapped
	Base    string                    // digest of the weights that it was trained on
	Path    string                    // of model.safetensors
}

// Run reads a finished run folder. The error of an unfinished run, or of one without its weights, has the command that
// trains it.
func Run(dir string) (*Source, error) {
	r, err := run.Read(dir)
	if err != nil {
		return nil, err
	}
	if r.Result == nil {
		return nil, fmt.Errorf("%s is not finished: %s", dir, again(dir, "--resume goes on with it"))
	}
	s := &Source{Config: r.Config, Classes: r.Result.Classes, Base: r.Result.WeightsDigest, Path: filepath.Join(dir, fit.ModelFile)}
	s.Trained, _, err = weights.ReadSafetensors(s.Path)
	if errors.Is(err, os.ErrNotExist) { // trained weights are not kept under version control
		return nil, fmt.Errorf("%s is missing: %s", s.Path, again(dir, "--force trains the same network again"))
	} else if err != nil {
		return nil, fmt.Errorf("%w: %s", err, again(dir, "--force trains the same network again"))
	}
	return s, nil
}

// again is the command that trains a run in its place, which ends as how says. A folder that is not among the runs of
// a folder of results, such as a try of the playground, is out of ft train's reach.
func again(dir, how string) string {
	config := filepath.Join(dir, run.ConfigFile)
	whole, err := filepath.Abs(dir)
	if err != nil || filepath.Base(filepath.Dir(whole)) != "runs" {
		return fmt.Sprintf("ft train --config %q trains the same network in a folder of results", config)
	}
	return fmt.Sprintf("ft train --config %q --results %q --name %q %s", config, filepath.Join(dir, "..", ".."), filepath.Base(whole), how)
}

// File reads a model.safetensors alone: its metadata say which network, head, classes, images and base it belongs to.
func File(path string) (*Source, error) {
	tensors, meta, err := weights.ReadSafetensors(path)
	if err != nil {
		return nil, err
	}
	size, err := strconv.Atoi(meta["image"])
	classes := fit.ReadClasses(meta["classes"])
	if err != nil || meta["model"] == "" || len(classes) == 0 {
		return nil, fmt.Errorf("%s does not say what network and images it is for: use --run with the folder that it was made in", path)
	}
	seed, _ := strconv.ParseUint(meta["seed"], 10, 32) // counts for weights that are drawn
	return &Source{
		Config: run.Config{Model: meta["model"], Head: meta["head"], Weights: meta["weights"], Seeds: run.Seeds{Init: uint32(seed)},
			Image: run.Image{Size: size, Interpolation: meta["interpolation"]}},
		Classes: classes, Trained: tensors, Base: meta["base"], Path: path,
	}, nil
}
