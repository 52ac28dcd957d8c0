package fit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
)

const (
	fewImages  = 5  // of a class in a part: below, what is learned or measured of it is chance
	imbalanced = 10 // times as many images in the largest class as in the smallest
)

// warnOfSplit says what makes a training, or what is measured of it, mean little.
func warnOfSplit(watch progress.Observer, d *dataset.Dataset, s run.Split, division Division) error {
	remedy := "add images to it"
	if _, _, _, shares := s.Shares(); s.Kind == "holdout" || s.Kind == "kfold" || shares && s.Groups != "" {
		remedy += ", or split stratified" // the others are
	}
	train, test := division.Train, division.Test
	for _, part := range []struct {
		name   string
		images []int
		none   string
	}{{"training", train, "the network cannot learn it"},
		{"validation", division.Validation, "which epoch is the best for it is not known"},
		{"test", test, "the accuracy says nothing of it"}} {
		if part.images == nil {
			continue
		}
		counts := make([]int, len(d.Classes))
		for _, i := range part.images {
			counts[d.Labels[i]]++
		}
		var none, few []string
		for class, n := range counts {
			switch {
			case n == 0:
				none = append(none, fmt.Sprintf("%q", d.Classes[class]))
			case n < fewImages:
				few = append(few, fmt.Sprintf("%q (%d)", d.Classes[class], n))
			}
		}
		if none != nil {
			progress.Warnf(watch, "%s: no %s image is of class %s: %s; %s", d.Name, part.name, some(none),
				part.none, remedy)
		}
		if few != nil {
			progress.Warnf(watch, "%s: fewer than %d %s images of class %s: add images to it", d.Name, fewImages, part.name,
				some(few))
		}
	}
	if counts := d.Counts(); slices.Max(counts) > imbalanced*slices.Min(counts) {
		least := slices.Index(counts, slices.Min(counts))
		progress.Warnf(watch, "%s: class %q has %d images and %q has %d: the accuracy is mostly that of the large one; "+
			"look at the confusion matrix",
			d.Name, d.Classes[slices.Index(counts, slices.Max(counts))], slices.Max(counts), d.Classes[least], counts[least])
	}
	groups, err := d.Duplicates()
	if err != nil {
		return err
	}
	if n := dataset.AcrossSplit(groups, train, test); n > 0 {
		progress.Warnf(watch, "%s: %d of %d test images have an identical copy among the training images, so that they "+
			"test little: remove copies; %s lists them",
			d.Name, n, len(test), DataFile)
	}
	return nil
}

// someQuoted is some for names that may hold anything, such as a comma or a line feed.
func someQuoted(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	return some(quoted)
}

// some names the first few.
func some(names []string) string {
	const most = 5
	if len(names) > most {
		names = append(names[:most:most], fmt.Sprintf("%d more", len(names)-most))
	}
	return strings.Join(names, ", ")
}
