package fit

import (
	"cmp"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/internal/frozen"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// stream gathers the features of each batch on the host: those of all images would leave a card no memory to train in.
type stream struct{ features *frozen.Features }

// newStream is nil where the features of all images fit: they then lie on the device, where gathering a batch costs
// nothing. The limit is half of its memory.
func newStream(b *backend.Backend, f *frozen.Features) *stream {
	size := int64(0)
	for _, data := range f.Data {
		size += 4 * int64(len(data))
	}
	if memory := cmp.Or(b.Memory, TotalMemory()); memory == 0 || size <= memory/2 {
		return nil
	}
	return &stream{f}
}

// batch uploads the features of some images, room images long, of which the first are set: a boundary layer each.
func (s *stream) batch(t *Trainer, images []int32, room int) (all []*tensors.Tensor, err error) {
	for i, data := range s.features.Data {
		size := len(data) / s.features.Rows
		rows := make([]float32, room*size)
		for k, image := range images {
			copy(rows[k*size:], data[int(image)*size:][:size])
		}
		x, err := t.upload(rows, append([]int{room}, s.features.Shapes[i]...))
		if err != nil {
			free(all)
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

// step trains on batch number batch of an epoch.
func (s *stream) step(t *Trainer, exec *graph.Exec, e *Epoch, batch int) (loss, correct float64, err error) {
	images := t.images(e, batch)
	features, err := s.batch(t, images, len(images))
	if err != nil {
		return 0, 0, err
	}
	defer free(features)
	loss, correct, _, err = t.call(exec, e, batch, batch+1, features)
	return loss, correct, err
}

func free(all []*tensors.Tensor) {
	for _, x := range all {
		x.FinalizeAll()
	}
}
