package split

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/finetune-go/ft/internal/mt19937"
)

// Stratified is sklearn.model_selection.train_test_split(range(len(labels)), test_size=test, stratify=labels,
// random_state=seed) for a number of test items; labels are not negative. Where scikit-learn refuses, it goes on by the
// same rule: a class of a single item is trained on, and a part that is smaller than the number of classes lacks some.
// It fails when nothing would be left to train on, or to test on.
func Stratified(labels []int, test int, seed uint32) (trainItems, testItems []int, err error) {
	n := len(labels)
	if test < 1 || test >= n {
		return nil, nil, fmt.Errorf("split: %d of %d items to test on: give more items or another share", test, n)
	}
	of := make([][]int, slices.Max(labels)+1)
	for i, label := range labels {
		of[label] = append(of[label], i)
	}
	var single []int
	for _, items := range of {
		if len(items) == 1 {
			single = append(single, items[0])
		}
	}
	most := 1 // items of a class that takes no part in the draw
	if len(single) >= n-test {
		single, most = nil, 0 // there is no choice
	}
	of = slices.DeleteFunc(of, func(items []int) bool { return len(items) <= most })
	counts := make([]int, len(of))
	for c, items := range of {
		counts[c] = len(items)
	}
	random := mt19937.New(seed)
	trained := approximateMode(counts, n-test-len(single), random)
	for c := range counts {
		counts[c] -= trained[c]
	}
	tested := approximateMode(counts, test, random)
	for c, items := range of {
		order := arange(len(items))
		random.Shuffle(order)
		items = pick(items, order)
		trainItems = append(trainItems, items[:trained[c]]...)
		testItems = append(testItems, items[trained[c]:][:tested[c]]...)
	}
	trainItems = append(trainItems, single...)
	random.Shuffle(trainItems)
	random.Shuffle(testItems)
	return trainItems, testItems, nil
}

// approximateMode is sklearn.utils.extmath._approximate_mode: how many items of each class a draw of so many has, as
// near to its share as whole numbers are; ties are broken at random.
func approximateMode(counts []int, draws int, random *mt19937.Generator) []int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	out, rest, missing := make([]int, len(counts)), make([]float64, len(counts)), draws
	for c, n := range counts {
		exact := float64(n) / float64(sum) * float64(draws)
		out[c] = int(math.Floor(exact))
		rest[c] = exact - math.Floor(exact)
		missing -= out[c]
	}
	values := slices.Compact(slices.SortedFunc(slices.Values(rest), func(a, b float64) int { return cmp.Compare(b, a) }))
	for _, v := range values {
		if missing <= 0 {
			break
		}
		var tied []int
		for c := range rest {
			if rest[c] == v {
				tied = append(tied, c)
			}
		}
		order := arange(len(tied))
		random.Shuffle(order)
		for _, i := range order[:min(len(tied), missing)] {
			out[tied[i]]++
		}
		missing -= min(len(tied), missing)
	}
	return out
}
