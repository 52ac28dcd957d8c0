package split

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/finetune-go/ft/internal/golden"
)

// vectors is testdata/sklearn.json, see testdata/make_vectors.py.
type vectors struct {
	Permutation, Shuffle []struct {
		N    int
		Seed uint32
		Want []int
	}
	TrainTestSplit []struct {
		N           int
		Size        float64
		Seed        uint32
		Train, Test []int
	} `json:"train_test_split"`
	KFold, Stratified []struct {
		N, Folds int
		Labels   []int
		Shuffle  bool
		Seed     uint32
		Want     []Fold
	}
	TrainTestStratified []struct {
		Labels []int
		Test   int
		Seed   uint32
		Want   Fold
	} `json:"train_test_stratified"`
	Groups []struct {
		Groups []string
		Test   int
		Seed   uint32
		Want   Fold
	}
	StratifiedGroups []struct {
		Labels []int
		Groups []string
		Folds  int
		Seed   uint32
		Want   []Fold
	} `json:"stratified_groups"`
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// equal compares indices; an empty list equals nil.
func equal(t *testing.T, what string, got, want []int) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestScikitLearn(t *testing.T) {
	var v vectors
	readJSON(t, filepath.Join("testdata", "sklearn.json"), &v)
	for _, c := range v.Permutation {
		equal(t, "permutation", Permutation(c.N, c.Seed), c.Want)
	}
	for _, c := range v.Shuffle {
		equal(t, "shuffle", Permutation(c.N, c.Seed), c.Want)
	}
	for _, c := range v.TrainTestSplit {
		train, test, err := TrainTestSplit(c.N, c.Size, c.Seed)
		if err != nil {
			t.Error(err)
		}
		equal(t, "train", train, c.Train)
		equal(t, "test", test, c.Test)
	}
	for _, c := range v.KFold {
		got, err := KFold{N: c.Folds, Shuffle: c.Shuffle, Seed: c.Seed}.Split(c.N)
		if err != nil || !reflect.DeepEqual(got, c.Want) {
			t.Errorf("KFold %d of %d, shuffle %v: got %v %v, want %v", c.Folds, c.N, c.Shuffle, got, err, c.Want)
		}
	}
	for _, c := range v.Stratified {
		got, err := StratifiedKFold{N: c.Folds, Shuffle: c.Shuffle, Seed: c.Seed}.Split(c.Labels)
		if err != nil || !reflect.DeepEqual(got, c.Want) {
			t.Errorf("StratifiedKFold %d of %v, shuffle %v: got %v %v, want %v", c.Folds, c.Labels, c.Shuffle, got, err, c.Want)
		}
	}
	for _, c := range v.TrainTestStratified {
		train, test, err := Stratified(c.Labels, c.Test, c.Seed)
		if got := (Fold{train, test}); err != nil || !reflect.DeepEqual(got, c.Want) {
			t.Errorf("stratified, %d of %v: got %v %v, want %v", c.Test, c.Labels, got, err, c.Want)
		}
	}
	for _, c := range v.Groups {
		train, test, err := Groups(c.Groups, c.Test, c.Seed)
		if got := (Fold{train, test}); err != nil || !reflect.DeepEqual(got, c.Want) {
			t.Errorf("%d groups of %v: got %v %v, want %v", c.Test, c.Groups, got, err, c.Want)
		}
	}
	for _, c := range v.StratifiedGroups {
		got, err := StratifiedGroupKFold{N: c.Folds, Seed: c.Seed}.Split(c.Labels, c.Groups)
		if err != nil || !reflect.DeepEqual(got, c.Want) {
			t.Errorf("%d folds of groups, seed %d: got %v %v, want %v", c.Folds, c.Seed, got, err, c.Want)
		}
	}
	if len(v.TrainTestStratified) < 12 || len(v.Groups) < 12 || len(v.StratifiedGroups) < 12 ||
		len(v.Permutation) < 8 || len(v.KFold) < 5 || len(v.Stratified) < 16 {
		t.Error("testdata/sklearn.json lacks cases: run testdata/make_vectors.py")
	}
}

func TestNumPy(t *testing.T) {
	equal(t, "seed 0", Permutation(20, 0), []int{18, 1, 19, 8, 10, 17, 6, 13, 4, 2, 5, 14, 9, 7, 16, 11, 3, 0, 15, 12})
	equal(t, "seed 42", Permutation(20, 42), []int{0, 17, 15, 1, 8, 5, 11, 3, 18, 16, 13, 2, 9, 19, 4, 12, 7, 10, 14, 6})
}

func TestHoldOutOfThePaper(t *testing.T) {
	var want struct{ Train, Test []int }
	readJSON(t, golden.Path(t, "split_seed2.json"), &want)
	train, test, err := HoldOut(808, 0.2, 2)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "train", train, want.Train)
	equal(t, "test", test, want.Test)
}

