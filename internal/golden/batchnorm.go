package golden

import (
	"math"
	"testing"
)

// BatchNorm is batchnorm.json: one training step of Keras' BatchNormalization on 4 pixels of 32 channels.
type BatchNorm struct {
	Given struct {
		X, Gamma, Beta, DY []float32
		MovingMean         []float32 `json:"moving_mean"`
		MovingVariance     []float32 `json:"moving_variance"`
	}
	After map[string][]float32 // y, dx, dgamma, dbeta, moving_mean and moving_variance
}

// ReadBatchNorm returns batchnorm.json.
func ReadBatchNorm(t testing.TB) *BatchNorm {
	t.Helper()
	return read[BatchNorm](t, "batchnorm.json")
}

// Check compares values with those that Keras has after the step, of which the largest sets the scale.
func (b *BatchNorm) Check(t testing.TB, name string, got []float32) {
	t.Helper()
	want := b.After[name]
	if len(want) == 0 || len(got) != len(want) {
		t.Fatalf("%s: %d values, Keras has %d", name, len(got), len(want))
	}
	largest, worst := 0., 0.
	for i, w := range want {
		largest = max(largest, math.Abs(float64(w)))
		worst = max(worst, math.Abs(float64(got[i])-float64(w)))
	}
	if !(worst <= 2e-6*largest) {
		t.Errorf("%s: a value is off by %g, the largest is %g", name, worst, largest)
	}
}
