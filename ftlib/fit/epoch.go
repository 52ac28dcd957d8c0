package fit

import (
	"slices"

	"github.com/gomlx/gomlx/core/tensors"
)

// Epoch is the order and the dropout of one epoch, ready to be trained on.
type Epoch struct {
	images []int32   // in their order
	keep   [][]uint8 // of each active dropout layer: 1 where a value is kept, [items·features]
	rates  []float32 // learning rate of each step; the rule's unless a schedule says otherwise
	order  *tensors.Tensor
	drops  []*tensors.Tensor
}

// newEpoch takes the order of the images and, for each active dropout layer in table order, which values are kept (1)
// or dropped (0): [items·features].
func (t *Trainer) newEpoch(order []int32, keep [][]uint8) *Epoch {
	e := &Epoch{images: order, keep: keep}
	e.rates = slices.Repeat([]float32{float32(t.Rule.Rate())}, t.Batches(e))
	t.engine.begin(e)
	return e
}

// Batches is the number of batches of an epoch, a last smaller one included.
func (t *Trainer) Batches(e *Epoch) int { return (len(e.images) + t.batch - 1) / t.batch }

// items are the images of a batch of an epoch.
func (t *suffix) items(e *Epoch, batch int) []int32 {
	return e.images[batch*t.batch : min(len(e.images), (batch+1)*t.batch)]
}

// Close frees what lies on the device.
func (e *Epoch) Close() {
	if e.order != nil {
		free(append(e.drops, e.order))
	}
}
