package network

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// TestBackward compares the gradients that are written out by hand with GoMLX's automatic differentiation of the same
// forward pass, on small images and random weights. The last case has a frozen batch norm between trained layers, whose
// own output is held to Keras' formula too: it knows no batch, even in training.
func TestBackward(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the XLA backend")
	}
	b, err := backend.Open(context.Background(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, mask string }{{"vgg16", "8"}, {"vgg16", "12"}, {"resnet50", "16"},
		{"resnet50", "38"},
		{"resnet50", "conv5_block3_2_conv,fc*,output"}} {
		t.Run(c.name+"-"+c.mask, func(t *testing.T) {
			const batch = 4
			m, err := New(c.name, 64, map[string]string{"vgg16": "flatten,16", "resnet50": "avg,16"}[c.name], 4)
			if err != nil {
				t.Fatal(err)
			}
			mask, err := m.ParseMask(c.mask)
			if err != nil {
				t.Fatal(err)
			}
			cut := m.Cut(mask)
			r := rand.New(rand.NewPCG(1, 2))
			args := []any{tensors.FromFlatDataAndDimensions([]int32{0, 1, 2, 3}, batch)}
			for _, name := range cut.Boundary {
				x := make([]float32, batch*Values(m.Layer(name).Output))
				for i := range x {
					x[i] = float32(max(0, r.NormFloat64()))
				}
				args = append(args, tensors.FromFlatDataAndDimensions(x, append([]int{batch}, m.Layer(name).Output...)...))
			}
			var params []Param
			var names []string // of the trained weights
			given := map[string][]float32{}
			var frozen []Layer // batch norms
			for i, l := range m.Layers {
				if !cut.Suffix[i] {
					continue
				}
				if l.Kind == BatchNorm && !mask[i] {
					frozen = append(frozen, l)
				}
				for _, p := range l.Params {
					x := p.Initial(1)
					given[p.Name] = x
					if len(p.Shape) == 1 { // not all 0 or 1, so that no factor goes unseen
						for k := range x {
							x[k] += float32(0.2 * (r.Float64() - 0.5))
						}
					}
					args, params = append(args, tensors.FromFlatDataAndDimensions(x, p.Shape...)), append(params, p)
					if mask[i] && !p.Statistic {
						names = append(names, p.Name)
					}
				}
			}
			exec := graph.MustNewExec(b.XLA, func(all []*Node) []*Node {
				sources, weights := map[string]*Node{}, map[string]*Node{}
				for i, name := range cut.Boundary {
					sources[name] = all[1+i]
				}
				for i, p := range params {
					weights[p.Name] = all[1+len(sources)+i]
				}
				p := &Pass{Model: m, Params: weights, Mask: mask, Training: true}
				loss, _, dlogits := Loss{}.Of(p.Forward(sources, m.Output().Name)[0], all[0])
				byHand := p.Backward(dlogits)
				var out, of []*Node
				for _, name := range names {
					out, of = append(out, byHand[name]), append(of, weights[name])
				}
				out = append(out, graph.Gradient(graph.ReduceAllMean(loss), of...)...)
				for _, l := range frozen {
					out = append(out, p.values[l.Inputs[0]], p.values[l.Name])
					if p.Statistics[l.Name+"/moving_mean"] != nil {
						t.Errorf("%s is frozen and moves its statistics", l.Name)
					}
				}
				return out
			})
			defer exec.Finalize()
			out, err := exec.Call(args...)
			if err != nil {
				t.Fatal(err)
			}
			worst, largest := 0.0, 0.0
			norm := func(a []float32) (n float64) {
				for _, v := range a {
					n += float64(v) * float64(v)
				}
				return math.Sqrt(n)
			}
			for i := range names {
				largest = max(largest, norm(tensors.MustCopyFlatData[float32](out[len(names)+i])))
			}
			for i, name := range names {
				got, want := tensors.MustCopyFlatData[float32](out[i]), tensors.MustCopyFlatData[float32](out[len(names)+i])
				difference := slices.Clone(got)
				for k := range difference {
					difference[k] -= want[k]
				}
				// The bias in front of a batch norm has the gradient 0 but for rounding: hence the floor.
				e := norm(difference) / max(norm(want), 1e-3*largest)
				worst = max(worst, e)
				if !(e <= 1e-4) {
					t.Errorf("%s: relative difference %.2g", name, e)
				}
			}
			t.Logf("%d weights, largest relative difference %.2g", len(names), worst)
			if got := len(frozen); (got > 0) != strings.Contains(c.mask, "conv5") {
				t.Errorf("%d frozen batch norms", got)
			}
			for k, l := range frozen {
				x, y := tensors.MustCopyFlatData[float32](out[2*len(names)+2*k]),
					tensors.MustCopyFlatData[float32](out[2*len(names)+2*k+1])
				w := func(name string, i int) float64 { return float64(given[l.Name+"/"+name][i%l.Output[2]]) }
				for i := range y {
					want := w("gamma", i)*(float64(x[i])-w("moving_mean", i))/math.Sqrt(w("moving_variance", i)+1.001e-5) + w("beta",
						i)
					if !(math.Abs(float64(y[i])-want) <= 1e-5*(1+math.Abs(want))) {
						t.Fatalf("%s: value %d is %g, should be %g", l.Name, i, y[i], want)
					}
				}
			}
		})
	}
}
