package network

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Mask says for each row of the table whether it is trained. Layers without weights may be marked: they count among the
// last N, and dropout works whether marked or not, as in Keras.
type Mask []bool

// ParseMask reads what is to be trained: a number N (the last N layers of the table), "head" (all above the base),
// "all", "none", or a comma-separated list of layer names, globs and head ("block5_*,fc1", "conv5_block3*,head").
func (m *Model) ParseMask(spec string) (Mask, error) {
	mask := make(Mask, len(m.Layers))
	switch spec = strings.TrimSpace(spec); spec {
	case "all":
		for i := range mask {
			mask[i] = true
		}
		return mask, nil
	case "none":
		return mask, nil
	case "head":
		for i := m.Base; i < len(mask); i++ {
			mask[i] = true
		}
		return mask, nil
	case "":
		return nil, fmt.Errorf("nothing named to train: give a number of layers, names, globs, head, all or none")
	}
	if n, err := strconv.Atoi(spec); err == nil {
		if n < 0 || n > len(m.Layers) {
			return nil, fmt.Errorf("%d trainable layers: %s with this head has %d layers, so N is 0 to %d", n, m.Name,
				len(m.Layers), len(m.Layers))
		}
		for i := len(mask) - n; i < len(mask); i++ {
			mask[i] = true
		}
		return mask, nil
	}
	for word := range strings.SplitSeq(spec, ",") {
		word = strings.TrimSpace(word)
		found := false
		for i, l := range m.Layers {
			ok, err := path.Match(word, l.Name)
			if err != nil {
				return nil, fmt.Errorf("pattern %q: %v", word, err)
			}
			// A bare block name such as block5 or conv5_block3 means all of its layers, head all above the base.
			if ok || word == "head" && i >= m.Base || strings.HasPrefix(l.Name, word+"_") {
				mask[i], found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("no layer of %s is called %q; nearest: %s", m.Name, word,
				strings.Join(m.nearest(word, 3), ", "))
		}
	}
	return mask, nil
}

// nearest returns the n layer names with the smallest edit distance to word.
func (m *Model) nearest(word string, n int) []string {
	names := make([]string, len(m.Layers))
	for i, l := range m.Layers {
		names[i] = l.Name
	}
	slices.SortStableFunc(names, func(a, b string) int { return distance(a, word) - distance(b, word) })
	return names[:min(n, len(names))]
}

// distance is Levenshtein's: the fewest single-character edits from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
