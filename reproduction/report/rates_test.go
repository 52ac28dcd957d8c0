package report

import (
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// TestRates tells runs that differ in the rate alone from those that differ in more, and keeps them out of Table 1.
func TestRates(t *testing.T) {
	of := func(rate float64, seed uint32, head string) *run.Run {
		r := *someRuns()[0]
		r.Config = paper.Config("vgg16", 3)
		r.Config.Epochs, r.Config.Head, r.Config.Optimizer.LearningRate = 100, head, rate
		r.Config.Seeds.Init, r.Config.Seeds.Shuffle, r.Config.Seeds.Dropout = seed, seed, seed
		r.History = make([]run.Epoch, 100)
		r.History[99] = run.Epoch{Epoch: 100, ValCorrect: 81, ValAccuracy: 0.5 * rate, ValLoss: 1}
		return &r
	}
	b := newBook([]*run.Run{of(1, 1, "paper"), of(1, 2, "paper"), of(0.001, 1, "paper"), of(0.5, 1, "64")})
	got := b.Rates().Rows
	if len(got) != 3 || got[1][0] != "0.001" || got[2][0] != "1" || got[2][1] != "2" || !strings.HasPrefix(got[2][2],
		"50.00") {
		t.Errorf("%q", got)
	}
	row, err := paper.Find(1, 3)
	if err != nil || len(b.line(row).seeds()) != 1 {
		t.Errorf("table 1 takes %d runs, %v", len(b.line(row).seeds()), err)
	}
}

// TestClaimAtOtherRates names the verdicts that hang on the learning rate, and only where a row was run at another one.
func TestClaimAtOtherRates(t *testing.T) {
	of := func(table, trainable int, rate float64, correct int) *run.Run {
		row, err := paper.Find(table, trainable)
		if err != nil {
			t.Fatal(err)
		}
		r := *someRuns()[0]
		r.Config = row.Configs(1, false)[0]
		if rate > 0 {
			r.Config.Optimizer.LearningRate = rate
		}
		r.History = make([]run.Epoch, 100)
		r.History[99] = run.Epoch{Epoch: 100, ValCorrect: correct, ValAccuracy: float64(correct) / paper.TestImages,
			ValLoss: 1}
		result := *r.Result
		result.Test.Total = paper.TestImages
		r.Result = &result
		return &r
	}
	ours := []*run.Run{of(5, 6, 0, 160), of(1, 3, 0, 120)}
	if notes := newBook(ours).Claims().Notes; len(notes) > 0 {
		t.Errorf("one rate: %q", notes)
	}
	notes := newBook(append(ours, of(1, 3, 0.5, 121), of(1, 3, 1, 158))).Claims().Notes
	if all := strings.Join(notes, "\n"); !strings.Contains(all, "Claim 17") || !strings.Contains(all,
		"supported with ours, 0.001, but not supported with 1") || strings.Contains(all, "0.5") {
		t.Errorf("%q", notes)
	}
}
