//go:build cgo

package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/images"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/cobra"
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
	settingFlags(f, &c, &seed)
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
