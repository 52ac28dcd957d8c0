package report

import (
	"math"
	"math/rand/v2"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// synthetic is a run made up for tests, shaped like a real one: its curves end near the paper's row.
func synthetic(c run.Config) *run.Run {
	table := 2
	if c.Model == "resnet50" {
		table = 6
	}
	n := int(c.Trainable[0] - '0')
	if len(c.Trainable) > 1 {
		n = 10*n + int(c.Trainable[1]-'0')
	}
	row, err := paper.Find(table, n)
	if err != nil {
		panic(err)
	}
	random := rand.New(rand.NewPCG(uint64(c.Seeds.Init), uint64(100*n+c.Split.Fold)))
	total := paper.TestImages
	if c.Split.Fold > 0 {
		total = paper.FoldSizes[c.Split.Fold-1]
	}
	r := &run.Run{Dir: "runs/" + paper.RunName(c), Config: c}
	shift := random.NormFloat64() * 2
	for e := 1; e <= c.Epochs; e++ {
		left := math.Exp(-float64(e) / 12)
		correct := int(float64(row.Correct())*float64(total)/162*(1-0.6*left) + shift + random.NormFloat64())
		correct = max(0, min(total, correct))
		r.History = append(r.History, run.Epoch{
			Epoch: e,
			Loss:  (4*left + row.TrainLoss*math.Exp(0.1*random.NormFloat64())) * math.Exp(shift/8), Accuracy: math.Min(1,
				1-0.7*left),
			ValLoss:     (row.TestLoss*(1+0.2*float64(e)/float64(c.Epochs)) + 4*left) * math.Exp(0.05*random.NormFloat64()+shift/8),
			ValAccuracy: float64(correct) / float64(total), ValCorrect: correct,
		})
		r.EpochSeconds = append(r.EpochSeconds, 0.25+0.01*float64(n))
	}
	last := r.History[c.Epochs-1]
	r.Result = &run.Result{
		Name: r.Name(), Epochs: c.Epochs, Classes: []string{"Humans", "cats", "dogs", "horses"},
		Test:     run.Score{Loss: last.ValLoss, Accuracy: last.ValAccuracy, Correct: last.ValCorrect, Total: total},
		Train:    run.Score{Loss: last.Loss, Accuracy: 1, Correct: 808 - total, Total: 808 - total},
		Seconds:  run.Seconds{Prefix: 9, Compile: 3, Train: 50, Total: 62},
		Hardware: run.Hardware{Backend: "xla:cpu", Device: "made up for tests", Threads: 2, Memory: 8 << 30},
		Versions: map[string]string{"ft": "test", "gomlx": "v0.28.3"}, PeakMemory: 1 << 30,
		Confusion: [][]int{{40, 0, 0, 0}, {0, 39, 0, 0}, {0, 0, 36, 0},
			{0, 0, total - last.ValCorrect, last.ValCorrect - 115}},
	}
	if c.Model == "resnet50" && n == 16 {
		r.Result.Hardware = run.Hardware{Backend: "xla:cuda", Device: "test card", Threads: 16, Memory: 64 << 30}
	}
	return r
}

// book is a set of runs like a half-done reproduction: the cheap rows in three seeds, some others once, the rest not
// run.
func someRuns() []*run.Run {
	var runs []*run.Run
	add := func(table, n int, seeds uint32) {
		row, err := paper.Find(table, n)
		if err != nil {
			panic(err)
		}
		for seed := uint32(1); seed <= seeds; seed++ {
			for _, c := range row.Configs(seed, true) {
				runs = append(runs, synthetic(c))
			}
		}
	}
	add(1, 3, 3)
	add(1, 8, 1)
	add(3, 3, 2)
	add(5, 6, 3)
	add(5, 16, 1)
	add(5, 26, 1)
	add(7, 6, 2)
	add(7, 16, 1)
	return runs
}
