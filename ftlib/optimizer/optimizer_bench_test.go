package optimizer

import (
	"context"
	"os"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// BenchmarkUpdate measures one step on the kernel of VGG16's first dense layer. Its bytes are those of the weight, the
// gradient and the slots read, and of all but the gradient written.
func BenchmarkUpdate(b *testing.B) {
	be, err := backend.Open(context.Background(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		b.Fatal(err)
	}
	for name, rule := range map[string]*Rule{"adadelta": Adadelta(0, 0, 0), "adam": Adam(0, 0, 0, 0)} {
		b.Run(name, func(b *testing.B) {
			shape := shapes.Make(dtypes.Float32, 25088, 128)
			exec := graph.MustNewExec(be.XLA, func(in []*graph.Node) []*graph.Node {
				weight, slots := rule.Update(in[0], in[1], in[2], in[3:])
				return append([]*graph.Node{weight}, slots...)
			})
			defer exec.Finalize()
			values := make([]float32, shape.Size())
			for i := range values {
				values[i] = 0.01
			}
			tensor := func() *tensors.Tensor { return tensors.FromFlatDataAndDimensions(values, shape.Dimensions...) }
			gradient, state := tensor(), []*tensors.Tensor{tensor()}
			for range rule.Slots() {
				state = append(state, tensor())
			}
			step := func() {
				var in []any
				for _, x := range state { // given away, as in a training
					donated, err := graph.DonateTensorBuffer(x, be.XLA, 0)
					if err != nil {
						b.Fatal(err)
					}
					in = append(in, donated)
				}
				in = append([]any{float32(1), in[0], gradient}, in[1:]...)
				if state, err = exec.Call(in...); err != nil {
					b.Fatal(err)
				}
			}
			step() // compiles
			b.SetBytes(int64(shape.Size() * 4 * (2*len(state) + 1)))
			for b.Loop() {
				step()
			}
		})
	}
}
