//go:build cgo

package main

import (
	"fmt"
	"maps"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/shapes"
)

// photos stands for a person's images: few, and more of one class than of another.
var photos = shapes.Set{Name: "photos", Classes: []string{"circle", "square", "star"},
	Counts: map[string][]int{"train": {150, 100, 50}, "val": {30, 20, 10}, "test": {75, 50, 25}}, Hard: 0.8}

// What all jobs have in common.
const (
	side     = 224
	units    = 256
	batch    = 32
	rate     = 1e-3
	epochs   = 6 // at most, and half as many of each phase
	patience = 3
)

// row sets one way of Keras, by its name in theirs, beside one of ft's, by its name in ours.
type row struct{ name, keras, ft string }

var rows = []row{
	{"head; Keras runs the base in each epoch", "head", "head"},
	{"head; Keras runs the base once too", "features", "head"},
	{"head, augmented; both live", "augmented", "live"},
	{"head, augmented; ft with 4 copies", "augmented", "copies"},
	{"head, then conv5_block3 with it", "phases", "phases"},
}

// theirs are the ways of Keras: a function of job.py, and its arguments beside those of all.
var theirs = map[string]struct {
	function  string
	arguments map[string]any
}{
	"head":      {"whole", map[string]any{"augment": false, "second": 0}},
	"features":  {"features", nil},
	"augmented": {"whole", map[string]any{"augment": true, "second": 0}},
	"phases":    {"whole", map[string]any{"augment": false, "epochs": epochs / 2, "second": epochs / 2}},
}

// order is what Keras is asked for.
func order(way, folder, weights string, seed uint32) map[string]any {
	order := map[string]any{"folder": folder, "weights": weights, "side": side, "classes": len(photos.Classes),
		"units": units, "batch": batch, "rate": rate, "epochs": epochs, "patience": patience, "seed": seed}
	maps.Copy(order, theirs[way].arguments)
	return order
}

// members are the runs of one of ft's ways.
func members(way, folder, dir string, seed uint32) []fit.Member {
	c := run.Config{Data: folder, Split: run.Split{Kind: "folders"}, Head: fmt.Sprint("avg,", units), Trainable: "head",
		Image:     run.Image{Size: side, Interpolation: "nearest"},
		Optimizer: run.Optimizer{Name: "adam", LearningRate: rate}, Batch: batch, Epochs: epochs,
		EarlyStopping: run.EarlyStopping{Patience: patience, Monitor: "val_loss"}, ClassWeight: "balanced"}.WithSeed(seed)
	switch way {
	case "live":
		c.Augment, c.AugmentCopies = "flip,rotation=0.1", run.Live
	case "copies":
		c.Augment, c.AugmentCopies = "flip,rotation=0.1", 4
	case "phases": // the convolutions alone: batch norms stay as they are, as those do in Keras that are not trainable
		all := fit.Phases(c, []fit.Phase{{Trainable: "head", Epochs: epochs / 2},
			{Trainable: "conv5_block3_*_conv,head", Epochs: epochs / 2, LearningRate: rate / 10}}, dir)
		all[1].Config.Schedule = run.Schedule{Kind: "cosine"}
		return all
	}
	return fit.Phases(c, nil, dir)
}
