package network

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// TestFixedNormsOfKeras takes the steps of testdata/norms.json, made by Keras itself: trained batch norms on moving
// statistics, which stay as they are.
func TestFixedNormsOfKeras(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the XLA backend")
	}
	text, err := os.ReadFile(filepath.Join("testdata", "norms.json"))
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Rate          float64
		Images        []float32
		Labels        []int32
		Before, After map[string][]float32
		Losses        []float64
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	b := &builder{m: &Model{Image: 3, Classes: 3, index: map[string]int{}}}
	for _, l := range []Layer{{Name: "image", Kind: Input}, {Name: "conv1", Kind: Conv, Kernel: 1, Stride: 1, Units: 4},
		{Name: "norm1", Kind: BatchNorm}, {Name: "relu", Kind: ReLU}, {Name: "conv2", Kind: Conv, Kernel: 1, Stride: 1,
			Units: 5},
		{Name: "norm2", Kind: BatchNorm}, {Name: "pool", Kind: AvgPool}} {
		b.add(l)
	}
	b.m.Base = len(b.m.Layers)
	b.add(Layer{Name: "output", Kind: Dense, Units: 3, Activation: "softmax"})
	var params []Param
	var state []any
	for _, l := range b.m.Layers {
		for _, p := range l.Params {
			params = append(params, p)
			state = append(state, tensors.FromFlatDataAndDimensions(v.Before[p.Name], p.Shape...))
		}
	}
	mask, err := b.m.ParseMask("all")
	if err != nil {
		t.Fatal(err)
	}
	device, err := backend.Open(context.Background(), backend.Options{})
	if err != nil {
		t.Fatal(err)
	}
	step := graph.MustNewExec(device.XLA, func(in []*Node) []*Node {
		pass := &Pass{Model: b.m, Params: map[string]*Node{}, Mask: mask, Training: true, FixedNorms: true}
		for i, p := range params {
			pass.Params[p.Name] = in[2+i]
		}
		logits := pass.Forward(map[string]*Node{"image": in[0]}, "output")[0]
		losses, _, gradient := Loss{}.Of(logits, in[1])
		gradients := pass.Backward(gradient)
		if len(pass.Statistics) > 0 {
			t.Error("statistics have moved")
		}
		out := []*Node{graph.ReduceAllMean(losses)}
		for i, p := range params {
			next := in[2+i]
			if g := gradients[p.Name]; g != nil {
				next = graph.Sub(next, graph.MulScalar(g, v.Rate))
			}
			out = append(out, next)
		}
		return out
	})
	defer step.Finalize()
	near := func(what string, got float32, want float64) {
		if !(math.Abs(float64(got)-want) <= 3e-6*max(1, math.Abs(want))) {
			t.Errorf("%s: %g, Keras has %g", what, got, want)
		}
	}
	images := tensors.FromFlatDataAndDimensions(v.Images, 6, 3, 3, 3)
	labels := tensors.FromFlatDataAndDimensions(v.Labels, 6)
	for _, want := range v.Losses {
		out, err := step.Call(append([]any{images, labels}, state...)...)
		if err != nil {
			t.Fatal(err)
		}
		near("loss", tensors.MustCopyFlatData[float32](out[0])[0], want)
		for i, x := range out[1:] {
			state[i] = x
		}
	}
	for i, p := range params {
		got := tensors.MustCopyFlatData[float32](state[i].(*tensors.Tensor))
		for k, want := range v.After[p.Name] {
			near(p.Name, got[k], float64(want))
		}
		if p.Statistic && !slices.Equal(got, v.Before[p.Name]) {
			t.Errorf("%s has changed", p.Name)
		}
	}
}
