package report

import "math"

// Rule is the rule of comparison in words, fixed before the runs. It is printed with every set of tables.
const Rule = `Accuracies are counts of images, so they are compared as counts. The interval around ours is the 95 % Wilson interval ` +
	`for k of n images, where n is 162 for a hold-out row, 646 for its training accuracy and 808 for five folds together, and k is ` +
	`the mean over our seeds. More seeds make k surer but not the interval narrower: the paper's number is one training on the same ` +
	`images, and ten evaluations of 162 images are not 1620 images. "agrees" means that the paper's count lies inside that interval, ` +
	`widened by half an image at both ends because counts are whole (without it no count short of n could agree with n); ` +
	`otherwise ours is higher or lower. Losses are compared by ratio, ours the mean over our seeds: within a factor of 2 of each other is "same order". ` +
	`Times and the deviation over folds are shown, never judged.`

// LossFactor is how far apart two losses may be and still be of the same order.
const LossFactor = 2

// z95 is the normal quantile of a two-sided 95 % interval.
const z95 = 1.959963984540054

// Verdict is the outcome of comparing one number of ours with the paper's.
type Verdict string

// The verdicts.
const (
	Agrees    Verdict = "agrees"     // accuracy: the paper's count lies in our interval
	SameOrder Verdict = "same order" // loss: within LossFactor
	Higher    Verdict = "ours higher"
	Lower     Verdict = "ours lower"
	NotJudged Verdict = "not judged" // times and deviations
	NotRun    Verdict = "not run"
)

// Wilson returns the 95 % score interval of a share measured as k of n, as shares of 1. k may be a mean of counts.
func Wilson(k float64, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	m := float64(n)
	p := k / m
	center := p + z95*z95/(2*m)
	half := z95 * math.Sqrt(p*(1-p)/m+z95*z95/(4*m*m))
	scale := 1 + z95*z95/m
	return math.Max(0, (center-half)/scale), math.Min(1, (center+half)/scale)
}

// JudgeCount compares the paper's count of n images with our mean count.
func JudgeCount(paper int, ours float64, n int) Verdict {
	low, high := Wilson(ours, n)
	const half = 0.5 + 1e-9 // of an image; the last digit of a float must not decide
	switch p := float64(paper); {
	case p > high*float64(n)+half:
		return Lower
	case p < low*float64(n)-half:
		return Higher
	}
	return Agrees
}

// JudgeLoss compares two losses by their ratio.
func JudgeLoss(paper, ours float64) Verdict {
	switch {
	case math.IsNaN(ours) || ours > LossFactor*paper:
		return Higher
	case ours < paper/LossFactor:
		return Lower
	}
	return SameOrder
}
