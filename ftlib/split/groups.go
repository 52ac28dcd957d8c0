package split

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Groups is sklearn.model_selection.GroupShuffleSplit(1, test_size=test, random_state=seed) for a number of test
// groups: all items of a group, given for each item, are on the same side. It fails when no group would be left on one.
func Groups(groups []string, test int, seed uint32) (trainItems, testItems []int, err error) {
	number, n := numbered(groups)
	if test < 1 || test >= n {
		return nil, nil, fmt.Errorf("split: %d of %d groups on one side leave none for the other: "+
			"give more groups or another share", test, n)
	}
	tested := make([]bool, n)
	for _, g := range Permutation(n, seed)[:test] {
		tested[g] = true
	}
	for i, g := range number {
		if tested[g] {
			testItems = append(testItems, i)
		} else {
			trainItems = append(trainItems, i)
		}
	}
	return trainItems, testItems, nil
}

// CountGroups is the number of groups among those of items.
func CountGroups(groups []string) int {
	_, n := numbered(groups)
	return n
}

// numbered numbers groups in byte order: each item's, and how many there are.
func numbered(groups []string) (of []int, n int) {
	names := slices.Compact(slices.Sorted(slices.Values(groups)))
	of = make([]int, len(groups))
	for i, g := range groups {
		of[i], _ = slices.BinarySearch(names, g)
	}
	return of, len(names)
}

// StratifiedGroupKFold is StratifiedKFold whose folds do not divide groups.
type StratifiedGroupKFold struct {
	N    int // number of folds, at least 2
	Seed uint32
}

// Split is sklearn.model_selection.StratifiedGroupKFold(N, shuffle=True, random_state=Seed).split(x, labels, groups),
// as scikit-learn has it since 1.6: the groups whose classes are least balanced go first, each to the fold that it
// leaves most alike the others.
func (k StratifiedGroupKFold) Split(labels []int, groups []string) ([]Fold, error) {
	number, n := numbered(groups)
	if err := check(k.N, n); err != nil {
		return nil, fmt.Errorf("%w (groups)", err)
	}
	// Classes are numbered in their order, which decides in which order rounding adds up.
	names := slices.Compact(slices.Sorted(slices.Values(labels)))
	total := make([]float64, len(names))
	counts := make([][]float64, n) // [group][class]
	for g := range counts {
		counts[g] = make([]float64, len(names))
	}
	for i, label := range labels {
		c, _ := slices.BinarySearch(names, label)
		counts[number[i]][c]++
		total[c]++
	}
	if largest := slices.Max(total); float64(k.N) > largest {
		return nil, fmt.Errorf("split: %d folds, but the largest class has %g items: give at most %g folds", k.N, largest,
			largest)
	}
	order := Permutation(n, k.Seed)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(deviation(counts[b]), deviation(counts[a])) })
	folds := make([][]float64, k.N)
	for f := range folds {
		folds[f] = make([]float64, len(names))
	}
	foldOf := make([]int, n)
	for _, g := range order {
		f := bestFold(folds, counts[g], total)
		foldOf[g] = f
		for c, v := range counts[g] {
			folds[f][c] += v
		}
	}
	items := make([]int, len(labels))
	for i, g := range number {
		items[i] = foldOf[g]
	}
	return gather(k.N, items), nil
}

// bestFold is the fold to which a group may be added with the least deviation between the folds, the mean of all
// classes; of those as good as equal the smallest.
func bestFold(folds [][]float64, group, total []float64) int {
	best, least, smallest := 0, math.Inf(1), math.Inf(1)
	column, of := make([]float64, len(folds)), make([]float64, len(total))
	for f := range folds {
		for c := range total {
			for i := range folds {
				column[i] = folds[i][c]
				if i == f {
					column[i] += group[c]
				}
				column[i] /= total[c]
			}
			of[c] = deviationBy(column, inOrder)
		}
		value, size := pairwise(of)/float64(len(of)), inOrder(folds[f])
		if value < least || math.Abs(value-least) <= 1e-8+1e-5*math.Abs(least) && size < smallest {
			best, least, smallest = f, value, size
		}
	}
	return best
}

// deviation is numpy.std of a row.
func deviation(x []float64) float64 { return deviationBy(x, pairwise) }

func deviationBy(x []float64, sum func([]float64) float64) float64 {
	mean, squares := sum(x)/float64(len(x)), make([]float64, len(x))
	for i, v := range x {
		d := v - mean
		squares[i] = d * d
	}
	return math.Sqrt(sum(squares) / float64(len(x)))
}

func inOrder(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}

// pairwise adds as NumPy does along contiguous values: by eights, beyond 128 by halves.
func pairwise(x []float64) float64 {
	n := len(x)
	if n < 8 {
		return inOrder(x)
	}
	if n > 128 {
		half := n / 2 / 8 * 8
		return pairwise(x[:half]) + pairwise(x[half:])
	}
	var r [8]float64
	i := 0
	for ; i+8 <= n; i += 8 {
		for k := range r {
			r[k] += x[i+k]
		}
	}
	sum := ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]))
	for _, v := range x[i:] {
		sum += v
	}
	return sum
}
