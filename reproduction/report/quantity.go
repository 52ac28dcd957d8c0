package report

import (
	"math"

	"github.com/finetune-go/ft/reproduction/paper"
)

// Quantity is one kind of number in the paper's tables.
type Quantity struct {
	Name   string // "test accuracy"
	Unit   string // "%", "s" or "" for nats
	Macro  string // its part of a LaTeX macro's name
	paper  func(paper.Row) float64
	ours   func(Measurement) float64
	number func(float64) string
	judge  func(row paper.Row, all []Measurement) Verdict
}

var (
	testAccuracy = Quantity{
		"test accuracy", "%", "Acc",
		func(r paper.Row) float64 { return r.TestAccuracy },
		func(m Measurement) float64 { return m.Accuracy },
		decimals(2), judgeTest,
	}
	testLoss = Quantity{
		"test loss", "", "Loss",
		func(r paper.Row) float64 { return r.TestLoss },
		func(m Measurement) float64 { return m.Loss },
		digits(3), judgeLoss(func(r paper.Row) float64 { return r.TestLoss }, func(m Measurement) float64 { return m.Loss }),
	}
	trainAccuracy = Quantity{
		"train accuracy", "%", "TrainAcc",
		func(r paper.Row) float64 { return r.TrainAccuracy },
		func(m Measurement) float64 { return m.TrainAccuracy },
		decimals(2), judgeTrain,
	}
	trainLoss = Quantity{
		"train loss", "", "TrainLoss",
		func(r paper.Row) float64 { return r.TrainLoss },
		func(m Measurement) float64 { return m.TrainLoss },
		digits(3), judgeLoss(func(r paper.Row) float64 { return r.TrainLoss }, func(m Measurement) float64 { return m.TrainLoss }),
	}
	meanAccuracy = Quantity{
		"mean accuracy", "%", "Acc",
		func(r paper.Row) float64 { return r.MeanAccuracy },
		func(m Measurement) float64 { return m.Accuracy },
		decimals(2), judgeTest,
	}
	meanLoss = Quantity{
		"mean loss", "", "Loss",
		func(r paper.Row) float64 { return r.MeanLoss },
		func(m Measurement) float64 { return m.Loss },
		digits(3), judgeLoss(func(r paper.Row) float64 { return r.MeanLoss }, func(m Measurement) float64 { return m.Loss }),
	}
	stdAccuracy = Quantity{
		"deviation over folds", "%", "Std",
		func(r paper.Row) float64 { return r.StdAccuracy },
		func(m Measurement) float64 { return m.StdFolds },
		decimals(2), notJudged,
	}
	trainTime = Quantity{
		"time", "s", "Seconds",
		func(r paper.Row) float64 { return r.Seconds },
		func(m Measurement) float64 { return m.Seconds },
		digits(3), notJudged,
	}
)

// Quantities are the numbers that the paper's tables of a protocol hold, in the paper's order of columns.
func Quantities(protocol string) []Quantity {
	if protocol == paper.FiveFold {
		return []Quantity{trainTime, meanLoss, meanAccuracy, stdAccuracy}
	}
	return []Quantity{trainTime, trainLoss, trainAccuracy, testLoss, testAccuracy}
}

// Label is the quantity's name with its unit, for the head of a column.
func (q Quantity) Label() string {
	if q.Unit == "" {
		return q.Name
	}
	return q.Name + " (" + q.Unit + ")"
}

// Number writes a value of the quantity as tables show it: accuracies with two decimals, losses and times with three
// digits.
func (q Quantity) Number(v float64) string { return q.number(v) }

// difference is ours less the paper's, to the last digit that both are shown with.
func (q Quantity) difference(ours, theirs float64) string {
	a, b := q.Number(ours), q.Number(theirs)
	if len(b) < len(a) {
		a = b
	}
	return signed(like(a))(ours - theirs)
}

// Paper is the paper's value for a row.
func (q Quantity) Paper(row paper.Row) float64 { return q.paper(row) }

// Ours summarizes the quantity over the seeds.
func (q Quantity) Ours(all []Measurement) Summary {
	values := make([]float64, len(all))
	for i, m := range all {
		values[i] = q.ours(m)
	}
	if len(values) == 0 {
		return Summary{Mean: math.NaN(), Std: math.NaN(), Min: math.NaN(), Max: math.NaN()}
	}
	return Summarize(values)
}

// Judge compares our measurements of a row with the paper's number by [Rule].
func (q Quantity) Judge(row paper.Row, all []Measurement) Verdict {
	if len(all) == 0 {
		return NotRun
	}
	return q.judge(row, all)
}

func judgeTest(row paper.Row, all []Measurement) Verdict {
	k, n := pooled(all)
	if n != row.Total() { // other images than the paper's: counts don't compare
		return NotJudged
	}
	return JudgeCount(row.Correct(), k, n)
}

func judgeTrain(row paper.Row, all []Measurement) Verdict {
	k := 0.0
	for _, m := range all {
		k += m.TrainAccuracy / 100 * paper.TrainImages / float64(len(all))
	}
	return JudgeCount(row.TrainCorrect(), k, paper.TrainImages)
}

func judgeLoss(theirs func(paper.Row) float64, ours func(Measurement) float64) func(paper.Row, []Measurement) Verdict {
	return func(row paper.Row, all []Measurement) Verdict {
		return JudgeLoss(theirs(row), Quantity{ours: ours}.Ours(all).Mean)
	}
}

func notJudged(paper.Row, []Measurement) Verdict { return NotJudged }

// pooled is the mean count over the seeds, and the images of one seed: see Rule.
func pooled(all []Measurement) (k float64, n int) {
	for _, m := range all {
		k += float64(m.Correct) / float64(len(all))
		n = m.Total
	}
	return k, n
}
