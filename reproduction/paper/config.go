package paper

import (
	"strconv"
	"strings"
	"sync"

	"github.com/finetune-go/ft/ftlib/run"
)

// SplitSeed is the seed of the tutorial code that the authors started from: shuffle and split with random_state=2.
const SplitSeed = 2

// LongEpochs is the longer of the paper's two trainings. Its 100th epoch is the end of the shorter one, bit for bit,
// because nothing in a training depends on how many epochs are still to come.
const LongEpochs = 200

// Config is the configuration that all rows of a network share: hold-out split, seed 1, 200 epochs.
// All is written out, defaults or not: they may change, the paper's settings do not.
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

// Preset are the settings of a network, with the layers to train left open.
func Preset(model string) run.Config { return Config(model, 0) }

// Configs are the trainings that make the row for one seed: one, or five folds. With share, a row of 100 epochs takes
// the 200-epoch training, whose 100th epoch it reads.
func (r Row) Configs(seed uint32, share bool) []run.Config {
	c := Config(r.Model, r.Trainable).WithSeed(seed)
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
	}
	return Same(c.WithDefaults(), want.WithDefaults())
}

// Same says whether two configurations train the same, however they name their head and its layers.
func Same(a, b run.Config) bool {
	if a == b {
		return true
	}
	words := b
	words.Head, words.Trainable = a.Head, a.Trainable
	if a != words {
		return false
	}
	x, y := trained(a), trained(b)
	return x == y && x != ""
}

// known keeps what trained has found out: a report asks for the same few configurations thousands of times.
var known sync.Map

// trained are the layers of a configuration's head and the names of what is trained; "" where they make no network.
func trained(c run.Config) string {
	c.Seeds, c.Split, c.Epochs = run.Seeds{}, run.Split{}, 0
	if found, ok := known.Load(c); ok {
		return found.(string)
	}
	text := ""
	if s, err := Catalog("").Resolve(c, Classes); err == nil {
		text = s.Head + " " + strings.Join(s.Trained(), ",")
	}
	known.Store(c, text)
	return text
}
