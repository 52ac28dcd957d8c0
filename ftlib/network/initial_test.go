package network

import (
	"math"
	"slices"
	"testing"
)

// TestInitial holds first values to Keras' defaults: GlorotUniform draws a kernel evenly from ±sqrt(6 / (fan in + fan
// out)), where a convolution's fans count its window, so that its variance is a third of the limit's square.
func TestInitial(t *testing.T) {
	for _, c := range []struct {
		name  string
		shape []int
		fans  float64
	}{
		{"fc1/kernel", []int{512, 100}, 512 + 100},
		{"block1_conv2/kernel", []int{3, 3, 64, 32}, 9*64 + 9*32},
	} {
		p := Param{Name: c.name, Shape: c.shape}
		values := p.Initial(3)
		limit, n := math.Sqrt(6/c.fans), float64(p.Size())
		sum, squares, largest := 0., 0., 0.
		for _, v := range values {
			x := float64(v)
			sum, squares, largest = sum+x, squares+x*x, max(largest, math.Abs(x))
		}
		if !(largest <= limit*(1+1e-6)) || !(largest > 0.999*limit) {
			t.Errorf("%s: the largest value is %g, the limit %g", c.name, largest, limit)
		}
		deviation := limit / math.Sqrt(3)
		if mean := sum / n; !(math.Abs(mean) < 4*deviation/math.Sqrt(n)) {
			t.Errorf("%s: mean %g", c.name, mean)
		}
		if ratio := squares / n / (deviation * deviation); !(math.Abs(ratio-1) < 0.02) {
			t.Errorf("%s: the variance is %g of what it should be", c.name, ratio)
		}
		if !slices.Equal(values, p.Initial(3)) {
			t.Errorf("%s: one seed, two sets of values", c.name)
		}
		if slices.Equal(values, p.Initial(4)) || slices.Equal(values, Param{Name: "fc2/kernel", Shape: c.shape}.Initial(3)) {
			t.Errorf("%s: another seed or another name draws the same", c.name)
		}
	}
	for kind, want := range map[string]float32{"gamma": 1, "moving_variance": 1, "beta": 0, "moving_mean": 0, "bias": 0} {
		if got := (Param{Name: "x/" + kind, Shape: []int{3}}).Initial(1); !slices.Equal(got, []float32{want, want, want}) {
			t.Errorf("%s: %v", kind, got)
		}
	}
}
