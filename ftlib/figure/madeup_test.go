package figure_test

import (
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
)

// ending is what the curves of a made-up run end near.
type ending struct {
	trainable           int
	trainLoss, testLoss float64
	correct             int // of 162
}

var endings = map[string][]ending{
	"vgg16":    {{3, 0.00389, 1.6685, 127}, {8, 0.00186, 1.4601, 120}},
	"resnet50": {{6, 0.0067, 0.263, 159}, {16, 0.0079, 0.0864, 160}, {26, 0.0063, 0.1349, 158}},
}

// madeUp is a finished run of 200 epochs made up for tests, shaped like a real one.
func madeUp(model string, end ending, seed uint32) *run.Run {
	n, epochs := end.trainable, 200
	r := &run.Run{Dir: "runs/" + model + "-n" + strconv.Itoa(n) + "-holdout-seed" + strconv.Itoa(int(seed)),
		Config: run.Config{
			Model: model, Trainable: strconv.Itoa(n), Split: run.Split{Kind: "holdout", TestSize: 0.2}, Epochs: epochs,
			Seeds: run.Seeds{Split: 2, Shuffle: seed, Init: seed, Dropout: seed}, Optimizer: run.Optimizer{Name: "adam",
				LearningRate: 0.001},
		}}
	random := rand.New(rand.NewPCG(uint64(seed), uint64(100*n)))
	shift := random.NormFloat64() * 2
	for e := 1; e <= epochs; e++ {
		left := math.Exp(-float64(e) / 12)
		correct := max(0, min(162, int(float64(end.correct)*(1-0.6*left)+shift+random.NormFloat64())))
		r.History = append(r.History, run.Epoch{
			Epoch: e,
			Loss:  (4*left + end.trainLoss*math.Exp(0.1*random.NormFloat64())) * math.Exp(shift/8), Accuracy: math.Min(1,
				1-0.7*left),
			ValLoss:     (end.testLoss*(1+0.2*float64(e)/float64(epochs)) + 4*left) * math.Exp(0.05*random.NormFloat64()+shift/8),
			ValAccuracy: float64(correct) / 162, ValCorrect: correct,
		})
	}
	right := r.History[epochs-1].ValCorrect
	r.Result = &run.Result{
		Name: r.Name(), Epochs: epochs, Classes: []string{"Humans", "cats", "dogs", "horses"},
		Confusion: [][]int{{40, 0, 1, 0}, {0, 39, 2, 0}, {1, 3, 36, 0}, {0, 0, 0, right - 115}},
	}
	return r
}

// madeUpRuns are runs of a network: three seeds of the cheapest, one of the others.
func madeUpRuns(model string) []*run.Run {
	var runs []*run.Run
	for i, end := range endings[model] {
		for seed := uint32(1); seed <= 3; seed++ {
			if i == 0 || seed == 1 {
				runs = append(runs, madeUp(model, end, seed))
			}
		}
	}
	return runs
}
