package network

import (
	"context"
	"math"
	"os"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// TestCrossEntropyClipsNothing has a probability of 1e-13, whose loss a floor of 1e-7 would cut to 16.
func TestCrossEntropyClipsNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the XLA backend")
	}
	b, err := backend.Open(context.Background(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	exec := graph.MustNewExec(b.XLA, func(logits, labels *Node) []*Node {
		loss, correct, gradient := Loss{}.Of(logits, labels)
		return []*Node{loss, correct, gradient}
	})
	defer exec.Finalize()
	out, err := exec.Call(tensors.FromFlatDataAndDimensions([]float32{30, 0}, 1, 2),
		tensors.FromFlatDataAndDimensions([]int32{1}, 1))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]float64{{30}, {0}, {1, -1}} {
		for k, got := range tensors.MustCopyFlatData[float32](out[i]) {
			if !(math.Abs(float64(got)-want[k]) <= 1e-5) {
				t.Errorf("%s is %g, should be %g", []string{"loss", "correct", "gradient"}[i], got, want[k])
			}
		}
	}
}
