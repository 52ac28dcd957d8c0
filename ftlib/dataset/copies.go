package dataset

import "context"

// Duplicates groups the images whose files are byte for byte the same: indices ascending, groups by their first.
// Images without a copy are in no group.
func (d *Dataset) Duplicates() ([][]int, error) {
	sums, err := d.contents(context.Background())
	if err != nil {
		return nil, err
	}
	group := map[[32]byte]int{}
	var all, groups [][]int
	for i, s := range sums {
		g, seen := group[s]
		if !seen {
			g = len(all)
			group[s] = g
			all = append(all, nil)
		}
		all[g] = append(all[g], i)
	}
	for _, g := range all {
		if len(g) > 1 {
			groups = append(groups, g)
		}
	}
	return groups, nil
}

// conflicts are the groups of Duplicates whose images are not all in one class.
func (d *Dataset) conflicts() ([][]int, error) {
	groups, err := d.Duplicates()
	var out [][]int
	for _, g := range groups {
		if d.Labels[g[0]] != d.Labels[g[len(g)-1]] {
			out = append(out, g)
		}
	}
	return out, err
}

// AcrossSplit counts the test images that have a copy in the training set: their test results prove little.
// Groups are those of Duplicates; train and test hold indices of the same list.
func AcrossSplit(groups [][]int, train, test []int) int {
	group := map[int]int{}
	for g, members := range groups {
		for _, i := range members {
			group[i] = g
		}
	}
	trained := map[int]bool{}
	for _, i := range train {
		if g, ok := group[i]; ok {
			trained[g] = true
		}
	}
	count := 0
	for _, i := range test {
		if g, ok := group[i]; ok && trained[g] {
			count++
		}
	}
	return count
}
