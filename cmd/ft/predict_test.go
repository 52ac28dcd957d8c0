package main

import (
	"math"
	"strings"
	"testing"
)

// TestDefined checks that a network without probabilities is told by name instead of taken for one that knows a class.
func TestDefined(t *testing.T) {
	if err := defined("model", [][]float32{{0, 1}, {0.5, 0.5}}); err != nil {
		t.Error(err)
	}
	nan := float32(math.NaN())
	if err := defined("model", [][]float32{{0, 1}, {nan, nan}}); err == nil || !strings.HasPrefix(err.Error(), "model ") {
		t.Errorf("NaN: %v", err)
	}
}
