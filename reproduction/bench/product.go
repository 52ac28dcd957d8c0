package bench

import (
	"context"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// side of the square matrices whose product stands for the machine's peak.
const side = 2048

// machinePeak is the GFLOP/s of a large float32 matrix product through XLA.
func machinePeak(ctx context.Context, b *backend.Backend) (float64, error) {
	exec, err := graph.NewExec(b.XLA, func(x, y *graph.Node) *graph.Node { return graph.MatMul(x, y) })
	if err != nil {
		return 0, err
	}
	defer exec.Finalize()
	x := tensors.FromShape(shapes.Make(dtypes.Float32, side, side))
	defer x.FinalizeAll()
	seconds, err := best(ctx, func() (float64, error) {
		start := time.Now()
		out, err := exec.Call(x, x)
		if err != nil {
			return 0, err
		}
		defer out[0].FinalizeAll()
		return time.Since(start).Seconds(), nil
	})
	return 2 * side * side * side / seconds / 1e9, err
}
