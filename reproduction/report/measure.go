package report

import (
	"math"
	"sort"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// Measurement is what one seed gave for one row of the paper: one training, or five folds together.
type Measurement struct {
	Row   paper.Row
	Seed  uint32
	Runs  []*run.Run // one, or five in the order of the folds
	Epoch int        // the epoch read; a 200-epoch run also fills 100-epoch rows

	Correct  int       // test images classified correctly, over all folds
	Total    int       // test images, over all folds
	Accuracy float64   // percent; k-fold: mean of the folds' accuracies, as the paper has it
	Folds    []float64 // percent, of each fold
	StdFolds float64   // percent, population standard deviation of the folds' accuracies, as the paper has it
	Loss     float64   // test loss; k-fold: mean over the folds

	TrainLoss     float64 // running mean over the epoch with dropout on, as Keras' history has it
	TrainAccuracy float64 // percent, likewise

	Recent  []float64 // accuracy, as in Accuracy, of the last ten epochs up to Epoch
	Lowest  float64   // lowest test loss up to Epoch; k-fold: mean over the folds
	Early   float64   // training loss at a tenth of the row's epochs, to tell slow starts from fast ones
	Seconds float64   // of the epochs up to Epoch with their evaluation, summed over the folds; NaN if not recorded
}

// Shared says whether the measurement was read in the middle of longer trainings.
func (m Measurement) Shared() bool {
	for _, r := range m.Runs {
		if r.Config.Epochs > m.Epoch {
			return true
		}
	}
	return false
}

// Measure reads epoch of the runs that make one row for one seed. The epoch must be in each run's history.
func Measure(row paper.Row, epoch int, runs ...*run.Run) Measurement {
	m := Measurement{Row: row, Runs: runs, Epoch: epoch}
	n := float64(len(runs))
	for _, r := range runs {
		e := r.History[epoch-1]
		m.Seed = r.Config.Seeds.Init
		m.Correct += e.ValCorrect
		m.Total += testImages(r, e)
		m.Folds = append(m.Folds, 100*e.ValAccuracy)
		m.Accuracy += 100 * e.ValAccuracy / n
		m.Loss += e.ValLoss / n
		m.TrainLoss += e.Loss / n
		m.TrainAccuracy += 100 * e.Accuracy / n
		lowest := math.Inf(1)
		for _, e := range r.History[:epoch] {
			lowest = math.Min(lowest, e.ValLoss)
		}
		m.Lowest += lowest / n
		m.Early += r.History[max(1, epoch/10)-1].Loss / n
		m.Seconds += seconds(r, epoch)
	}
	for _, a := range m.Folds {
		m.StdFolds += (a - m.Accuracy) * (a - m.Accuracy) / n
	}
	m.StdFolds = math.Sqrt(m.StdFolds)
	for e := max(0, epoch-10); e < epoch; e++ {
		a := 0.0
		for _, r := range runs {
			a += 100 * r.History[e].ValAccuracy / n
		}
		m.Recent = append(m.Recent, a)
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

// seconds sums the first epochs of a run: what they took by themselves, without the prefix and the compiler, which a
// row shares with others.
func seconds(r *run.Run, epochs int) float64 {
	if len(r.EpochSeconds) < epochs {
		return math.NaN()
	}
	sum := 0.0
	for _, s := range r.EpochSeconds[:epochs] {
		sum += s
	}
	return sum
}

// Fill returns the measurements that runs give for a row, one for each seed that is complete, by seed. Where a seed
// was trained for 100 and for 200 epochs, a row of 100 epochs takes the training that ends there.
func Fill(row paper.Row, runs []*run.Run) []Measurement {
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
	var all []Measurement
	for _, group := range groups {
		if row.Protocol == paper.FiveFold && len(group) < paper.Folds {
			continue
		}
		sort.Slice(group, func(i, j int) bool { return group[i].Config.Split.Fold < group[j].Config.Split.Fold })
		all = append(all, Measure(row, row.Epochs, group...))
	}
	sort.Slice(all, func(i, j int) bool { return less(all[i].Runs[0].Config.Seeds, all[j].Runs[0].Config.Seeds) })
	return all
}

func less(a, b run.Seeds) bool {
	if a.Init != b.Init {
		return a.Init < b.Init
	}
	if a.Shuffle != b.Shuffle {
		return a.Shuffle < b.Shuffle
	}
	return a.Dropout < b.Dropout
}
