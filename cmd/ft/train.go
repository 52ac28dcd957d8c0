//go:build cgo

package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/images"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func trainCommand() *cobra.Command {
	c := run.Default()
	var file, name, results string
	var seed uint32
	var o fit.Options
	cmd := &cobra.Command{
		Use:   "train --data DIR",
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
				c = c.WithSeed(seed)
			}
			if err := cmp.Or(checkTrainFlags(cmd.Flags(), c.Split.Kind), checkName(name, o)); err != nil {
				return usageError{err}
			}
			if c.Data == "" {
				return usageError{errors.New("--data DIR names the images: a folder with one sub-folder a class")}
			}
			c.Data = dataOf(c.Data)
			setup, err := paper.Catalog("").Resolve(c, 2) // with any number of classes
			if err != nil {
				return usageError{err}
			}
			c = setup.Config
			s, err := session(cmd.Context(), "")
			if err != nil {
				return err
			}
			defer closeSession(s)
			if c.Split, err = givenSplit(cmd, s, c, file != ""); err != nil {
				return err
			}
			if name == "" {
				if name, err = runName(c); err != nil {
					return err
				}
			}
			o.Dir = filepath.Join(results, "runs", name)
			r, err := s.Run(cmd.Context(), c, o)
			if errors.Is(err, images.ErrAbsent) {
				return fmt.Errorf("%w, or train on images of your own with --data DIR, or on drawn ones with --data demo", err)
			}
			if errors.Is(err, fit.ErrStopped) {
				return fmt.Errorf("%w; go on with --resume", err)
			}
			if err != nil {
				return err
			}
			t := r.Result.Test
			fmt.Printf("%s: %d of %d test images right (%.2f %%), loss %.4f, %.1f s\n", printable.Line(r.Dir), t.Correct,
				t.Total, 100*t.Accuracy, t.Loss, r.Result.Seconds.Total)
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&file, "config", "",
		"file of settings: YAML as in docs/training.md, or a run's config.json; flags given beside it win. Only there: rho, beta_1, beta_2, epsilon of the optimizer")
	f.StringVar(&c.Data, "data", c.Data,
		`folder with one sub-folder a class; where there is no folder "paper" or "demo", these are the paper's and drawn images`)
	f.StringVar(&c.Model, "model", c.Model, "vgg16 or resnet50")
	f.StringVar(&c.Head, "head", c.Head,
		`layers above the base: "flatten" or "avg" (the network's own when left out), units, dropout rates, as in "512,drop0.5,256,drop0.5"; "none" for the output alone`)
	f.StringVar(&c.Trainable, "trainable", c.Trainable, `last N layers, or names and globs ("block5,fc*"), head, all`)
	f.StringVar(&c.Weights, "weights", c.Weights,
		"imagenet, random, or a file (.h5, .npz, .safetensors, .onnx, TF.js folder)")
	intVar(f, &c.Image.Size, "image", c.Image.Size, "side of the images in pixels")
	f.StringVar(&c.Image.Interpolation, "interpolation", c.Image.Interpolation,
		strings.Join(dataset.Interpolations(), ", ")+"; Keras' load_img has nearest")
	f.BoolVar(&c.Image.Exif, "exif", false, exifUsage)
	f.StringVar(&c.Split.Kind, "split", c.Split.Kind,
		"holdout (scikit-learn's shuffle, then train_test_split, both with the split's seed), kfold, stratified, or folders: the images are in folders train, val and test")
	f.Float64Var(&c.Split.TestSize, "test-size", c.Split.TestSize, "hold-out: share of the images to test on")
	folds := run.Split{Kind: "kfold"}.WithDefaults()
	intVar(f, &c.Split.Folds, "folds", folds.Folds, "kfold, stratified: number of folds")
	intVar(f, &c.Split.Fold, "fold", folds.Fold, "kfold, stratified: fold to test on, from 1")
	f.StringVar(&c.Optimizer.Name, "optimizer", c.Optimizer.Name, "adam or adadelta")
	f.Float64Var(&c.Optimizer.LearningRate, "learning-rate", c.Optimizer.LearningRate, "learning rate")
	intVar(f, &c.Batch, "batch", c.Batch, "images a step")
	intVar(f, &c.Epochs, "epochs", c.Epochs, "passes over the training images")
	intVar(f, &seed, "seed", c.Seeds.Init, "seed of shuffling, head weights and dropout together")
	intVar(f, &c.Seeds.Split, "split-seed", c.Seeds.Split, "seed of the split")
	f.StringVar(&name, "name", "", "name of the run folder; made from the settings when left out")
	f.StringVar(&results, "results", "results", "folder of results")
	f.BoolVar(&o.Resume, "resume", false, "go on with an interrupted run")
	f.BoolVar(&o.Force, "force", false, "replace a run of the same name")
	return cmd
}

