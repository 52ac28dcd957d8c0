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

// TestLossOfKeras compares with testdata/loss.json, made by Keras itself: the mean over an epoch is what its history
// has.
func TestLossOfKeras(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the XLA backend")
	}
	text, err := os.ReadFile(filepath.Join("testdata", "loss.json"))
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Logits [][]float32
		Labels []int32
		Cases  []struct {
			Smoothing, Loss, Accuracy float64
			ValLoss                   float64 `json:"val_loss"`
			Weights                   []float32
			Gradient                  [][]float64
		}
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	b, err := backend.Open(context.Background(), backend.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := len(v.Labels)
	for _, c := range v.Cases {
		means := func(l Loss) (loss, correct float64, gradient []float32) {
			exec := graph.MustNewExec(b.XLA, func(logits, labels *Node) []*Node {
				losses, hits, gradient := l.Of(logits, labels)
				return []*Node{graph.ReduceAllSum(losses), graph.ReduceAllSum(hits), gradient}
			})
			defer exec.Finalize()
			out, err := exec.Call(tensors.FromFlatDataAndDimensions(slices.Concat(v.Logits...), n, 3),
				tensors.FromFlatDataAndDimensions(v.Labels, n))
			if err != nil {
				t.Fatal(err)
			}
			sum := func(i int) float64 { return float64(tensors.MustCopyFlatData[float32](out[i])[0]) / float64(n) }
			return sum(0), sum(1), tensors.MustCopyFlatData[float32](out[2])
		}
		loss, accuracy, gradient := means(Loss{Smoothing: c.Smoothing, Weights: c.Weights})
		val, _, _ := means(Loss{Smoothing: c.Smoothing})
		got, want := []float64{loss, accuracy, val}, []float64{c.Loss, c.Accuracy, c.ValLoss}
		for i, g := range slices.Concat(c.Gradient...) {
			got, want = append(got, float64(gradient[i])), append(want, g)
		}
		for i := range got {
			if !(math.Abs(got[i]-want[i]) <= 2e-6) {
				t.Errorf("smoothing %g, weights %v, number %d: %g, Keras has %g", c.Smoothing, c.Weights, i, got[i], want[i])
			}
		}
	}
}
