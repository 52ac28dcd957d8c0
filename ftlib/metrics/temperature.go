package metrics

import (
	"math"
	"slices"
)

// Temperatures that are looked for. What lies outside means that the loss falls for ever: all images are right, or the
// answers say nothing.
const (
	MinTemperature = 0.01
	MaxTemperature = 100
)

// smallest is float32's: a probability of 0 was too small for it.
const smallest = 0x1p-126

// FitTemperature finds the number by which logits are divided so that the loss of these images is the least (Guo et al.
// 2017). It changes no guess. Logarithms of probabilities serve as logits, from which they differ by a constant of each
// image. The loss is convex in 1/T, so that its slope has one root at most, which is found by halving.
func FitTemperature(classes int, truth []int, probabilities [][]float64) (float64, error) {
	if err := Check(classes, truth, probabilities); err != nil {
		return 0, err
	}
	logits := make([][]float64, len(probabilities))
	for i, row := range probabilities {
		logits[i] = logarithms(row)
	}
	low, high := math.Log(1.0/MaxTemperature), math.Log(1/MinTemperature) // of 1/T
	if slope(truth, logits, math.Exp(low)) >= 0 {
		return MaxTemperature, nil
	}
	if slope(truth, logits, math.Exp(high)) <= 0 {
		return MinTemperature, nil
	}
	for range 100 { // to the last digit
		middle := (low + high) / 2
		if slope(truth, logits, math.Exp(middle)) < 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return math.Exp(-(low + high) / 2), nil
}

func logarithms(row []float64) []float64 {
	out := make([]float64, len(row))
	for k, p := range row {
		out[k] = math.Log(max(p, smallest))
	}
	return out
}

// slope is that of the sum of the losses at logits times a factor.
func slope(truth []int, logits [][]float64, factor float64) float64 {
	sum := 0.0
	for i, z := range logits {
		mean := 0.0
		for k, p := range softmax(z, factor) {
			mean += p * z[k]
		}
		sum += mean - z[truth[i]]
	}
	return sum
}

func softmax(z []float64, factor float64) []float64 {
	top := slices.Max(z)
	out, sum := make([]float64, len(z)), 0.0
	for k, v := range z {
		out[k] = math.Exp(factor * (v - top))
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

// AtTemperature is what probabilities are at another temperature than 1, which they were given at.
func AtTemperature(probabilities []float64, t float64) []float64 {
	return softmax(logarithms(probabilities), 1/t)
}
