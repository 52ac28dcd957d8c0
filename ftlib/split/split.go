package split

import (
	"fmt"
	"math"

	"github.com/finetune-go/ft/internal/mt19937"
)

// Permutation is numpy.random.RandomState(seed).permutation(n): the numbers 0 to n-1 in random order, in which
// sklearn.utils.shuffle(items, random_state=seed) returns n items too. It is empty when n is 0 or less.
func Permutation(n int, seed uint32) []int {
	p := arange(n)
	mt19937.New(seed).Shuffle(p)
	return p
}

// TrainTestSplit is sklearn.model_selection.train_test_split(range(n), test_size=testSize, random_state=seed).
// The test set has ceil(testSize·n) items and is cut from the front of the permutation, the training set is the rest.
// It fails when testSize is not between 0 and 1 or when nothing would be left to train on.
func TrainTestSplit(n int, testSize float64, seed uint32) (train, test []int, err error) {
	if !(testSize > 0 && testSize < 1) {
		return nil, nil, fmt.Errorf("split: test size %v: give a share between 0 and 1, such as 0.2", testSize)
	}
	nTest := int(math.Ceil(testSize * float64(n)))
	if n < 2 || nTest >= n {
		return nil, nil, fmt.Errorf("split: %d items with test size %v leave %d to train on: give more items or a "+
			"smaller test size", n, testSize, max(0, n-nTest))
	}
	p := Permutation(n, seed)
	return p[nTest:], p[:nTest:nTest], nil
}

// HoldOut is the paper's hold-out protocol: shuffle the list with the seed, then TrainTestSplit the shuffled list with
// the same seed. The result indexes the list as it was before the shuffle. The paper has n = 808, testSize = 0.2 and
// seed = 2, hence 646 and 162 images.
func HoldOut(n int, testSize float64, seed uint32) (train, test []int, err error) {
	train, test, err = TrainTestSplit(n, testSize, seed)
	if err != nil {
		return nil, nil, err
	}
	order := Permutation(n, seed)
	return pick(order, train), pick(order, test), nil
}

// Folds is the paper's k-fold protocol: shuffle the list with the seed, then cut it into consecutive folds without
// shuffling again. The result indexes the list as it was before the shuffle, in the order of the shuffled list.
// The paper has n = 808 and folds = 5, hence test folds of 162, 162, 162, 161 and 161 images.
func Folds(n, folds int, seed uint32) ([]Fold, error) {
	cut, err := KFold{N: folds}.Split(n)
	if err != nil {
		return nil, err
	}
	order := Permutation(n, seed)
	for i, f := range cut {
		cut[i] = Fold{Train: pick(order, f.Train), Test: pick(order, f.Test)}
	}
	return cut, nil
}

// arange is 0, 1, …, n-1.
func arange(n int) []int {
	s := make([]int, max(0, n))
	for i := range s {
		s[i] = i
	}
	return s
}

// pick is numpy's order[indices].
func pick(order, indices []int) []int {
	s := make([]int, len(indices))
	for i, j := range indices {
		s[i] = order[j]
	}
	return s
}
