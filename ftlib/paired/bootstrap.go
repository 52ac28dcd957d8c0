package paired

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/finetune-go/ft/internal/mt19937"
)

// matrix has the sums of the values of each group of images.
type matrix struct {
	images int
	sizes  []float64      // images of each group
	sums   [2][][]float64 // of each side, seed and group
}

// design groups the images that all seeds of both sides have.
func design(sides [2][]map[string]float64, group func(string) string) matrix {
	var d matrix
	at := map[string]int{}
	for i, side := range sides {
		d.sums[i] = make([][]float64, len(side))
	}
	for _, file := range slices.Sorted(maps.Keys(sides[0][0])) {
		shared := true
		for _, side := range sides {
			for _, seed := range side {
				_, ok := seed[file]
				shared = shared && ok
			}
		}
		if !shared {
			continue
		}
		g, known := at[group(file)]
		if !known {
			g = len(d.sizes)
			at[group(file)] = g
			d.sizes = append(d.sizes, 0)
			for i := range d.sums {
				for s := range d.sums[i] {
					d.sums[i][s] = append(d.sums[i][s], 0)
				}
			}
		}
		d.images++
		d.sizes[g]++
		for i, side := range sides {
			for s, seed := range side {
				d.sums[i][s][g] += seed[file]
			}
		}
	}
	return d
}

// mean is that of a side over its images and seeds.
func (d matrix) mean(side int) float64 {
	total := 0.0
	for _, seed := range d.sums[side] {
		for _, v := range seed {
			total += v
		}
	}
	return total / float64(len(d.sums[side])*d.images)
}

// bootstrap draws differences of the means: first the seeds of each side, then the groups.
func (d matrix) bootstrap(random *mt19937.Generator, replicates int) []float64 {
	draws := make([]float64, replicates)
	for r := range draws {
		difference := make([]float64, len(d.sizes))
		for side, sign := range [2]float64{1, -1} {
			n := len(d.sums[side])
			for range n {
				seed := d.sums[side][random.Interval(uint32(n-1))]
				for g, v := range seed {
					difference[g] += sign * v / float64(n)
				}
			}
		}
		total, images := 0.0, 0.0
		for range d.sizes {
			g := random.Interval(uint32(len(d.sizes) - 1))
			total, images = total+difference[g], images+d.sizes[g]
		}
		if draws[r] = total / images; math.Abs(draws[r]) < 1e-12 { // nothing but rounding
			draws[r] = 0
		}
	}
	return draws
}

// quantile is NumPy's, by linear interpolation between sorted values.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// Holm corrects the p-values of a family of comparisons, so that all of them hold together (Holm 1979).
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	corrected, most := make([]float64, len(p)), 0.0
	for rank, i := range order {
		most = max(most, min(1, float64(len(p)-rank)*p[i]))
		corrected[i] = most
	}
	return corrected
}
