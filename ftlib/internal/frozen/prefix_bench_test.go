package frozen

import (
	"context"
	"os"
	"path/filepath"
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

// BenchmarkVerify opens the largest prefix of the paper, VGG16's up to block3_pool for 808 images, 649 MB, and verifies
// it. A start with it takes more than a second: go test -bench Verify ./ftlib/internal/frozen
func BenchmarkVerify(b *testing.B) {
	m, err := network.New("vgg16", 224, "", 4)
	if err != nil {
		b.Fatal(err)
	}
	r := Request{Model: m, Cut: m.At("block3_pool"), Pixels: make([]byte, 808*224*224*3)}
	dir := filepath.Join(b.TempDir(), "prefix")
	p, err := openPart(dir, r)
	if err != nil {
		b.Fatal(err)
	}
	values := make([]float32, batch*network.Values(m.Layer("block3_pool").Output))
	for i := range values {
		values[i] = float32(i)
	}
	for i := 0; i < r.rows(); i += batch {
		rows := min(batch, r.rows()-i)
		if err := p.append([][]float32{values[:rows*len(values)/batch]}); err != nil {
			b.Fatal(err)
		}
	}
	if err := p.finish(dir); err != nil {
		b.Fatal(err)
	}
	p.close()
	for b.Loop() {
		f, err := read(dir, r)
		if err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
}
