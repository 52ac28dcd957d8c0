package fit

import (
	"fmt"
	"slices"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/split"
)

// Split divides n images as a configuration says: the training images and the test images.
func Split(c run.Config, labels []int) (train, test []int, err error) {
	n := len(labels)
	switch k := c.Split; k.Kind {
	case "holdout":
		return split.HoldOut(n, k.TestSize, c.Seeds.Split)
	case "kfold", "stratified":
		if k.Fold < 1 || k.Fold > k.Folds {
			return nil, nil, fmt.Errorf("fold %d of %d: folds count from 1", k.Fold, k.Folds)
		}
		var folds []split.Fold
		if k.Kind == "kfold" {
			folds, err = split.Folds(n, k.Folds, c.Seeds.Split)
		} else {
			folds, err = split.StratifiedKFold{N: k.Folds, Shuffle: true, Seed: c.Seeds.Split}.Split(labels)
		}
		if err != nil {
			return nil, nil, err
		}
		return folds[k.Fold-1].Train, folds[k.Fold-1].Test, nil
	}
	return nil, nil, fmt.Errorf("split %q: choose holdout, kfold or stratified", c.Split.Kind)
}

// warnOfSmallClass says so when the smallest class has fewer images than there are stratified folds: some test sets lack
// it, and what was measured on them says nothing of it.
func warnOfSmallClass(watch progress.Observer, k run.Split, d *dataset.Dataset) {
	counts := d.Counts()
	least := slices.Min(counts)
	if watch == nil || k.Kind != "stratified" || least >= k.Folds {
		return
	}
	fix := "add images to it"
	if least > 1 {
		fix += fmt.Sprintf(", or give at most %d folds", least)
	}
	progress.Warnf(watch, "%s: class %s has %d images, fewer than the %d folds, so some test sets lack it: %s",
		d.Name, d.Classes[slices.Index(counts, least)], least, k.Folds, fix)
}
