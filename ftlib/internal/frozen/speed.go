package frozen

import (
	"context"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
)

// Speed measures a prefix on one batch of grey images: the seconds to compile it, and those of an image.
func Speed(ctx context.Context, b *backend.Backend, m *network.Model, cut network.Cut, set *weights.Set) (compile,
	image float64, err error) {
	start := time.Now()
	p, err := newEngine(Request{Backend: b, Model: m, Cut: cut, Weights: set}, batch)
	if err != nil {
		return 0, 0, err
	}
	defer p.close()
	pixels := make([]byte, batch*m.Image*m.Image*3)
	for i := range pixels {
		pixels[i] = 128
	}
	if _, err := p.run(pixels, 0, batch); err != nil { // compiles
		return 0, 0, err
	}
	first := time.Since(start).Seconds()
	if err := ctx.Err(); err != nil {
		return 0, 0, err
	}
	start = time.Now()
	if _, err := p.run(pixels, 0, batch); err != nil {
		return 0, 0, err
	}
	second := time.Since(start).Seconds()
	return max(0, first-second), second / batch, nil
}

// MadeUp are features of the right shapes with values as they are behind a ReLU: how long a step takes does not depend
// on what they are.
func MadeUp(m *network.Model, cut network.Cut, rows int) *Features {
	f := &Features{Rows: rows, Layers: cut.Boundary}
	for _, name := range cut.Boundary {
		shape := m.Layer(name).Output
		data := make([]float32, rows*network.Values(shape))
		for i := range data {
			data[i] = max(0, float32(i*7919%2003)/1000-1)
		}
		f.Shapes, f.Data = append(f.Shapes, shape), append(f.Data, data)
	}
	return f
}
