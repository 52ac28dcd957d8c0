package run

import (
	"math"
	"testing"
)

// TestDiverged looks at both losses of the last epoch: after the last step only the validation loss tells.
func TestDiverged(t *testing.T) {
	for _, c := range []struct {
		loss, validation float64
		want             bool
	}{{1, 2, false}, {math.NaN(), 2, true}, {1, math.NaN(), true}, {1, math.Inf(1), true}} {
		r := &Run{History: []Epoch{{Epoch: 1, Loss: 1, ValLoss: 1}, {Epoch: 2, Loss: c.loss, ValLoss: c.validation}}}
		if r.Diverged() != c.want {
			t.Errorf("losses %g and %g", c.loss, c.validation)
		}
	}
	kept := Run{History: []Epoch{{Epoch: 1, Loss: 1, ValLoss: math.NaN()}}}
	kept.Config.EarlyStopping.Patience = 5
	if older := (&Run{History: kept.History, Result: &Result{}}); kept.Diverged() || older.Diverged() {
		t.Error("a run with better weights, or with a result, has diverged")
	}
}

// TestDivergedRun saves and reads a run whose losses are no numbers.
func TestDivergedRun(t *testing.T) {
	nan := math.NaN()
	r := &Run{Dir: t.TempDir(), Config: Config{Model: "vgg16"},
		History: []Epoch{{Epoch: 1, Loss: nan, ValLoss: math.Inf(1), ValAccuracy: 0.5, ValCorrect: 1}}}
	r.Result = &Result{Epochs: 1, Classes: []string{"a", "b"}, Test: Score{Loss: nan, Accuracy: 0.5, Correct: 1, Total: 2},
		Predictions: []Prediction{{File: "a/b.jpg", Guess: 1, Loss: nan}, {Loss: 0.5}}}
	if err := r.Save(); err != nil {
		t.Fatal(err)
	}
	back, err := Read(r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if e := back.History[0]; !math.IsNaN(e.Loss) || !math.IsInf(e.ValLoss, 1) {
		t.Errorf("history %+v", e)
	}
	if s := back.Result.Test; !math.IsNaN(s.Loss) || s.Correct != 1 || s.Total != 2 {
		t.Errorf("score %+v", s)
	}
	if p := back.Result.Predictions; !math.IsNaN(p[0].Loss) || p[0].File != "a/b.jpg" || p[0].Guess != 1 ||
		p[1].Loss != 0.5 {
		t.Errorf("predictions %+v", p)
	}
}
