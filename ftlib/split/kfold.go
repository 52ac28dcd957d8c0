package split

import (
	"fmt"
	"slices"

	"github.com/finetune-go/ft/internal/mt19937"
)

// Fold is one division: indices to train on and indices to test on, each once.
type Fold struct{ Train, Test []int }

// KFold cuts the items into N parts; each part is the test set of one fold. Without Shuffle the parts are consecutive.
type KFold struct {
	N       int  // number of folds, at least 2
	Shuffle bool // shuffle the items before cutting
	Seed    uint32
}

// Split is sklearn.model_selection.KFold(N, shuffle=Shuffle, random_state=Seed).split(range(n)). The first n mod N test
// sets have one item more than the others; indices ascend within each set, shuffled or not.
// It fails when N is less than 2 or more than n.
func (k KFold) Split(n int) ([]Fold, error) {
	if err := check(k.N, n); err != nil {
		return nil, err
	}
	order := arange(n)
	if k.Shuffle {
		mt19937.New(k.Seed).Shuffle(order)
	}
	foldOf := make([]int, n)
	start := 0
	for f := range k.N {
		size := n / k.N
		if f < n%k.N {
			size++
		}
		for _, i := range order[start : start+size] {
			foldOf[i] = f
		}
		start += size
	}
	return gather(k.N, foldOf), nil
}

// StratifiedKFold is KFold with the same share of every class in each fold, as near as counts allow.
type StratifiedKFold struct {
	N       int  // number of folds, at least 2
	Shuffle bool // shuffle which fold each item of a class goes to
	Seed    uint32
}

// Split is sklearn.model_selection.StratifiedKFold(N, shuffle=Shuffle, random_state=Seed).split(x, labels), as
// scikit-learn has it since 0.22. Labels may be any numbers; only their order of first appearance counts.
// A class with fewer items than folds is missing from some test sets: scikit-learn warns of it, here the caller may.
// It fails when N is less than 2, more than the number of labels, or more than the size of every class.
func (k StratifiedKFold) Split(labels []int) ([]Fold, error) {
	if err := check(k.N, len(labels)); err != nil {
		return nil, err
	}
	encoded, counts := encode(labels)
	if largest := slices.Max(counts); k.N > largest {
		return nil, fmt.Errorf("split: %d folds, but the largest class has %d items: give at most %d folds", k.N, largest,
			largest)
	}

	// Dealing the sorted labels out to the folds like cards says how many items of each class every fold gets; the
	// items of a class are then handed out in blocks, which the shuffle mixes within the class.
	share := make([][]int, len(counts)) // [class][fold]
	position := 0
	for c, count := range counts {
		share[c] = make([]int, k.N)
		for range count {
			share[c][position%k.N]++
			position++
		}
	}
	random := mt19937.New(k.Seed)
	deal := make([][]int, len(counts)) // [class][item of the class] is its fold
	for c := range counts {
		for f, count := range share[c] {
			for range count {
				deal[c] = append(deal[c], f)
			}
		}
		if k.Shuffle {
			random.Shuffle(deal[c])
		}
	}
	foldOf := make([]int, len(labels))
	for i, c := range encoded {
		foldOf[i], deal[c] = deal[c][0], deal[c][1:]
	}
	return gather(k.N, foldOf), nil
}

// encode numbers the classes by first appearance, and returns each item's number and how many items each class has.
func encode(labels []int) (encoded, counts []int) {
	number := map[int]int{}
	encoded = make([]int, len(labels))
	for i, label := range labels {
		c, seen := number[label]
		if !seen {
			c = len(counts)
			number[label] = c
			counts = append(counts, 0)
		}
		encoded[i] = c
		counts[c]++
	}
	return encoded, counts
}

// gather turns the test fold of each item into folds, indices ascending.
func gather(folds int, foldOf []int) []Fold {
	out := make([]Fold, folds)
	for i, test := range foldOf {
		for f := range out {
			if f == test {
				out[f].Test = append(out[f].Test, i)
			} else {
				out[f].Train = append(out[f].Train, i)
			}
		}
	}
	return out
}

func check(folds, n int) error {
	if folds < 2 {
		return fmt.Errorf("split: %d folds: give 2 or more", folds)
	}
	if folds > n {
		return fmt.Errorf("split: %d folds of %d items: give at most as many folds as items", folds, n)
	}
	return nil
}
