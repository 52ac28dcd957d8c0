package run

import "testing"

func TestCompareShowsOnlyDifferences(t *testing.T) {
	a := Config{Model: "resnet50", Optimizer: Optimizer{Name: "adam", LearningRate: 0.001, Epsilon: 1e-7}}
	b := a
	b.Optimizer.LearningRate = 0.01
	b.Optimizer.Epsilon = 0 // the default, as in a
	finished := &Run{Dir: "runs/a", Config: a, History: []Epoch{{Epoch: 1}}, Result: &Result{}}
	unfinished := &Run{Dir: "runs/b", Config: b}
	table, err := Compare(finished, unfinished)
	if err != nil {
		t.Fatal(err)
	}
	if table.Rows[0][0] != "optimizer.learning_rate" || table.Rows[1][0] != "epochs done" {
		t.Errorf("\n%s", table)
	}
}
