package metrics

import "math"

// topK is the number of images whose class is among the k most likely ones. Of equal probabilities, later classes come
// first, as in scikit-learn.
func topK(truth []int, probabilities [][]float64, k int) (hits int) {
	for i, row := range probabilities {
		before := 0
		for j, p := range row {
			if p > row[truth[i]] || p == row[truth[i]] && j > truth[i] {
				before++
			}
		}
		if before < k {
			hits++
		}
	}
	return hits
}

// epsilon is the distance from 1 to the next float64: as far from 0 and 1 scikit-learn keeps a probability.
const epsilon = 0x1p-52

// LossOf is the cross-entropy of one image in nats.
func LossOf(p float64) float64 { return -math.Log(min(max(p, epsilon), 1-epsilon)) }

// logLoss is the mean cross-entropy in nats.
func logLoss(truth []int, probabilities [][]float64) Number {
	sum := 0.0
	for i, k := range truth {
		sum += LossOf(probabilities[i][k])
	}
	return Number(sum / float64(len(truth)))
}

// brier is [Summary.Brier].
func brier(truth []int, probabilities [][]float64) Number {
	sum := 0.0
	for i, row := range probabilities {
		for k, p := range row {
			if k == truth[i] {
				p = 1 - p
			}
			sum += p * p
		}
	}
	if len(probabilities[0]) == 2 {
		sum /= 2
	}
	return Number(sum / float64(len(truth)))
}