func TestFoldsOfThePaper(t *testing.T) {
	folds, err := Folds(808, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	var sizes, all []int
	for _, f := range folds {
		sizes = append(sizes, len(f.Test))
		all = append(all, f.Test...)
		both := slices.Concat(f.Train, f.Test)
		slices.Sort(both)
		equal(t, "train and test of a fold", both, arange(808))
	}
	equal(t, "sizes", sizes, []int{162, 162, 162, 161, 161})
	equal(t, "test folds in turn", all, Permutation(808, 2))
}

func TestErrors(t *testing.T) {
	for _, size := range []float64{0, 1, -0.2, 3, math.NaN()} {
		if _, _, err := TrainTestSplit(10, size, 0); err == nil {
			t.Errorf("test size %v: no error", size)
		}
	}
	for _, n := range []int{-1, 0, 1} {
		if _, _, err := HoldOut(n, 0.5, 0); err == nil {
			t.Errorf("%d items: no error", n)
		}
	}
	if _, _, err := TrainTestSplit(64, 0.99, 1); err == nil {
		t.Error("nothing to train on: no error")
	}
	for _, k := range []int{-1, 0, 1, 4} {
		if _, err := (KFold{N: k}).Split(3); err == nil {
			t.Errorf("KFold of %d: no error", k)
		}
		if _, err := (StratifiedKFold{N: k}).Split([]int{0, 0, 0}); err == nil {
			t.Errorf("StratifiedKFold of %d: no error", k)
		}
	}
	for _, test := range []int{-1, 0, 4} {
		if _, _, err := Stratified([]int{0, 0, 1, 1}, test, 0); err == nil {
			t.Errorf("%d of 4 items: no error", test)
		}
		if _, _, err := Groups([]string{"a", "b", "a", "c"}, test-1, 0); err == nil && test != 4 {
			t.Errorf("%d of 3 groups: no error", test-1)
		}
	}
	if _, err := (StratifiedGroupKFold{N: 3}).Split([]int{0, 1, 0}, []string{"a", "b", "a"}); err == nil {
		t.Error("more folds than groups: no error")
	}
	if _, err := Folds(3, 4, 0); err == nil {
		t.Error("Folds: no error")
	}
}

func TestSmallClass(t *testing.T) {
	for seed := range uint32(20) {
		train, test, err := Stratified([]int{0, 0, 0, 0, 0, 0, 1}, 3, seed)
		if err != nil || len(train) != 4 || len(test) != 3 || !slices.Contains(train, 6) {
			t.Errorf("a class of one item: %v %v %v", train, test, err)
		}
	}
	if train, test, err := Stratified([]int{0, 1, 2}, 2, 1); err != nil || len(train) != 1 || len(test) != 2 {
		t.Errorf("nothing but classes of one item: %v %v %v", train, test, err)
	}
	k := StratifiedKFold{N: 3}
	if _, err := k.Split([]int{0, 0, 0, 1}); err != nil {
		t.Errorf("one class is smaller than the folds: %v", err)
	}
	if _, err := k.Split([]int{0, 0, 1, 1}); err == nil {
		t.Error("every class is smaller than the folds: no error")
	}
}
