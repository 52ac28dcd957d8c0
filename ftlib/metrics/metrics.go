// Package metrics evaluates a classifier by its answers for images whose class is known.
//
//	m, err := metrics.Of(classes, truth, probabilities)
//	fmt.Println(m.Accuracy.Value, m.Accuracy.Low, m.Accuracy.High, m.Macro.F1)
//
// Values are those of scikit-learn where it has them, ties and divisions by zero included; testdata/make_vectors.py
// writes what they are compared with. What is not defined, such as the area under the curve of a class without an
// image, is NaN, and null in JSON.
package metrics

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// Number is a value that may be undefined.
type Number float64

// MarshalJSON implements json.Marshaler: JSON has no NaN and no infinity, they are written as null.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON implements json.Unmarshaler.
func (n *Number) UnmarshalJSON(text []byte) error {
	v := math.NaN()
	err := json.Unmarshal(text, &v)
	*n = Number(v)
	return err
}

// ErrNoImages says that there is nothing to evaluate.
var ErrNoImages = errors.New("no images to evaluate")

// Check refuses what no classifier gives: each image has a class, and a probability of each class that sum up to 1.
func Check(classes int, truth []int, probabilities [][]float64) error {
	if len(truth) == 0 {
		return ErrNoImages
	}
	if len(truth) != len(probabilities) {
		return fmt.Errorf("%d images have a class and %d have probabilities", len(truth), len(probabilities))
	}
	for i, k := range truth {
		if k < 0 || k >= classes {
			return fmt.Errorf("image %d is of class %d, and there are %d", i+1, k, classes)
		}
	}
	for i, row := range probabilities {
		if len(row) != classes {
			return fmt.Errorf("image %d has %d probabilities for %d classes", i+1, len(row), classes)
		}
		sum := 0.0
		for _, p := range row {
			if !(p >= 0 && p <= 1) { // NaN too
				return fmt.Errorf("image %d has a probability of %g, which is not between 0 and 1", i+1, p)
			}
			sum += p
		}
		if math.Abs(sum-1) > 1e-3 { // float32's over many classes
			return fmt.Errorf("image %d has probabilities that sum up to %g instead of 1", i+1, sum)
		}
	}
	return nil
}

// Guess is the class of the highest probability, the first of several.
func Guess[T float32 | float64](p []T) int {
	best := 0
	for k, v := range p {
		if v > p[best] {
			best = k
		}
	}
	return best
}
