package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// measurement is what one seed gave for one row of the paper: one training, or five folds together.
type measurement struct {
	seed  uint32
	runs  []*run.Run // one, or five in the order of the folds
	epoch int        // the epoch read; a 200-epoch run also fills 100-epoch rows

	correct  int     // test images classified correctly, over all folds
	total    int     // test images, over all folds
	accuracy float64 // percent; k-fold: mean of the folds' accuracies, as the paper has it
	stdFolds float64 // percent, population standard deviation of the folds' accuracies, as the paper has it
	loss     float64 // test loss; k-fold: mean over the folds

	trainLoss     float64 // running mean over the epoch with dropout on, as Keras' history has it
	trainAccuracy float64 // percent, likewise

	recent  []float64 // accuracy, as in accuracy, of the last ten epochs up to epoch
	lowest  float64   // lowest test loss up to epoch; k-fold: mean over the folds
	early   float64   // training loss at a tenth of the row's epochs, to tell slow starts from fast ones
	seconds float64   // of the epochs up to epoch with their evaluation, summed over the folds; NaN if not recorded
}

// shared says whether the measurement was read in the middle of longer trainings.
func (m measurement) shared() bool {
	return slices.ContainsFunc(m.runs, func(r *run.Run) bool { return r.Config.Epochs > m.epoch })
}

// measure reads epoch of the runs that make one row for one seed. The epoch must be in each run's history.
func measure(epoch int, runs ...*run.Run) measurement {
	m := measurement{runs: runs, epoch: epoch}
	n := float64(len(runs))
	for _, r := range runs {
		e := r.History[epoch-1]
		m.seed = r.Config.Seeds.Init
		m.correct += e.ValCorrect
		m.total += testImages(r, e)
		m.accuracy += 100 * e.ValAccuracy / n
		m.loss += e.ValLoss / n
		m.trainLoss += e.Loss / n
		m.trainAccuracy += 100 * e.Accuracy / n
		lowest := math.Inf(1)
		for _, e := range r.History[:epoch] {
			lowest = math.Min(lowest, e.ValLoss)
		}
		m.lowest += lowest / n
		m.early += r.History[max(1, epoch/10)-1].Loss / n
		m.seconds += r.Seconds(epoch)
	}
	for _, r := range runs {
		far := 100*r.History[epoch-1].ValAccuracy - m.accuracy
		m.stdFolds += far * far / n
	}
	m.stdFolds = math.Sqrt(m.stdFolds)
	for e := max(0, epoch-10); e < epoch; e++ {
		a := 0.0
		for _, r := range runs {
			a += 100 * r.History[e].ValAccuracy / n
		}
		m.recent = append(m.recent, a)
	}
	return m
}

func testImages(r *run.Run, e run.Epoch) int {
	if r.Result != nil && r.Result.Test.Total > 0 {
		return r.Result.Test.Total
	}
	if e.ValAccuracy > 0 {
		return int(math.Round(float64(e.ValCorrect) / e.ValAccuracy))
	}
	if f := r.Config.Split.Fold; f > 0 && f <= paper.Folds {
		return paper.FoldSizes[f-1]
	}
	return paper.TestImages
}

// fill returns the measurements that runs give for a row, one for each seed that is complete, by seed. Where a seed
// was trained for 100 and for 200 epochs, a row of 100 epochs takes the training that ends there.
func fill(row paper.Row, runs []*run.Run) []measurement {
	type key struct {
		seeds run.Seeds
		fold  int
	}
	best := map[key]*run.Run{}
	for _, r := range runs {
		if !row.Fits(r.Config) || len(r.History) < row.Epochs {
			continue
		}
		k := key{r.Config.Seeds, r.Config.Split.Fold}
		if old := best[k]; old == nil || r.Config.Epochs < old.Config.Epochs {
			best[k] = r
		}
	}
	groups := map[run.Seeds][]*run.Run{}
	for k, r := range best {
		groups[k.seeds] = append(groups[k.seeds], r)
	}
	var all []measurement
	for _, group := range groups {
		if row.Protocol == paper.FiveFold && len(group) < paper.Folds {
			continue
		}
		slices.SortFunc(group, func(x, y *run.Run) int { return cmp.Compare(x.Config.Split.Fold, y.Config.Split.Fold) })
		all = append(all, measure(row.Epochs, group...))
	}
	slices.SortFunc(all, func(x, y measurement) int {
		a, b := x.runs[0].Config.Seeds, y.runs[0].Config.Seeds
		return cmp.Or(cmp.Compare(a.Init, b.Init), cmp.Compare(a.Shuffle, b.Shuffle), cmp.Compare(a.Dropout, b.Dropout))
	})
	return all
}
