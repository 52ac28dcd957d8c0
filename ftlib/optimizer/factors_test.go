package optimizer

import (
	"slices"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// TestFactors checks that a weight whose rate has a factor learns as under a rule of that rate, and the other ones as
// without.
func TestFactors(t *testing.T) {
	b := open(t)
	for _, o := range []run.Optimizer{{Name: "adam", WeightDecay: 0.1}, {Name: "sgd", Momentum: 0.9, Nesterov: true},
		{Name: "rmsprop", Momentum: 0.5, GlobalClipNorm: 1}, {Name: "adadelta", ClipNorm: 0.5}} {
		rule, err := New(run.Config{Optimizer: o}.WithDefaults().Optimizer)
		if err != nil {
			t.Fatal(err)
		}
		learn := func(rate float32, factors []float64) [][]float32 {
			exec := graph.MustNewExec(b.XLA, func(in []*graph.Node) []*graph.Node {
				return rule.Apply(in[0], in[1], factors, in[2:4], in[4:])
			})
			defer exec.Finalize()
			state := []any{[]float32{1, -2, 0.5}, []float32{0.25, 4}}
			for i := range 2 {
				for range rule.Slots() {
					state = append(state, make([]float32, 3-i))
				}
			}
			for step := range 4 {
				out, err := exec.Call(append([]any{float32(step + 1), rate, []float32{0.3, -1, float32(step)},
					[]float32{2, -0.5}}, state...)...)
				if err != nil {
					t.Fatal(err)
				}
				for i, x := range out {
					state[i] = tensors.MustCopyFlatData[float32](x)
				}
			}
			return [][]float32{state[0].([]float32), state[1].([]float32)}
		}
		got, plain, other := learn(0.5, []float64{0.25, 1}), learn(0.5, nil), learn(0.125, nil)
		if !slices.Equal(got[0], other[0]) || !slices.Equal(got[1], plain[1]) || slices.Equal(got[0], plain[0]) {
			t.Errorf("%+v: %v; at the rate %v, at a quarter of it %v", o, got, plain, other)
		}
	}
}
