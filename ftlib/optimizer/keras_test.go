package optimizer

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// TestKeras takes the steps of testdata/keras.json, made by Keras itself, through XLA and on the kernels that know the
// rule.
func TestKeras(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "keras.json"))
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Weights   [2][]float32
		Gradients [][2][]float32
		Cases     []struct {
			Optimizer run.Optimizer
			After     [][2][]float64
		}
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	b := open(t)
	for _, c := range v.Cases {
		rule, err := New(run.Config{Optimizer: c.Optimizer}.WithDefaults().Optimizer)
		if err != nil {
			t.Fatal(err)
		}
		same := func(on string, step, variable int, got []float32) {
			t.Helper()
			for i, want := range c.After[step][variable] {
				if !(math.Abs(float64(got[i])-want) <= 3e-6*math.Max(1, math.Abs(want))) {
					t.Errorf("%+v on %s, step %d, variable %d: %v, Keras has %v", c.Optimizer, on, step+1, variable, got,
						c.After[step][variable])
					return
				}
			}
		}
		exec := graph.MustNewExec(b.XLA, func(in []*graph.Node) []*graph.Node {
			return rule.Apply(in[0], in[1], nil, in[2:4], in[4:])
		})
		defer exec.Finalize()
		state := []any{v.Weights[0], v.Weights[1]}
		for i := range v.Weights {
			for range rule.Slots() {
				state = append(state, make([]float32, len(v.Weights[i])))
			}
		}
		for step, g := range v.Gradients {
			out, err := exec.Call(append([]any{float32(step + 1), float32(rule.Rate()), g[0], g[1]}, state...)...)
			if err != nil {
				t.Fatal(err)
			}
			for i, x := range out {
				state[i] = tensors.MustCopyFlatData[float32](x)
			}
			for i := range v.Weights {
				same("XLA", step, i, state[i].([]float32))
			}
		}
		if _, known := rule.Kernel(1, rule.Rate()); !known {
			continue
		}
		all := slices.Concat(v.Weights[0], v.Weights[1])
		head := kernels.NewHead([]int{1, len(all)}, 1)
		head.Set(0, 0, all, all)
		for step, g := range v.Gradients {
			_, width := head.Forward([]float32{1}, 1, []int32{0}, nil)
			padded := make([]float32, width)
			copy(padded, slices.Concat(g[0], g[1]))
			k, _ := rule.Kernel(step+1, rule.Rate())
			head.Learn(padded, 1, k)
			kernel, bias := make([]float32, len(all)), make([]float32, len(all))
			head.Get(0, 0, kernel, bias)
			for _, got := range [][]float32{kernel, bias} {
				same("the kernels", step, 0, got)
				same("the kernels", step, 1, got[len(v.Weights[0]):])
			}
		}
	}
}
