package backend

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// TestExplain asks for 16 TiB.
func TestExplain(t *testing.T) {
	b, err := Open(t.Context(), Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	large := graph.MustNewExec(b.XLA, func(x *graph.Node) *graph.Node {
		return graph.BroadcastToShape(x, shapes.Make(dtypes.Float32, 1<<20, 1<<22))
	})
	_, err = large.Call(float32(1))
	if err = Explain(err); err == nil || !strings.HasPrefix(err.Error(), "the device's memory does not suffice (") ||
		strings.Contains(err.Error(), "\n") {
		t.Errorf("too little memory ends in %v", err)
	}
	if other := errors.New("another"); Explain(other) != other || Explain(nil) != nil {
		t.Error("other errors are not as they were")
	}
}
