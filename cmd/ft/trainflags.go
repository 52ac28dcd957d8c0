//go:build cgo

package main

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/spf13/pflag"
)

// settingFlags are the flags that set a configuration.
func settingFlags(f *pflag.FlagSet, c *run.Config, seed *uint32) {
	*c = run.ForImages("")
	f.StringVar(&c.Data, "data", c.Data,
		`folder with one sub-folder a class; where there is no folder "paper" or "demo", these are the paper's and drawn images`)
	f.StringVar(&c.Model, "model", c.Model, "vgg16 or resnet50")
	f.StringVar(&c.Head, "head", c.Head,
		`layers above the base: "flatten" or "avg" (the network's own when left out), units, dropout rates, as in "512,drop0.5,256,drop0.5"; "none" for the output alone`)
	f.StringVar(&c.Trainable, "trainable", c.Trainable, `last N layers, or names and globs ("block5,fc*"), head, all`)
	f.StringVar(&c.Weights, "weights", c.Weights,
		"imagenet, random, or a file (.h5, .npz, .safetensors, .onnx, TF.js folder)")
	f.StringVar(&c.From, "from", "",
		"folder of a finished run whose weights to start from; settings that are left out are its own")
	intVar(f, &c.Image.Size, "image", c.Image.Size, "side of the images in pixels")
	f.StringVar(&c.Image.Interpolation, "interpolation", c.Image.Interpolation,
		strings.Join(dataset.Interpolations(), ", ")+"; Keras' load_img has nearest")
	f.BoolVar(&c.Image.Exif, "exif", false, exifUsage)
	f.StringVar(&c.Split.Kind, "split", c.Split.Kind,
		"shares of training, validation and test images, stratified, such as 80/10/10 or 80/20; or holdout (scikit-learn's "+
			"shuffle, then train_test_split, both with the split's seed), kfold, stratified; or folders: the images are in "+
			"folders train, val and test")
	f.Float64Var(&c.Split.TestSize, "test-size", c.Split.TestSize, "hold-out: share of the images to test on")
	folds := run.Split{Kind: "kfold"}.WithDefaults()
	intVar(f, &c.Split.Folds, "folds", folds.Folds, "kfold, stratified: number of folds")
	intVar(f, &c.Split.Fold, "fold", folds.Fold, "kfold, stratified: fold to test on, from 1")
	f.Float64Var(&c.Split.Validation, "validation", 0,
		"holdout, kfold, stratified, folders: share of the images not tested on to validate on")
	f.StringVar(&c.Split.Groups, "groups", "",
		"images that stay together, such as a patient's: a CSV file with columns file and group, or a regular expression "+
			"whose first part in parentheses is the group, as in '/(p[0-9]+)_'")
	f.StringVar(&c.Optimizer.Name, "optimizer", c.Optimizer.Name, "adam, adamw, adadelta, rmsprop or sgd")
	f.Float64Var(&c.Optimizer.LearningRate, "learning-rate", c.Optimizer.LearningRate, "learning rate")
	f.StringVar(&c.Schedule.Kind, "schedule", "",
		"how the rate changes: cosine (falls over all epochs), step (by a factor every so many epochs), plateau (where the "+
			"validation loss does not improve)")
	intVar(f, &c.Schedule.Warmup, "warmup", 0, "cosine: epochs at first in which the rate rises from 0")
	f.Float64Var(&c.Schedule.Alpha, "schedule-alpha", 0, "cosine: share of the rate that is left in the end")
	intVar(f, &c.Schedule.Every, "schedule-every", 0, "step: number of epochs (default 10)")
	f.Float64Var(&c.Schedule.Factor, "schedule-factor", 0, "step, plateau: what the rate is multiplied by (default 0.1)")
	f.StringVar(&c.Schedule.Monitor, "schedule-monitor", "",
		"plateau: val_loss (the default), val_accuracy, loss or accuracy")
	intVar(f, &c.Schedule.Patience, "schedule-patience", 0, "plateau: epochs without improvement (default 10)")
	f.Float64Var(&c.Schedule.MinDelta, "schedule-min-delta", 0, "plateau: least improvement that counts (default 0.0001)")
	intVar(f, &c.Schedule.Cooldown, "schedule-cooldown", 0, "plateau: epochs to wait after a change")
	f.Float64Var(&c.Schedule.MinRate, "schedule-min-lr", 0, "plateau: the rate does not fall below")
	intVar(f, &c.EarlyStopping.Patience, "early-stopping", c.EarlyStopping.Patience,
		"epochs without improvement on the validation images after which training stops; the weights of the best epoch are "+
			"kept; 0 trains all epochs and keeps the last")
	f.StringVar(&c.EarlyStopping.Monitor, "early-stopping-monitor", "", "val_loss (the default) or val_accuracy")
	f.Float64Var(&c.EarlyStopping.MinDelta, "early-stopping-min-delta", 0, "least improvement that counts")
	intVar(f, &c.EarlyStopping.Start, "early-stopping-start", 0, "epochs before the best one is looked for")
	f.BoolVar(&c.KeepState, "keep-state", false,
		"keep the state of the finished run, so that --resume can go on with it for more --epochs")
	f.Float64Var(&c.Optimizer.Momentum, "momentum", 0, "sgd, rmsprop: share of the last step that is taken again")
	f.BoolVar(&c.Optimizer.Nesterov, "nesterov", false, "sgd: Nesterov's momentum")
	f.Float64Var(&c.Optimizer.WeightDecay, "weight-decay", 0,
		"share of each weight, times the rate, that a step takes off, with any optimizer (adamw: 0.004)")
	f.Float64Var(&c.Optimizer.ClipNorm, "clipnorm", 0, "largest norm of the gradient of each tensor")
	f.Float64Var(&c.Optimizer.GlobalClipNorm, "global-clipnorm", 0,
		"largest norm of the gradients of all tensors together")
	f.StringVar(&c.Augment, "augment", "",
		`vary the training images at random as Keras' layers do: any of "flip,rotation=0.1,zoom=0.2,translation=0.1,`+
			`crop=0.875,brightness=0.2,contrast=0.2"`)
	f.Var(&c.AugmentCopies, "augment-copies",
		"augment: variants of each image that are put through the frozen prefix once; 0 for fresh ones in each epoch "+
			"(default 4)")
	intVar(f, &c.Seeds.Augment, "augment-seed", 0, "augment: seed of the variants")
	f.StringVar(&c.Rates, "layer-rates", "",
		`what the learning rate of trained layers is multiplied by, as in "conv5_block1=0.1,head=2"`)
	f.BoolVar(&c.FreezeBatchNorm, "freeze-batch-norm", false,
		"trained batch norms run on their moving statistics, which stay (Keras: base(x, training=False))")
	f.StringVar(&c.ClassWeight, "class-weight", "",
		`what images of a class weigh in training: "balanced", or as in "cat=2.5,dog=1"`)
	f.Float64Var(&c.LabelSmoothing, "label-smoothing", 0, "share of each label that all classes get")
	intVar(f, &c.Batch, "batch", c.Batch, "images a step")
	intVar(f, &c.Epochs, "epochs", c.Epochs, "passes over the training images")
	intVar(f, seed, "seed", c.Seeds.Init, "seed of shuffling, head weights and dropout together")
	intVar(f, &c.Seeds.Split, "split-seed", c.Seeds.Split, "seed of the split")
}

