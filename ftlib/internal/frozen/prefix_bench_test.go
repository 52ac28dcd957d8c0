package frozen

import (
	"context"
	"os"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/weights"
)

// BenchmarkPrefix measures one batch through the whole base of each network, on random weights.
func BenchmarkPrefix(b *testing.B) {
	be, err := backend.Open(context.Background(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range network.Names() {
		b.Run(name, func(b *testing.B) {
			m, err := network.New(name, 224, "", 4)
			if err != nil {
				b.Fatal(err)
			}
			set := &weights.Set{Tensors: map[string]weights.Tensor{}}
			for _, l := range m.Layers[:m.Base] {
				for _, p := range l.Params {
					set.Tensors[p.Name] = weights.Tensor{Shape: p.Shape, Data: p.Initial(1)}
				}
			}
			e, err := newEngine(Request{Backend: be, Model: m, Cut: m.At(m.Layers[m.Base-1].Name), Weights: set}, batch)
			if err != nil {
				b.Fatal(err)
			}
			defer e.close()
			pixels := make([]byte, batch*224*224*3)
			for i := range pixels {
				pixels[i] = byte(i * 7919)
			}
			run := func() {
				if _, err := e.run(pixels, 0, batch); err != nil {
					b.Fatal(err)
				}
			}
			run() // compiles
			for b.Loop() {
				run()
			}
			b.ReportMetric(float64(batch*b.N)/b.Elapsed().Seconds(), "images/s")
		})
	}
}
