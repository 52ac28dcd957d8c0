package metrics

import "math"

// bins is the usual number of bins of a reliability diagram.
const bins = 15

// Bin are the images whose guess is of a probability in its range, that is above From up to To.
type Bin struct {
	From       float64 `json:"from"`
	To         float64 `json:"to"`
	Images     int     `json:"images"`
	Confidence Number  `json:"confidence"` // mean probability of their guesses; NaN without images
	Accuracy   Number  `json:"accuracy"`   // share of them that is right
}

// Calibration says whether guesses of a probability are right as often as it says.
type Calibration struct {
	Bins     []Bin  `json:"bins"` // of equal width
	Expected Number `json:"expected_calibration_error"`
	Worst    Number `json:"maximum_calibration_error"`
}

// calibrate sorts guesses into bins by their probability. The expected error is the mean distance of accuracy and
// confidence over the images (Guo et al. 2017), the worst the largest of a bin.
func calibrate(truth []int, probabilities [][]float64) Calibration {
	c := Calibration{Bins: make([]Bin, bins)}
	width := 1 / float64(bins)
	sums, right := make([]float64, bins), make([]int, bins)
	for b := range c.Bins {
		c.Bins[b].From, c.Bins[b].To = float64(b)*width, float64(b+1)*width
	}
	c.Bins[bins-1].To = 1
	for i, row := range probabilities {
		guess := Guess(row)
		b := 0
		for b < bins-1 && row[guess] > c.Bins[b].To {
			b++
		}
		c.Bins[b].Images++
		sums[b] += row[guess]
		if guess == truth[i] {
			right[b]++
		}
	}
	for b := range c.Bins {
		bin := &c.Bins[b]
		n := float64(bin.Images)
		bin.Confidence, bin.Accuracy = Number(sums[b]/n), Number(float64(right[b])/n)
		if bin.Images > 0 {
			gap := math.Abs(float64(bin.Accuracy - bin.Confidence))
			c.Expected += Number(gap * n / float64(len(truth)))
			c.Worst = max(c.Worst, Number(gap))
		}
	}
	return c
}
