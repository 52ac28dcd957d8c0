package fit

import (
	"fmt"
	"slices"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
)

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
