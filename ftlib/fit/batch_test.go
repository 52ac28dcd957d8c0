package fit

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

// TestBatchOfAllImages trains with batches of more images than there are, as large as a flag can say: it is the same as
// batches of just all of them, on the kernels and through XLA.
func TestBatchOfAllImages(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles whole suffixes by XLA")
	}
	s := Session{Catalog: demo, Backend: open(t)}
	head, convolutions := small(), small()
	head.Epochs, convolutions.Epochs = 2, 1
	convolutions.Model, convolutions.Head, convolutions.Trainable = "vgg16", "flatten,64,drop0.5", "block5*,fc*,output"
	for name, c := range map[string]run.Config{"head": head, "convolutions": convolutions} {
		var of [2][]byte
		for i, batch := range []int{128, 1 << 40} {
			c.Batch = batch
			dir := filepath.Join(t.TempDir(), "small")
			if _, err := s.Run(context.Background(), c, Options{Dir: dir}); err != nil {
				t.Fatalf("%s in batches of %d: %v", name, batch, err)
			}
			of[i] = history(t, dir)
		}
		if !bytes.Equal(of[0], of[1]) {
			t.Errorf("%s: %s and %s", name, of[0], of[1])
		}
	}
}
