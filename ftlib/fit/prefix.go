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
func MeasurePrefix(ctx context.Context, b *backend.Backend, m *network.Model, cut network.Cut,
	set *weights.Set) (compile, image float64, err error) {
	return frozen.Speed(ctx, b, m, cut, set)
}

// PrefixKnown says whether the cache has the features of that many images at a cut. It does not look at which images
// and weights they are of: good enough to plan with.
func PrefixKnown(b *backend.Backend, m *network.Model, cut network.Cut, rows int) bool {
	return frozen.Known(frozen.Request{Backend: b, Model: m, Cut: cut}, rows)
}

// Layer is a layer of the base on the device, to be run on images as they come, at most LayerBatch at once: RGB
// [n, image, image, 3]. It is not safe for concurrent use, and the next run overwrites the values of the last one.
type Layer = frozen.Prefix

// LayerBatch is enough images to fill the matrix products, and few enough for memory.
const LayerBatch = 16

// Layer makes a layer of the base ready. It must be closed.
func (s *Session) Layer(m *network.Model, layer string, set *weights.Set) (*Layer, error) {
	return frozen.Open(frozen.Request{Backend: s.Backend, Model: m, Cut: m.At(layer), Weights: set}, LayerBatch)
}
