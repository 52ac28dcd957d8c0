package network

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// BenchmarkConvolve measures the convolutions of the two networks through XLA on batches of 32, forward alone and with
// both gradients.
func BenchmarkConvolve(b *testing.B) {
	be, err := backend.Open(context.Background(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		b.Fatal(err)
	}
	for _, s := range []struct{ side, in, kernel, out int }{
		{7, 512, 3, 512}, {7, 2048, 1, 512}, {7, 512, 1, 2048}, {14, 256, 3, 256}, {14, 512, 3, 512}, {28, 512, 3, 512}, {56,
			256, 3, 256}, {56, 64, 3, 64},
	} {
		l := &Layer{Kind: Conv, Kernel: s.kernel, Stride: 1, Same: true, Units: s.out}
		x := tensors.FromShape(shapes.Make(dtypes.Float32, 32, s.side, s.side, s.in))
		k := tensors.FromShape(shapes.Make(dtypes.Float32, s.kernel, s.kernel, s.in, s.out))
		dy := tensors.FromShape(shapes.Make(dtypes.Float32, 32, s.side, s.side, s.out))
		flop := 2 * float64(dy.Shape().Size()) * float64(s.kernel*s.kernel*s.in)
		name := fmt.Sprintf("%dx%dx%d-%dx%d-%d", s.side, s.side, s.in, s.kernel, s.kernel, s.out)
		measure(b, be, name+"/forward", flop, func(in []*Node) []*Node { return []*Node{convolve(l, in[0], in[1])} }, x, k)
		measure(b, be, name+"/backward", 2*flop, func(in []*Node) []*Node {
			dx, dk := convolveGradients(l, in[0], in[1], in[2], true, true)
			return []*Node{dx, dk}
		}, x, k, dy)
	}
}

// measure runs a graph that does so many FLOP.
func measure(b *testing.B, be *backend.Backend, name string, flop float64, build func(in []*Node) []*Node,
	args ...any) {
	b.Run(name, func(b *testing.B) {
		exec := graph.MustNewExec(be.XLA, build)
		defer exec.Finalize()
		run := func() {
			out, err := exec.Call(args...)
			if err != nil {
				b.Fatal(err)
			}
			for _, x := range out {
				x.FinalizeAll()
			}
		}
		run() // compiles
		for b.Loop() {
			run()
		}
		b.ReportMetric(flop*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
	})
}
