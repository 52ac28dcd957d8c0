package network

import (
	"context"
	"os"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/golden"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// TestNormAgainstKeras holds one training step on 4 pixels to Keras: the variance is the population's, over 4, both in
// the output and in what the moving one takes in.
func TestNormAgainstKeras(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the XLA backend")
	}
	b, err := backend.Open(context.Background(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	keras := golden.ReadBatchNorm(t)
	l := &Layer{Name: "bn", Kind: BatchNorm}
	exec := graph.MustNewExec(b.XLA, func(in []*Node) []*Node {
		p := &Pass{Mask: Mask{true}, Training: true, Statistics: map[string]*Node{}, norms: map[string]norm{},
			Params: map[string]*Node{
				"bn/gamma": in[2], "bn/beta": in[3], "bn/moving_mean": in[4], "bn/moving_variance": in[5]}}
		y := p.normalize(0, l, in[0])
		dx, dgamma, dbeta := p.normalizeGradients(l, in[0], in[1], true, true)
		return []*Node{y, dx, dgamma, dbeta, p.Statistics["bn/moving_mean"], p.Statistics["bn/moving_variance"]}
	})
	defer exec.Finalize()
	image := func(v []float32) *tensors.Tensor { return tensors.FromFlatDataAndDimensions(v, 2, 2, 1, 32) }
	vector := func(v []float32) *tensors.Tensor { return tensors.FromFlatDataAndDimensions(v, 32) }
	g := keras.Given
	out, err := exec.Call(image(g.X), image(g.DY), vector(g.Gamma), vector(g.Beta), vector(g.MovingMean),
		vector(g.MovingVariance))
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"y", "dx", "dgamma", "dbeta", "moving_mean", "moving_variance"} {
		keras.Check(t, name, tensors.MustCopyFlatData[float32](out[i]))
	}
}
