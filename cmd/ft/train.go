//go:build cgo

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/cobra"
)

func trainCommand() *cobra.Command {
	var t training
	cmd := &cobra.Command{
		Use:   "train --data DIR",
		Short: "Train on a folder of images and record the run",
		Long: `Train on a folder of images and record the run.

Your own images are divided 80/10/10 into training, validation and test images, class by class. Training stops when the
validation loss has not improved for 8 epochs, 50 at most (more where an epoch is only a few steps), and keeps the weights
of the best epoch; the test images are looked at once, at the end. From 500 training images on, ResNet50's last
block is trained with the head. Every one of these can be set.`,
		Example: `  ft train --data photos
  ft train --data photos --class-weight balanced --early-stopping 10 --schedule cosine --warmup 3 --epochs 100
  ft train --data scans --groups patients.csv --folds 5
  ft train --data photos --seeds 5 --resume
  ft train --data photos --optimizer sgd --learning-rate 0.01 --momentum 0.9 --nesterov --weight-decay 0.0001
  ft train --data photos --model vgg16 --trainable 'block5,fc*,output' --epochs 50
  ft train --data photos --head 512,drop0.5,256,drop0.5 --seed 3 --name third-try
  ft train --data photos --augment flip,crop
  ft train --data photos --augment flip,rotation=0.1,zoom=0.2
  ft train --from results/runs/mine --trainable conv5_block3,head --learning-rate 1e-5 --freeze-batch-norm
  ft train --data photos --phases 'head:5:1e-3;conv5_block3,head:10:1e-5' --layer-rates conv5_block3=0.5
  ft train --config my.yaml --resume`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return t.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVar(&t.file, "config", "", configUsage)
	settingFlags(f, &t.config, &t.seed)
	f.StringVar(&t.phases, "phases", "",
		"train in phases, each from the weights of the one before: layers, epochs and rate, as in "+
			"'head:5:1e-3;conv5_block3,head:10:1e-5'")
	intVar(f, &t.seeds, "seeds", 0, "train so many runs, with seeds of their own, from --seed on")
	f.StringVar(&t.name, "name", "",
		"name of the run folder, or of several as their beginning; made from the settings when left out")
	f.StringVar(&t.results, "results", "results", "folder of results")
	f.BoolVar(&t.options.Resume, "resume", false,
		"go on with an interrupted run, or with a finished one that kept its state for more --epochs; of several, skip "+
			"what is finished")
	f.BoolVar(&t.options.Force, "force", false, "replace a run of the same name")
	return cmd
}

const configUsage = "file of settings: YAML as in docs/training.md, or a run's config.json; flags given beside it " +
	"win. Only there: rho, beta_1, beta_2, epsilon of the optimizer"

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
	base := run.ForImages(c.Split.Kind)
	base.Model = c.Model
	folder, err := filepath.Abs(c.Data) // "." has no name of its own
	// Lists leave out hidden folders.
	return strings.TrimLeft(filepath.Base(folder)+"-"+run.Name(c, base), ".-"), err
}

// checkName refuses a run that could not be recorded as it is meant.
func checkName(name string, o fit.Options) error {
	if o.Resume && o.Force {
		return fmt.Errorf("choose --resume, which keeps the run, or --force, which replaces it")
	}
	// A run has a folder of its own: not the one that holds all runs, or one above.
	if name != "" && name != filepath.Base(name) {
		return fmt.Errorf("--name %s: give a name without folders; --results says where the runs are", name)
	}
	if strings.HasPrefix(name, ".") {
		return fmt.Errorf("--name %s: give a name that does not begin with a dot: lists leave out hidden folders", name)
	}
	if len(name) > longestName {
		return fmt.Errorf("--name has %d bytes: give at most %d, which a file system takes with what is added", len(name),
			longestName)
	}
	return nil
}

// longestName leaves of the 255 bytes of a file's name some for the endings of a series and for locks.
const longestName = 200
