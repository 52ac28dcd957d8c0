package report_test

import (
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/paper"
	"github.com/finetune-go/ft/ftlib/report"
	"github.com/finetune-go/ft/ftlib/run"
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
	b := report.New([]*run.Run{of(1, 1, "paper"), of(1, 2, "paper"), of(0.001, 1, "paper"), of(0.5, 1, "64")})
	got := b.Rates().Rows
	if len(got) != 3 || got[1][0] != "0.001" || got[2][0] != "1" || got[2][1] != "2" || !strings.HasPrefix(got[2][2], "50.00") {
		t.Errorf("%q", got)
	}
	row, err := paper.Find(1, 3)
	if err != nil || len(b.Measurements(row)) != 1 {
		t.Errorf("table 1 takes %d runs, %v", len(b.Measurements(row)), err)
	}
}
