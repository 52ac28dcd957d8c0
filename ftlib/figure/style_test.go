package figure

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

// TestDecadeTicks labels enough of an axis, long or short, for its scale to be read.
func TestDecadeTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      []string
	}{
		{0.5, 6, []string{"0.5", "1", "2", "5"}},
		{2.5, 9, []string{"3", "4", "5", "6", "7", "8", "9"}},
		{1.3, 1.9, []string{"1.4", "1.6", "1.8"}},
		{0.012, 0.021, []string{"0.012", "0.014", "0.016", "0.018", "0.02"}},
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

// TestManyClasses draws hundreds of classes on a page, and into a file, that can be looked at.
func TestManyClasses(t *testing.T) {
	const n = 300
	names, counts, dots := make([]string, n), make([][]int, n), make([]Dot, n)
	for i := range names {
		names[i], counts[i], dots[i] = fmt.Sprint("c", i), make([]int, n), Dot{float64(i), float64(i * i), i}
		counts[i][i] = 1
	}
	scatter := Scatter("map", "", "x", "y", names, dots)
	if scatter.Height > 2*FullWidth {
		t.Errorf("the map is %g mm high", scatter.Height/vg.Millimeter)
	}
	svg, err := scatter.SVG()
	if err != nil || !strings.Contains(string(svg), "… 241 more") {
		t.Errorf("the legend does not say how many are left out, %v", err)
	}
	confusion, err := Counts("confusion", "", names, counts)
	if err != nil {
		t.Fatal(err)
	}
	if svg, err = confusion.SVG(); err != nil || len(svg) > 1<<20 {
		t.Errorf("the confusion matrix has %d bytes, %v", len(svg), err)
	}
}
