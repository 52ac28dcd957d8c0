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
	"strings"

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
	Sealed  bool                      // whether it was verified: files of older versions have no checksum
}

// What a program can act on, to be found with errors.Is.
var (
	// ErrUnfinished says that a run has not been trained to its end.
	ErrUnfinished = errors.New("is not finished")
	// ErrNoModel says that a run's trained weights are missing, which are not kept under version control, or are damaged.
	ErrNoModel = errors.New("no trained weights")
	// ErrUndescribed says that a file of weights lacks what says which network and images it is for.
	ErrUndescribed = errors.New("does not say what network and images it is for")
)

// Run reads a finished run folder.
func Run(dir string) (*Source, error) {
	r, err := run.Read(dir)
	if err != nil {
		return nil, err
	}
	if r.Result == nil {
		return nil, fmt.Errorf("%s %w", dir, ErrUnfinished)
	}
	s := &Source{Config: r.Config.WithDefaults(), Classes: r.Result.Classes, Base: r.Result.WeightsDigest,
		Path: filepath.Join(dir, fit.ModelFile), Sealed: r.Sealed()}
	var meta map[string]string
	s.Trained, meta, err = weights.ReadSafetensors(s.Path)
	switch {
	case errors.Is(err, os.ErrNotExist) || errors.Is(err, weights.ErrDamaged):
		return nil, fmt.Errorf("%w: %w", ErrNoModel, err)
	case err != nil:
		return nil, err
	}
	switch err := r.Verify(fit.ModelFile); {
	case errors.Is(err, run.ErrDamaged):
		return nil, fmt.Errorf("%w: %w", ErrNoModel, err)
	case err != nil:
		return nil, err
	}
	if names := fit.ReadClasses(meta["classes"]); names != nil { // which older files do not have
		s.Classes = names
	}
	return s, nil
}

// File reads a model.safetensors alone, or what package export writes as safetensors or ONNX: its metadata say which
// network, head, classes, images and base it belongs to.
func File(path string) (*Source, error) {
	read := weights.ReadSafetensors
	switch strings.ToLower(filepath.Ext(path)) {
	case ".onnx":
		read = weights.ReadONNX
	case ".keras", ".h5", ".npz", ".pb", ".json", ".zip": // sound files, but of other programs
		return nil, fmt.Errorf("%s: networks are read from .safetensors and .onnx files: export the run as one of these",
			path)
	}
	tensors, meta, err := read(path)
	if err != nil {
		return nil, err
	}
	s := &Source{Trained: tensors, Path: path}
	if err := s.describe(meta); err != nil {
		return nil, err
	}
	return s, nil
}
