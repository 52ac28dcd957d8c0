package fit

import (
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// BenchmarkGather measures how long it takes to pick the features of a batch out of those of 808 images, for VGG16's
// and ResNet50's heads.
func BenchmarkGather(b *testing.B) {
	be := open(b)
	for name, size := range map[string]int{"vgg16": 25088, "resnet50": 2048} {
		b.Run(name, func(b *testing.B) {
			exec := graph.MustNewExec(be.XLA, func(features, index *graph.Node) *graph.Node {
				return graph.Gather(features, graph.Reshape(index, -1, 1))
			})
			defer exec.Finalize()
			features := tensors.FromShape(shapes.Make(dtypes.Float32, 808, size))
			index := make([]int32, 32)
			for i := range index {
				index[i] = int32(i * 25)
			}
			gather := func() {
				out, err := exec.Call(features, index)
				if err != nil {
					b.Fatal(err)
				}
				out[0].FinalizeAll()
			}
			gather() // compiles
			b.SetBytes(int64(32 * size * 4))
			for b.Loop() {
				gather()
			}
		})
	}
}
