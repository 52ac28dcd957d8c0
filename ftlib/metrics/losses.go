package metrics

import (
	"fmt"
	"math"
)

// TopK is the number of images whose class is among the k most likely ones. Of equal probabilities, later classes come
// first, as in scikit-learn.
func TopK(classes int, truth []int, probabilities [][]float64, k int) (int, error) {
	if err := Check(classes, truth, probabilities); err != nil {
		return 0, err
	}
	if k < 1 {
		return 0, fmt.Errorf("the best %d classes: give at least 1", k)
	}
	hits := 0
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
	return hits, nil
}

// epsilon is the distance from 1 to the next float64: as far from 0 and 1 scikit-learn keeps a probability.
const epsilon = 0x1p-52

// LossOf is the cross-entropy of one image in nats.
func LossOf(p float64) float64 { return -math.Log(min(max(p, epsilon), 1-epsilon)) }

// LogLoss is the mean cross-entropy in nats.
func LogLoss(classes int, truth []int, probabilities [][]float64) (float64, error) {
	if err := Check(classes, truth, probabilities); err != nil {
		return 0, err
	}
	sum := 0.0
	for i, k := range truth {
		sum += LossOf(probabilities[i][k])
	}
	return sum / float64(len(truth)), nil
}

// Brier is the mean squared distance of the probabilities from the truth, summed over the classes; of two classes half
// of that, which is the score of either.
func Brier(classes int, truth []int, probabilities [][]float64) (float64, error) {
	if err := Check(classes, truth, probabilities); err != nil {
		return 0, err
	}
	sum := 0.0
	for i, row := range probabilities {
		for k, p := range row {
			if k == truth[i] {
				p = 1 - p
			}
			sum += p * p
		}
	}
	if classes == 2 {
		sum /= 2
	}
	return sum / float64(len(truth)), nil
}
