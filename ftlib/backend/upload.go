package backend

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
)

// Upload makes a device tensor of host values without another copy in between.
func (b *Backend) Upload(values []float32, shape ...int) (*tensors.Tensor, error) {
	s := shapes.Make(dtypes.Float32, shape...)
	if s.Size() != len(values) {
		return nil, fmt.Errorf("%d values for shape %v", len(values), shape)
	}
	x, err := tensors.FromRaw(b.XLA, 0, s, mapped.Bytes(values))
	return x, Explain(err)
}
