package report

import (
	"math"
	"slices"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// quantity is one kind of number that is measured, and most of them in the paper's tables.
type quantity struct {
	name   string // "test accuracy"
	unit   string // "%", "s" or "" for nats
	macro  string // its part of a LaTeX macro's name; "" where the paper's tables don't have it
	theirs func(paper.Row) float64
	ours   func(measurement) float64
	number func(float64) string // as tables show it
	// counts are the images that an accuracy stands for: the paper's, our mean over the seeds, and of how many. The
	// paper's are -1 where ours are other images. It is nil for what is no accuracy.
	counts func(row paper.Row, all []measurement) (theirs int, ours float64, n int)
}

var (
	testAccuracy = quantity{
		"test accuracy", "%", "Acc",
		func(r paper.Row) float64 { return r.TestAccuracy }, func(m measurement) float64 { return m.accuracy },
		table.Decimals(2), testCounts,
	}
	testLoss = quantity{
		"test loss", "", "Loss",
		func(r paper.Row) float64 { return r.TestLoss }, func(m measurement) float64 { return m.loss },
		table.Digits(3), nil,
	}
	trainAccuracy = quantity{
		"train accuracy", "%", "TrainAcc",
		func(r paper.Row) float64 { return r.TrainAccuracy }, func(m measurement) float64 { return m.trainAccuracy },
		table.Decimals(2), trainCounts,
	}
	trainLoss = quantity{
		"train loss", "", "TrainLoss",
		func(r paper.Row) float64 { return r.TrainLoss }, func(m measurement) float64 { return m.trainLoss },
		table.Digits(3), nil,
	}
	meanAccuracy = quantity{
		"mean accuracy", "%", "Acc",
		func(r paper.Row) float64 { return r.MeanAccuracy }, func(m measurement) float64 { return m.accuracy },
		table.Decimals(2), testCounts,
	}
	meanLoss = quantity{
		"mean loss", "", "Loss",
		func(r paper.Row) float64 { return r.MeanLoss }, func(m measurement) float64 { return m.loss },
		table.Digits(3), nil,
	}
	stdAccuracy = quantity{
		"deviation over folds", "%", "Std",
		func(r paper.Row) float64 { return r.StdAccuracy }, func(m measurement) float64 { return m.stdFolds },
		table.Decimals(2), nil,
	}
	trainTime = quantity{
		"time", "s", "Seconds",
		func(r paper.Row) float64 { return r.Seconds }, func(m measurement) float64 { return m.seconds },
		table.Digits(3), nil,
	}
)

// What claims take beside the tables' numbers. The paper's tables give no curves.
var (
	gap = quantity{name: "gap", theirs: func(r paper.Row) float64 {
		if r.Protocol == paper.FiveFold {
			return 0
		}
		return r.TestLoss - r.TrainLoss
	}, ours: func(m measurement) float64 { return m.loss - m.trainLoss }}
	rise  = quantity{name: "rise", theirs: unknown, ours: func(m measurement) float64 { return m.loss / m.lowest }}
	early = quantity{name: "early", theirs: unknown, ours: func(m measurement) float64 { return m.early }}
)

func unknown(paper.Row) float64 { return 0 }

// quantities are the numbers that the paper's tables of a protocol hold, in the paper's order of columns, and what
// claims take beside them.
func quantities(protocol string) []quantity {
	if protocol == paper.FiveFold {
		return []quantity{trainTime, meanLoss, meanAccuracy, stdAccuracy, gap, rise, early}
	}
	return []quantity{trainTime, trainLoss, trainAccuracy, testLoss, testAccuracy, gap, rise, early}
}

// isLoss says whether the quantity is compared by ratio.
func (q quantity) isLoss() bool { return q.macro != "" && q.unit == "" }

// label is the quantity's name with its unit, for the head of a column.
func (q quantity) label() string {
	if q.unit == "" {
		return q.name
	}
	return q.name + " (" + q.unit + ")"
}

func testCounts(row paper.Row, all []measurement) (theirs int, ours float64, n int) {
	for _, m := range all {
		ours += float64(m.correct) / float64(len(all))
		n = m.total
	}
	if n != row.Total() { // other images than the paper's: counts don't compare
		return -1, ours, n
	}
	return row.Correct(), ours, n
}

func trainCounts(row paper.Row, all []measurement) (theirs int, ours float64, n int) {
	accuracy := summarize(all, func(m measurement) float64 { return m.trainAccuracy }).mean / 100
	return row.TrainCorrect(), accuracy * paper.TrainImages, paper.TrainImages
}

// summary describes one number over several seeds.
type summary struct {
	mean, std float64 // std is the sample deviation over seeds, 0 for one seed
	min, max  float64
	n         int
}

// summarize describes what is picked of each seed. Of none it is no number.
func summarize(all []measurement, pick func(measurement) float64) summary {
	values := make([]float64, len(all))
	for i, m := range all {
		values[i] = pick(m)
	}
	return summaryOf(values)
}

func summaryOf(values []float64) summary {
	if len(values) == 0 {
		return summary{mean: math.NaN(), std: math.NaN(), min: math.NaN(), max: math.NaN()}
	}
	s := summary{n: len(values), min: slices.Min(values), max: slices.Max(values)}
	s.mean, s.std = run.Spread(values)
	return s
}

// text is the mean, with the deviation where there are several seeds: "97.41 ± 0.82".
func (s summary) text(number func(float64) string) string {
	mean := number(s.mean)
	if s.n < 2 {
		return mean
	}
	return mean + " ± " + table.Like(mean)(s.std)
}

// between is the smallest and largest value over several seeds: "95.68 to 98.15"; empty for one.
func (s summary) between(number func(float64) string) string {
	if s.n < 2 {
		return ""
	}
	return number(s.min) + " to " + number(s.max)
}
