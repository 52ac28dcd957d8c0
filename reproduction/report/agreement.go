package report

import (
	"math"

	"github.com/finetune-go/ft/ftlib/metrics"
)

// agreement is the outcome of comparing one number of ours with the paper's, by the rule that page.md has in words. It
// was fixed before the runs.
type agreement string

const (
	agrees    agreement = "agrees"     // accuracy: the paper's count lies in our interval
	sameOrder agreement = "same order" // loss: within lossFactor
	higher    agreement = "ours higher"
	lower     agreement = "ours lower"
	notJudged agreement = "not judged" // times and deviations
	notRun    agreement = "not run"
)

// lossFactor is how far apart two losses may be and still be of the same order.
const lossFactor = 2

// compareCounts compares the paper's count of n images with our mean count.
func compareCounts(paper int, ours float64, n int) agreement {
	low, high := metrics.Wilson(ours, n)
	const half = 0.5 + 1e-9 // of an image; the last digit of a float must not decide
	switch p := float64(paper); {
	case p > high*float64(n)+half:
		return lower
	case p < low*float64(n)-half:
		return higher
	}
	return agrees
}

// compareLosses compares two losses by their ratio.
func compareLosses(paper, ours float64) agreement {
	switch {
	case math.IsNaN(ours) || ours > lossFactor*paper:
		return higher
	case ours < paper/lossFactor:
		return lower
	}
	return sameOrder
}