// givenSplit is the split to train on: where nothing is said of it and the images lie in folders train, val and test,
// theirs.
func givenSplit(cmd *cobra.Command, s *fit.Session, c run.Config, fromFile bool) (run.Split, error) {
	for _, flag := range []string{"split", "test-size", "folds", "fold"} {
		if fromFile || cmd.Flags().Changed(flag) {
			return c.Split, nil
		}
	}
	d, err := s.ImagesAs(cmd.Context(), c.Data, c.Image)
	if err != nil || d.Parts == nil {
		return c.Split, err
	}
	progress.Infof(s.Progress, "%s: training and testing on the parts that its folders give (--split folders)", d.Name)
	return run.Split{Kind: "folders"}, nil
}

// dataOf is the data of a configuration for what a user has named: a folder if there is one, else a registered name. A
// folder that is called as one of these is written so that it cannot be taken for it.
func dataOf(named string) string {
	names := paper.Catalog("").Data
	if names[named] != nil {
		if info, err := os.Stat(named); err != nil || !info.IsDir() {
			return named
		}
	}
	folder := filepath.Clean(named) // "photos/", as a shell completes it, is the same run as "photos"
	if names[folder] != nil {
		folder = "." + string(filepath.Separator) + folder
	}
	return folder
}

// runName names a run after its settings and, with a user's own images, after their folder.
func runName(c run.Config) (string, error) {
	if paper.Catalog("").Data[c.Data] != nil {
		return paper.RunName(c), nil
	}
	base := run.Default()
	base.Model = c.Model
	folder, err := filepath.Abs(c.Data) // "." has no name of its own
	return filepath.Base(folder) + "-" + run.Name(c, base), err
}

// checkName refuses a run that could not be recorded as it is meant.
func checkName(name string, o fit.Options) error {
	if o.Resume && o.Force {
		return fmt.Errorf("choose --resume, which keeps the run, or --force, which replaces it")
	}
	// A run has a folder of its own: not the one that holds all runs, or one above.
	if name != "" && (name != filepath.Base(name) || name == "." || name == "..") {
		return fmt.Errorf("--name %s: give a name without folders; --results says where the runs are", name)
	}
	return nil
}

// checkTrainFlags refuses flags that the kind of split would pass over, and a 0 that stands for a default elsewhere.
func checkTrainFlags(flags *pflag.FlagSet, kind string) error {
	other := map[string]string{"folds": "kfold or stratified", "fold": "kfold or stratified"}
	switch kind {
	case "kfold", "stratified":
		other = map[string]string{"test-size": "holdout"}
	case "folders":
		other["test-size"] = "holdout"
	}
	for name, needs := range other {
		if flags.Changed(name) {
			return fmt.Errorf("--%s goes with --split %s, and the split is %s", name, needs, kind)
		}
	}
	var err error
	flags.Visit(func(f *pflag.Flag) {
		switch value := f.Value.String(); f.Name {
		case "learning-rate", "test-size", "folds", "fold", "batch", "epochs", "image":
			if value == "0" {
				err = fmt.Errorf("--%s 0: give a number above 0; left out, it is %s", f.Name, f.DefValue)
			}
		case "model", "trainable", "weights", "interpolation", "split", "optimizer":
			if value == "" {
				err = fmt.Errorf("--%s is empty: leave it out for %s", f.Name, f.DefValue)
			}
		}
	})
	return err
}
