package main

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func trainCommand() *cobra.Command {
	c := paper.Config("resnet50", 6)
	c.Epochs, c.Split.Folds, c.Split.Fold = 20, 5, 1
	c.Optimizer = run.Optimizer{Name: "", LearningRate: 0.001}
	c.Trainable = ""
	var file, name, results string
	var seed uint32
	var o fit.Options
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train on a folder of images and record the run",
		Example: `  ft train --data photos
  ft train --data photos --model vgg16 --trainable 'block5,fc*,output' --epochs 50
  ft train --data photos --head 512,drop0.5,256,drop0.5 --seed 3 --name third-try
  ft train --config my.yaml --resume`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file != "" {
				if err := readUnder(cmd.Flags(), file, &c); err != nil {
					return usageError{err}
				}
			}
			if cmd.Flags().Changed("seed") {
				c = paper.WithSeed(c, seed)
			}
			if err := chooseOpen(&c); err != nil {
				return usageError{err}
			}
			if err := cmp.Or(checkSplitFlags(cmd.Flags(), c.Split.Kind), checkTrain(c, name, o)); err != nil {
				return usageError{err}
			}
			c = complete(c)
			if name == "" {
				var err error
				if name, err = runName(c); err != nil {
					return err
				}
			}
			o.Dir = filepath.Join(results, "runs", name)
			s, err := session(cmd.Context(), "")
			if err != nil {
				return err
			}
			r, err := s.Run(cmd.Context(), c, o)
			if errors.Is(err, dataset.ErrAbsent) {
				return fmt.Errorf("%w, or train on images of your own with --data DIR, or on drawn ones with --data demo", err)
			}
			if err != nil {
				return err
			}
			t := r.Result.Test
			fmt.Printf("%s: %d of %d test images right (%.2f %%), loss %.4f, %.1f s\n", r.Dir, t.Correct, t.Total, 100*t.Accuracy, t.Loss, r.Result.Seconds.Total)
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&file, "config", "", "file of settings: YAML as in the README, or a run's config.json; flags given beside it win. Only there: rho, beta_1, beta_2, epsilon of the optimizer")
	f.StringVar(&c.Data, "data", c.Data, `folder with one sub-folder a class, or "paper", or "demo"`)
	f.StringVar(&c.Model, "model", c.Model, "vgg16 or resnet50")
	f.StringVar(&c.Head, "head", c.Head, `layers above the base: "flatten" or "avg" (the network's own when left out), units, dropout rates, as in "512,drop0.5,256,drop0.5"; "none" for the output alone, "paper" for the paper's`)
	f.StringVar(&c.Trainable, "trainable", c.Trainable, `last N layers, or names and globs ("block5,fc*"), all; the head when left out`)
	f.StringVar(&c.Weights, "weights", c.Weights, "imagenet, random, or a file (.h5, .npz, .safetensors, .onnx, TF.js folder)")
	f.IntVar(&c.Image.Size, "image", c.Image.Size, "side of the images in pixels")
	f.StringVar(&c.Image.Interpolation, "interpolation", c.Image.Interpolation, strings.Join(dataset.Interpolations(), ", ")+"; Keras' load_img has nearest")
	f.StringVar(&c.Split.Kind, "split", c.Split.Kind, "holdout (scikit-learn's shuffle, then train_test_split, both with the split's seed), kfold or stratified")
	f.Float64Var(&c.Split.TestSize, "test-size", c.Split.TestSize, "hold-out: share of the images to test on")
	f.IntVar(&c.Split.Folds, "folds", c.Split.Folds, "kfold, stratified: number of folds")
	f.IntVar(&c.Split.Fold, "fold", c.Split.Fold, "kfold, stratified: fold to test on, from 1")
	f.StringVar(&c.Optimizer.Name, "optimizer", "", "adam or adadelta; the paper's for the network when left out")
	f.Float64Var(&c.Optimizer.LearningRate, "learning-rate", c.Optimizer.LearningRate, "learning rate")
	f.IntVar(&c.Batch, "batch", c.Batch, "images a step")
	f.IntVar(&c.Epochs, "epochs", c.Epochs, "passes over the training images")
	f.Uint32Var(&seed, "seed", 1, "seed of shuffling, head weights and dropout together")
	f.Uint32Var(&c.Seeds.Split, "split-seed", c.Seeds.Split, "seed of the split")
	f.StringVar(&name, "name", "", "name of the run folder; made from the settings when left out")
	f.StringVar(&results, "results", "results", "folder of results")
	f.BoolVar(&o.Resume, "resume", false, "go on with an interrupted run")
	f.BoolVar(&o.Force, "force", false, "replace a run of the same name")
	return cmd
}

