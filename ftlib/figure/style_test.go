package figure

import (
	"slices"
	"testing"
)

// TestDecadeTicks labels enough of an axis, long or short, for its scale to be read.
func TestDecadeTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      []string
	}{
		{0.5, 6, []string{"0.5", "1", "2", "5"}},
		{2.5, 9, []string{"5"}},
		{0.1, 10, []string{"0.1", "1", "10"}},
		{0.01, 30, []string{"0.01", "0.1", "1", "10"}},
	} {
		var got []string
		for _, tick := range (decadeTicks{}).Ticks(c.low, c.high) {
			if tick.Label != "" {
				got = append(got, tick.Label)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("from %g to %g: %q, want %q", c.low, c.high, got, c.want)
		}
	}
}
