package network

import (
	"math"
	"slices"
	"testing"
)

// TestInitial checks the bounds and constants of first values, and that name and seed decide them.
func TestInitial(t *testing.T) {
	kernel := Param{Name: "a/kernel", Shape: []int{3, 3, 4, 8}}
	first, largest := kernel.Initial(1), 0.0
	for _, v := range first {
		largest = max(largest, math.Abs(float64(v)))
	}
	if limit := math.Sqrt(6.0 / (36 + 72)); !(largest <= limit && largest >= 0.9*limit) {
		t.Errorf("largest kernel value %v, limit %v", largest, limit)
	}
	other := Param{Name: "b/kernel", Shape: kernel.Shape}
	if !slices.Equal(first, kernel.Initial(1)) || slices.Equal(first, kernel.Initial(2)) || slices.Equal(first, other.Initial(1)) {
		t.Error("name and seed do not decide the values")
	}
	for name, want := range map[string]float32{"bias": 0, "gamma": 1, "beta": 0, "moving_mean": 0, "moving_variance": 1} {
		if got := (Param{Name: "a/" + name, Shape: []int{2}}).Initial(1); got[0] != want || got[1] != want {
			t.Errorf("%s begins as %v", name, got)
		}
	}
}
