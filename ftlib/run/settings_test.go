package run

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestDifferences(t *testing.T) {
	a := Config{Model: "vgg16", Epochs: 100, Split: Split{Kind: "holdout", TestSize: 0.2}}
	b := a
	b.Epochs, b.Split = 200, Split{Kind: "kfold", Folds: 5, Fold: 1}
	want := []string{"epochs 100 instead of 200", "split.fold none instead of 1", "split.folds none instead of 5",
		"split.kind holdout instead of kfold", "split.test_size 0.2 instead of none"}
	if got := Differences(a, b); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := Differences(a, a); got != nil {
		t.Errorf("%q", got)
	}
	b.Optimizer.LearningRate = math.NaN()
	if got := Differences(a, b); len(got) != 1 || !strings.Contains(got[0], "NaN") {
		t.Errorf("%q", got)
	}
}
