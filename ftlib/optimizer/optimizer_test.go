package optimizer

import (
	"context"
	"math"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// keras are the rules of keras/src/optimizers in float64: they return the weight after each step. The bias corrections
// of Adam are taken in float32, as Keras takes them: 1 - 0.999 is off by 1.3e-5 there.
var keras = map[string]func(weight float64, gradients []float64) []float64{
	"adadelta": func(w float64, gradients []float64) (after []float64) {
		var squares, deltas float64
		for _, g := range gradients {
			squares = 0.95*squares + 0.05*g*g
			delta := -math.Sqrt(deltas+1e-7) * g / math.Sqrt(squares+1e-7)
			deltas = 0.95*deltas + 0.05*delta*delta
			w += 0.5 * delta
			after = append(after, w)
		}
		return after
	},
	"adam": func(w float64, gradients []float64) (after []float64) {
		var m, v float64
		rest := func(beta float32, step float64) float64 { return float64(1 - float32(math.Pow(float64(beta), step))) }
		for i, g := range gradients {
			step := float64(i + 1)
			m, v = m+(g-m)*(1-0.9), v+(g*g-v)*(1-0.999)
			w -= m * 0.5 * math.Sqrt(rest(0.999, step)) / rest(0.9, step) / (math.Sqrt(v) + 1e-7)
			after = append(after, w)
		}
		return after
	},
}

var (
	weights   = []float32{1, -2, 0.5}
	gradients = [][]float32{{0.1, -3, 1e-4}, {0.2, 2, -1e-5}, {-0.3, 0, 1e-3}, {0.1, 1, 0}, {0, -1e3, 1e-6}}
)

// check compares the weights after a step with Keras' rule.
func check(t *testing.T, rule string, step int, got []float32) {
	t.Helper()
	for i, w := range weights {
		var column []float64
		for _, g := range gradients {
			column = append(column, float64(g[i]))
		}
		want := keras[rule](float64(w), column)[step]
		if !(math.Abs(float64(got[i])-want) <= 2e-6*math.Max(1, math.Abs(want))) {
			t.Errorf("%s, step %d, weight %d: %g, Keras has %g", rule, step+1, i, got[i], want)
		}
	}
}

func open(t *testing.T) *backend.Backend {
	b, err := backend.Open(context.Background(), backend.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRules takes a few steps with large, small and no gradients.
func TestRules(t *testing.T) {
	b := open(t)
	for name := range keras {
		rule := constantsOf(t, name)
		exec := graph.MustNewExec(b.XLA, func(in []*graph.Node) []*graph.Node {
			weight, slots := rule.Update(in[0], in[1], in[2], in[3:])
			return append([]*graph.Node{weight}, slots...)
		})
		state := []any{weights}
		for range rule.Slots() {
			state = append(state, make([]float32, len(weights)))
		}
		for step, g := range gradients {
			out, err := exec.Call(append([]any{float32(step + 1), state[0], g}, state[1:]...)...)
			if err != nil {
				t.Fatal(err)
			}
			for i, x := range out {
				state[i] = tensors.MustCopyFlatData[float32](x)
			}
			check(t, name, step, state[0].([]float32))
		}
	}
	if _, err := New(run.Optimizer{Name: "lion", LearningRate: 0.5}); err == nil {
		t.Error("an unknown optimizer was accepted")
	}
}

// TestOnKernels takes the same steps below XLA: the gradient of a kernel whose only input is 1 is that of the output.
func TestOnKernels(t *testing.T) {
	for name := range keras {
		rule := constantsOf(t, name)
		head := kernels.NewHead([]int{1, len(weights)}, 1)
		head.Set(0, 0, weights, make([]float32, len(weights)))
		for step, g := range gradients {
			_, width := head.Forward([]float32{1}, 1, []int32{0}, nil)
			padded := make([]float32, width)
			copy(padded, g)
			k, _ := rule.Kernel(step+1, rule.Rate())
			head.Learn(padded, 1, k)
			got, bias := make([]float32, len(weights)), make([]float32, len(weights))
			head.Get(0, 0, got, bias)
			check(t, name, step, got)
			for i, w := range weights {
				bias[i] += w
			}
			check(t, name, step, bias)
		}
	}
}

// constantsOf is a rule with the constants of the table above.
func constantsOf(t *testing.T, name string) *Rule {
	rule, err := New(run.Optimizer{Name: name, LearningRate: 0.5, Rho: 0.95, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7})
	if err != nil {
		t.Fatal(err)
	}
	return rule
}

func TestNewRefusesWhatCannotTrain(t *testing.T) {
	rate := func(o *run.Optimizer) *float64 { return &o.LearningRate }
	rho := func(o *run.Optimizer) *float64 { return &o.Rho }
	beta1 := func(o *run.Optimizer) *float64 { return &o.Beta1 }
	beta2 := func(o *run.Optimizer) *float64 { return &o.Beta2 }
	epsilon := func(o *run.Optimizer) *float64 { return &o.Epsilon }
	momentum := func(o *run.Optimizer) *float64 { return &o.Momentum }
	for name, shares := range map[string][]func(*run.Optimizer) *float64{"adam": {beta1, beta2}, "adamw": {beta1, beta2},
		"adadelta": {rho}, "rmsprop": {rho, momentum}, "sgd": {momentum}} {
		good := run.Optimizer{Name: name, LearningRate: 0.5, Rho: 0.95, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7,
			Momentum: 0.9}
		if _, err := New(good); err != nil {
			t.Error(err)
		}
		bad := []float64{-1, 1e-300, 1e300, math.NaN(), math.Inf(1)} // 1e±300 are 0 and infinite in float32
		refuse := func(field func(*run.Optimizer) *float64, values ...float64) {
			for _, v := range values {
				o := good
				*field(&o) = v
				if _, err := New(o); err == nil {
					t.Errorf("%+v is no error", o)
				}
			}
		}
		refuse(rate, append(bad, 0)...)
		if name != "sgd" {
			refuse(epsilon, append(bad, 0)...)
		}
		for _, field := range shares {
			refuse(field, append(bad, 1, 1-1e-12)...)
		}
		refuse(func(o *run.Optimizer) *float64 { return &o.WeightDecay }, bad...)
		refuse(func(o *run.Optimizer) *float64 { return &o.ClipNorm }, bad...)
		refuse(func(o *run.Optimizer) *float64 { return &o.GlobalClipNorm }, bad...)
	}
	for _, o := range []run.Optimizer{{Name: "sgd", LearningRate: 1, Nesterov: true},
		{Name: "sgd", LearningRate: 1, ClipNorm: 1, GlobalClipNorm: 1}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is no error", o)
		}
	}
}