// checkTrainFlags refuses flags that the kind of split would pass over, and a 0 that stands for a default elsewhere.
func checkTrainFlags(flags *pflag.FlagSet, kind string) error {
	other := map[string]string{"folds": "kfold or stratified", "fold": "kfold or stratified"}
	switch kind {
	case "kfold", "stratified":
		other = map[string]string{"test-size": "holdout"}
	case "holdout":
	default: // folders, shares
		other["test-size"] = "holdout"
	}
	for name, needs := range other {
		if flags.Changed(name) {
			return fmt.Errorf("--%s goes with --split %s, and the split is %s", name, needs, kind)
		}
	}
	var err error
	flags.Visit(func(f *pflag.Flag) {
		value := f.Value.String()
		number, notNumber := strconv.ParseFloat(value, 64)
		zero := notNumber == nil && number == 0 // -0 too
		switch f.Name {
		case "warmup", "schedule-alpha", "schedule-every", "schedule-factor", "schedule-patience", "schedule-min-delta",
			"schedule-cooldown", "schedule-min-lr", "early-stopping-min-delta", "validation", "momentum", "weight-decay",
			"clipnorm", "global-clipnorm", "label-smoothing":
			if f.Changed && zero {
				err = fmt.Errorf("--%s %s: leave it out for its default, or for none", f.Name, value)
			}
		case "min-rate", "max-rate", "steps", "learning-rate", "test-size", "folds", "fold", "batch", "epochs", "image":
			if zero {
				err = fmt.Errorf("--%s %s: give a number above 0; left out, it is %s", f.Name, value, f.DefValue)
			}
		case "model", "trainable", "weights", "interpolation", "split", "optimizer", "class-weight", "groups", "from",
			"augment", "layer-rates", "schedule", "schedule-monitor",
			"early-stopping-monitor":
			if value == "" {
				err = fmt.Errorf("--%s is empty: leave it out for %s", f.Name, cmp.Or(f.DefValue, "none"))
			}
		}
	})
	return err
}
