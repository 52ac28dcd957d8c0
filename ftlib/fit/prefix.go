package fit

import (
	"context"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/internal/frozen"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
)

// Features are the values at a cut for all images, as the frozen prefix computes them.
type Features = frozen.Features

// MadeUpFeatures are features of the right shapes with values as they are behind a ReLU: how long a step takes does not
// depend on what they are.
func MadeUpFeatures(m *network.Model, cut network.Cut, rows int) *Features {
	return frozen.MadeUp(m, cut, rows)
}

// MeasurePrefix runs a prefix on one batch of grey images: the seconds to compile it, and those of an image.
func MeasurePrefix(ctx context.Context, b *backend.Backend, m *network.Model, cut network.Cut, set *weights.Set) (compile, image float64, err error) {
	return frozen.Speed(ctx, b, m, cut, set)
}

// PrefixKnown says whether the cache has the features of that many images at a cut. It does not look at which images and
// weights they are of: good enough to plan with.
func PrefixKnown(b *backend.Backend, m *network.Model, cut network.Cut, rows int) bool {
	return frozen.Known(frozen.Request{Backend: b, Model: m, Cut: cut}, rows)
}

// Activations computes what a layer of the base makes of images, RGB [n, image, image, 3], row by row.
func (s *Session) Activations(ctx context.Context, m *network.Model, layer string, set *weights.Set, pixels []byte) ([]float32, error) {
	data, err := frozen.Compute(ctx, frozen.Request{Backend: s.Backend, Model: m, Cut: m.At(layer), Weights: set, Pixels: pixels, Progress: s.Progress})
	if err != nil {
		return nil, err
	}
	return data[0], nil
}
