package paper

import (
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
)

// SplitSeed is the seed of the tutorial code that the authors started from: shuffle and split with random_state=2.
const SplitSeed = 2

// LongEpochs is the longer of the paper's two trainings. Its 100th epoch is the end of the shorter one, bit for bit,
// because nothing in a training depends on how many epochs are still to come.
const LongEpochs = 200

// Config is the configuration that all rows of a network share: hold-out split, seed 1, 200 epochs.
// Package optimizer takes the same constants for those that are left zero; here they are written out so that a run's
// config.json says all.
func Config(model string, trainable int) run.Config {
	c := run.Config{
		Model:     model,
		Head:      "paper",
		Trainable: strconv.Itoa(trainable),
		Weights:   "imagenet",
		Data:      "paper",
		Image:     run.Image{Size: 224, Interpolation: "nearest"},
		Split:     run.Split{Kind: "holdout", TestSize: 0.2},
		Seeds:     run.Seeds{Split: SplitSeed, Shuffle: 1, Init: 1, Dropout: 1},
		Optimizer: run.Optimizer{Name: "adam", LearningRate: 0.001, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7},
		Batch:     32,
		Epochs:    LongEpochs,
	}
	if model == "vgg16" {
		c.Optimizer = run.Optimizer{Name: "adadelta", LearningRate: 0.001, Rho: 0.95, Epsilon: 1e-7}
	}
	return c
}

// WithSeed returns the configuration with its shuffling, initial weights and dropout drawn from seed.
// The split keeps its own seed: the paper used one split throughout.
func WithSeed(c run.Config, seed uint32) run.Config {
	c.Seeds.Shuffle, c.Seeds.Init, c.Seeds.Dropout = seed, seed, seed
	return c
}

// Configs are the trainings that make the row for one seed: one, or five folds. With share, a row of 100 epochs takes
// the 200-epoch training, whose 100th epoch it reads.
func (r Row) Configs(seed uint32, share bool) []run.Config {
	c := WithSeed(Config(r.Model, r.Trainable), seed)
	if !share {
		c.Epochs = r.Epochs
	}
	if r.Protocol != FiveFold {
		return []run.Config{c}
	}
	var folds []run.Config
	for fold := 1; fold <= Folds; fold++ {
		c.Split = run.Split{Kind: "kfold", Folds: Folds, Fold: fold}
		folds = append(folds, c)
	}
	return folds
}

// Fits says whether a run of this configuration can fill the row: the row's settings, any seed and fold, and at least
// the row's epochs.
func (r Row) Fits(c run.Config) bool {
	if c.Epochs < r.Epochs {
		return false
	}
	want := r.Configs(c.Seeds.Init, true)[0]
	want.Epochs = c.Epochs
	want.Seeds.Shuffle, want.Seeds.Dropout = c.Seeds.Shuffle, c.Seeds.Dropout
	if r.Protocol == FiveFold {
		if c.Split.Fold < 1 || c.Split.Fold > Folds {
			return false
		}
		want.Split.Fold = c.Split.Fold
		c.Split.TestSize = 0 // means nothing here
	}
	return Normal(c) == Normal(want)
}

// Normal writes out what a zero stands for, so that two configurations that train the same compare equal.
func Normal(c run.Config) run.Config {
	if c.Weights == "" {
		c.Weights = "imagenet"
	}
	o := &c.Optimizer
	def := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	def(&o.LearningRate, 0.001)
	def(&o.Epsilon, 1e-7)
	switch o.Name {
	case "adam":
		def(&o.Beta1, 0.9)
		def(&o.Beta2, 0.999)
		o.Rho = 0
	case "adadelta":
		def(&o.Rho, 0.95)
		o.Beta1, o.Beta2 = 0, 0
	}
	return c
}