// chooseOpen chooses what was left open and depends on the network: the paper's optimizer for it, and the head to train.
func chooseOpen(c *run.Config) error {
	if c.Optimizer.Name == "" {
		c.Optimizer.Name = paper.Config(c.Model, 1).Optimizer.Name
	}
	if c.Trainable != "" {
		return nil
	}
	m, err := network.New(c.Model, c.Image.Size, c.Head, 2) // with any number of classes
	if err != nil {
		return err
	}
	c.Trainable = strconv.Itoa(len(m.Layers) - m.Base) // as a number, which names the run as the paper counts
	return nil
}

// complete fills in defaults and drops what the kind of split does not use.
func complete(c run.Config) run.Config {
	if c.Split.Kind == "holdout" {
		c.Split.Folds, c.Split.Fold = 0, 0
	} else {
		c.Split.TestSize = 0
	}
	if c.Data != "paper" && c.Data != "demo" {
		c.Data = filepath.Clean(c.Data) // "photos/", as a shell completes it, is the same run as "photos"
	}
	return paper.Normal(c)
}

// runName names a run after its settings and, with a user's own images, after their folder.
func runName(c run.Config) (string, error) {
	name := paper.RunName(c)
	if c.Data == "paper" || c.Data == "demo" {
		return name, nil
	}
	folder, err := filepath.Abs(c.Data) // "." has no name of its own
	return filepath.Base(folder) + "-" + name, err
}

// checkTrain refuses what would be taken for something else or found only after a training.
func checkTrain(c run.Config, name string, o fit.Options) error {
	if o.Resume && o.Force {
		return fmt.Errorf("choose --resume, which keeps the run, or --force, which replaces it")
	}
	// A run has a folder of its own: not the one that holds all runs, or one above.
	if name != "" && (name != filepath.Base(name) || name == "." || name == "..") {
		return fmt.Errorf("--name %s: give a name without folders; --results says where the runs are", name)
	}
	if c.Optimizer.LearningRate == 0 { // elsewhere 0 stands for the default
		return fmt.Errorf("learning rate 0: nothing would be learned; give a number above 0, such as 0.001")
	}
	if c.Epochs < 1 || c.Batch < 1 {
		return fmt.Errorf("%d epochs in batches of %d: both must be at least 1", c.Epochs, c.Batch)
	}
	switch s := c.Split; {
	case s.Kind == "holdout" && !(s.TestSize > 0 && s.TestSize < 1):
		return fmt.Errorf("--test-size %g: give a share of the images between 0 and 1, such as 0.2", s.TestSize)
	case s.Kind != "holdout" && (s.Folds < 2 || s.Fold < 1 || s.Fold > s.Folds):
		return fmt.Errorf("fold %d of %d: there are two folds or more, and they are numbered from 1", s.Fold, s.Folds)
	}
	m, err := network.New(c.Model, c.Image.Size, c.Head, 2) // with any number of classes
	if err != nil {
		return err
	}
	if _, err := fit.Mask(m, c.Trainable); err != nil {
		return err
	}
	if err := dataset.CheckInterpolation(c.Image.Interpolation); err != nil {
		return err
	}
	_, err = fit.Rule(c.Optimizer)
	return err
}

// checkSplitFlags refuses flags that the kind of split would pass over.
func checkSplitFlags(flags *pflag.FlagSet, kind string) error {
	other := map[string]string{"folds": "kfold or stratified", "fold": "kfold or stratified"}
	switch kind {
	case "holdout":
	case "kfold", "stratified":
		other = map[string]string{"test-size": "holdout"}
	default:
		return fmt.Errorf("split %q: choose holdout, kfold or stratified", kind)
	}
	for name, needs := range other {
		if flags.Changed(name) {
			return fmt.Errorf("--%s goes with --split %s, and the split is %s", name, needs, kind)
		}
	}
	return nil
}
