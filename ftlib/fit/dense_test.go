package fit

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/finetune-go/ft/ftlib/internal/frozen"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/optimizer"
	"github.com/finetune-go/ft/ftlib/run"
)

// TestDenseTrainsAsXLADoes trains heads for two epochs on the kernels and through XLA: with dropout everywhere, with
// sizes that fill no vector and with a last batch that is smaller.
func TestDenseTrainsAsXLADoes(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles whole suffixes by XLA")
	}
	b := open(t)
	if b.Device != "xla:cpu" {
		t.Skip("the kernels are the CPU's")
	}
	// Not at 1e-7: a weight whose gradient is nothing but rounding would move as far as any other.
	const epsilon = 1e-3
	for _, c := range []struct {
		model, head string
		optimizer   run.Optimizer
		loss        network.Loss
	}{
		{"vgg16", "flatten,100,drop0.3,37,drop0.5,drop0.2", run.Optimizer{Name: "adadelta", LearningRate: 0.01, Rho: 0.95,
			Epsilon: epsilon}, network.Loss{}},
		{"resnet50", "avg,drop0.5,60", run.Optimizer{Name: "adam", LearningRate: 0.01, Beta1: 0.9, Beta2: 0.999,
			Epsilon: epsilon}, network.Loss{}},
		{"resnet50", "avg,drop0.5,60", run.Optimizer{Name: "adamw", LearningRate: 0.01, Beta1: 0.9, Beta2: 0.999,
			Epsilon: epsilon, WeightDecay: 0.1}, network.Loss{Smoothing: 0.1}},
		{"resnet50", "avg,60", run.Optimizer{Name: "sgd", LearningRate: 0.01, Momentum: 0.9, Nesterov: true},
			network.Loss{Smoothing: 0.2, Weights: []float32{0.5, 1, 2}}},
		{"resnet50", "avg,60", run.Optimizer{Name: "sgd", LearningRate: 0.01}, network.Loss{Weights: []float32{3, 1, 0.1}}},
	} {
		t.Run(c.model+" "+c.head+" "+c.optimizer.Name, func(t *testing.T) {
			m, err := network.New(c.model, 40, c.head, 3)
			if err != nil {
				t.Fatal(err)
			}
			mask, err := m.ParseMask("fc*,output")
			if err != nil {
				t.Fatal(err)
			}
			rule, err := optimizer.New(c.optimizer)
			if err != nil {
				t.Fatal(err)
			}
			weights := map[string][]float32{}
			for _, l := range m.Layers {
				for _, p := range l.Params {
					weights[p.Name] = p.Initial(1)
				}
			}
			const images = 21
			labels := make([]int, images)
			for i := range labels {
				labels[i] = i % 3
			}
			train := func(device string) (numbers []float64, state map[string][]float32) {
				other := *b
				other.Device = device
				features := frozen.MadeUp(m, m.Cut(mask), images)
				random := rand.New(rand.NewPCG(1, 2))
				for i := range features.Data[0] {
					features.Data[0][i] = max(0, random.Float32()*2-1)
				}
				trainer, err := NewTrainer(&other, &Setup{Config: run.Config{Batch: 8}, Model: m, Mask: mask, Cut: m.Cut(mask),
					Rule: rule, Loss: c.loss}, features, labels, weights)
				if err != nil {
					t.Fatal(err)
				}
				defer trainer.Close()
				if _, ok := trainer.engine.(*denseEngine); ok != (device == "xla:cpu") {
					t.Fatalf("%T on %s", trainer.engine, device)
				}
				for range 2 {
					order, keep := make([]int32, images), make([][]uint8, len(trainer.drops))
					for i := range order {
						order[i] = int32(i * 5 % images)
					}
					for k, l := range trainer.drops {
						keep[k] = make([]uint8, images*l.Output[0])
						for i := range keep[k] {
							keep[k][i] = uint8(random.IntN(2))
						}
					}
					e := trainer.newEpoch(order, keep)
					e.rates = []float32{0.01, 0.005, 0.02}
					loss, correct, err := trainer.Train(e, 0, trainer.Batches(e))
					e.Close()
					if err != nil {
						t.Fatal(err)
					}
					numbers = append(numbers, loss, correct)
				}
				evaluations, err := trainer.Evaluate([]int{3, 1, 4, 1, 5, 9, 2, 6, 5, 3})
				if err != nil {
					t.Fatal(err)
				}
				for _, v := range evaluations {
					numbers = append(numbers, v.Loss, float64(v.Guess))
					for _, p := range v.Probabilities {
						numbers = append(numbers, float64(p))
					}
				}
				if state, err = trainer.State(); err != nil {
					t.Fatal(err)
				}
				return numbers, state
			}
			got, ours := train("xla:cpu")
			want, theirs := train("xla")
			sameTraining(t, got, want, weights, ours, theirs)
		})
	}
}

// TestEvaluationClipsNothing is TestCrossEntropyClipsNothing of ftlib/network for the kernels.
func TestEvaluationClipsNothing(t *testing.T) {
	if v := evaluationOf([]float32{30, 0}, 1, 0); !(math.Abs(v.Loss-30) <= 1e-9) || v.Guess != 0 {
		t.Errorf("loss %g, guess %d", v.Loss, v.Guess)
	}
}
