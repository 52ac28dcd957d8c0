package run

import "math"

// Seconds is what the first epochs of a run took by themselves, with their evaluation: without the prefix and the
// compiler. It is NaN where not all were recorded.
func (r *Run) Seconds(epochs int) float64 {
	if len(r.EpochSeconds) < epochs {
		return math.NaN()
	}
	sum := 0.0
	for _, s := range r.EpochSeconds[:epochs] {
		sum += s
	}
	return sum
}
