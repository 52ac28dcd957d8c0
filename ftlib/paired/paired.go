// Package paired decides whether one training is more accurate than another from what both made of the same images.
//
// Two accuracies on the same test images are not independent: most images are easy, or hard, for both. The difference
// image by image says much more than two intervals that overlap.
//
//	r, err := paired.Compare(sixLayers, sixteenLayers, paired.Options{})
//	fmt.Println(r.Verdict, r.Difference, r.Low, r.High)
package paired

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/mt19937"
)

// Quantity is what is compared of each image.
type Quantity string

// The quantities.
const (
	Accuracy Quantity = "accuracy" // 1 where the class is right, else 0
	Loss     Quantity = "loss"     // cross-entropy in nats
)

// Options say how to compare. What is zero has a default.
type Options struct {
	Quantity   Quantity            // Accuracy
	Group      func(string) string // what an image moves together with, such as its copies, by its file; each image by itself
	Replicates int                 // of the bootstrap; 10,000
	Seed       uint32              // of the bootstrap
	Margin     float64             // differences of no interest; 0.02, of an accuracy two points
}

// Verdict says what a comparison has shown.
type Verdict string

// The verdicts.
const (
	Higher       Verdict = "higher"        // the interval of the difference lies above 0
	Lower        Verdict = "lower"         // it lies below 0
	NoDifference Verdict = "no difference" // it has 0 in it and lies within the margin
	Undecided    Verdict = "undecided"
)

// Result is a comparison of a first with a second training.
type Result struct {
	Images, Groups int // images that all runs have tested, and groups of those that move together
	Seeds          [2]int
	Means          [2]float64
	Difference     float64 // first less second
	Low, High      float64 // 95 % interval of the difference
	P              float64 // two-sided, from the bootstrap; of several comparisons see Holm
	Verdict        Verdict
	Needed         int // images of this kind that would decide it at this difference; 0 where it is decided
}

// Compare compares the finished runs of one training with those of another: several seeds, all folds of a
// cross-validation. An image's value is the mean over the seeds; the interval is that of a bootstrap (percentiles)
// which draws seeds of each side, then groups of images; where no image differs, that of no exception among so many.
func Compare(first, second []*run.Run, o Options) (Result, error) {
	o.Quantity, o.Replicates, o.Margin = cmp.Or(o.Quantity, Accuracy), cmp.Or(o.Replicates, 10000), cmp.Or(o.Margin, 0.02)
	if o.Group == nil {
		o.Group = func(file string) string { return file }
	}
	var sides [2][]map[string]float64
	for i, runs := range [][]*run.Run{first, second} {
		var err error
		if sides[i], err = valuesOf(runs, o.Quantity); err != nil {
			return Result{}, err
		}
	}
	d := design(sides, o.Group)
	if d.images == 0 {
		return Result{}, errors.New("the two have tested no image in common: compare runs on the same images and the " +
			"same split")
	}
	r := Result{Images: d.images, Groups: len(d.sizes), Seeds: [2]int{len(sides[0]), len(sides[1])}}
	for i := range d.sums {
		r.Means[i] = d.mean(i)
	}
	r.Difference = r.Means[0] - r.Means[1]
	draws := d.bootstrap(mt19937.New(o.Seed), o.Replicates)
	below, above := 0, 0
	for _, v := range draws {
		if v <= 0 {
			below++
		}
		if v >= 0 {
			above++
		}
	}
	r.P = math.Min(1, 2*float64(min(below, above)+1)/float64(o.Replicates+1))
	slices.Sort(draws)
	r.Low, r.High = quantile(draws, 0.025), quantile(draws, 0.975)
	if o.Quantity == Accuracy && r.Low == r.High {
		// All images are alike to the bootstrap, which says nothing of the others that there are: with no exception among n
		// the share of exceptions may be as high as this (the exact bound that "3/n" stands for).
		rest := 1 - math.Pow(0.05, 1/float64(r.Groups))
		r.Low, r.High = max(-1, r.Low-rest), min(1, r.High+rest)
	}
	r.judge(o.Margin)
	return r, nil
}

// judge reads the interval.
func (r *Result) judge(margin float64) {
	switch {
	case r.Low > 0:
		r.Verdict = Higher
	case r.High < 0:
		r.Verdict = Lower
	case r.Low >= -margin && r.High <= margin:
		r.Verdict = NoDifference
	default:
		r.Verdict = Undecided
		// The interval shrinks like the root of the number of images: until 0, or the margin, is outside.
		half, reach := (r.High-r.Low)/2, math.Max(math.Abs(r.Difference), margin-math.Abs(r.Difference))
		if reach > 0 {
			r.Needed = int(math.Ceil(float64(r.Images) * (half / reach) * (half / reach)))
		}
	}
}

// valuesOf are the values of the images, seed by seed. Folds of one seed are put together.
func valuesOf(runs []*run.Run, q Quantity) ([]map[string]float64, error) {
	if len(runs) == 0 {
		return nil, errors.New("no run to compare")
	}
	seeds := map[run.Seeds]map[string]float64{}
	for _, r := range runs {
		if r.Result == nil {
			return nil, fmt.Errorf("%s: %w", r.Name(), run.ErrUnfinished)
		}
		of := seeds[r.Config.Seeds]
		if of == nil {
			of = map[string]float64{}
			seeds[r.Config.Seeds] = of
		}
		for _, p := range r.Result.Predictions {
			if _, twice := of[p.File]; twice {
				return nil, fmt.Errorf("%s tests %s, which another run of the same seed has tested: give each seed and fold once",
					r.Name(), p.File)
			}
			switch {
			case q == Loss:
				of[p.File] = p.Loss
			case p.Guess == p.Class:
				of[p.File] = 1
			default:
				of[p.File] = 0
			}
		}
	}
	var all []map[string]float64
	for _, s := range slices.SortedFunc(maps.Keys(seeds), bySeed) {
		all = append(all, seeds[s])
	}
	return all, nil
}

func bySeed(a, b run.Seeds) int {
	return cmp.Or(cmp.Compare(a.Init, b.Init), cmp.Compare(a.Shuffle, b.Shuffle), cmp.Compare(a.Dropout, b.Dropout),
		cmp.Compare(a.Split, b.Split))
}
