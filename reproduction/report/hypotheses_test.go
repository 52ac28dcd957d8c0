package report

import (
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// TestHypotheses finds the runs of each hypothesis by their configuration, and judges them.
func TestHypotheses(t *testing.T) {
	row, err := paper.Find(2, 3)
	if err != nil {
		t.Fatal(err)
	}
	var runs []*run.Run
	for seed := uint32(1); seed <= 3; seed++ {
		for _, h := range unsaid[:2] {
			r := synthetic(row.Configs(seed, false)[0]) // ends near the paper's row
			h.change(&r.Config)
			if h.flags == "" { // far from the paper, as recorded
				for i := range r.History {
					r.History[i].Loss /= 100
				}
			}
			runs = append(runs, r)
		}
	}
	got := newBook(runs).hypotheses(3)
	if len(got.Rows) != 3 || got.Rows[1][1] != "3" || !strings.Contains(got.Rows[2][0], "--schedule plateau") {
		t.Fatalf("%q", got.Rows)
	}
	if newBook(runs[:1]).hypotheses(3).Rows != nil {
		t.Error("one row alone is a table")
	}
	if newBook(runs).hypotheses(8).Rows != nil {
		t.Error("runs of N = 3 are taken for those of N = 8")
	}
	dropout := synthetic(row.Configs(1, false)[0])
	dropout.Config.Head, dropout.Config.Trainable = "flatten,128,drop0.5,128,drop0.5", "5"
	if got := newBook(append(runs, dropout)); len(got.hypotheses(3).Rows) != 4 || got.hypotheses(8).Rows != nil {
		t.Error("dropout with N = 3 is not found, or is taken for N = 8")
	}
	theirs := []float64{0.02, 1.14, 82.1, 0.0039, 1.67, 78.4}
	if !explains(theirs, theirs) || explains([]float64{0.0003, 1.14, 82.1, 0.0039, 1.67, 78.4}, theirs) ||
		explains([]float64{0.02, 1.14, 82.1, 0.0039, 1.67, 70}, theirs) {
		t.Error("what is near is judged wrongly")
	}
}
