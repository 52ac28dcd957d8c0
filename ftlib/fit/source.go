package fit

import (
	"cmp"

	"github.com/finetune-go/ft/internal/machine"
	"github.com/gomlx/gomlx/core/tensors"
)

// source brings the features to the device.
type source interface {
	// resident says that it brings those of all images, out of which a program takes those of its batch.
	resident() bool
	// values are those of some images, in tensors padded, a layer each. release frees what is for this call
	// only.
	values(images []int32, capacity int) (values []*tensors.Tensor, release func(), err error)
	close()
}

// newSource chooses where the features come from: the device, or the host where those of all images would leave the
// device no memory to train in, or where they change. The limit is half of it.
func newSource(t *suffix) (source, error) {
	if t.features.Changing {
		return streamed{t}, nil
	}
	size := int64(0)
	for _, data := range t.features.Data {
		size += 4 * int64(len(data))
	}
	if memory := cmp.Or(t.backend.Memory, machine.TotalMemory()); memory > 0 && size > memory/2 {
		return streamed{t}, nil
	}
	s := &stored{suffix: t}
	for i, data := range t.features.Data {
		x, err := t.backend.Upload(data, append([]int{t.features.Rows}, t.features.Shapes[i]...)...)
		if err != nil {
			free(s.all)
			return nil, err
		}
		s.all = append(s.all, x)
	}
	t.features.Close()
	return s, nil
}

// stored has the features of all images on the device, where gathering a batch costs nothing.
type stored struct {
	*suffix
	all []*tensors.Tensor
}

func (s *stored) resident() bool { return true }

func (s *stored) values([]int32, int) ([]*tensors.Tensor, func(), error) {
	return s.all, func() {}, nil
}

func (s *stored) close() { free(s.all) }

// streamed gathers the features of each batch on the host.
type streamed struct{ *suffix }

func (s streamed) resident() bool { return false }

func (s streamed) values(images []int32, capacity int) (all []*tensors.Tensor, release func(), err error) {
	for i, data := range s.features.Data {
		size := len(data) / s.features.Rows
		rows := make([]float32, capacity*size)
		for k, image := range images {
			copy(rows[k*size:], data[int(image)*size:][:size])
		}
		x, err := s.backend.Upload(rows, append([]int{capacity}, s.features.Shapes[i]...)...)
		if err != nil {
			free(all)
			return nil, nil, err
		}
		all = append(all, x)
	}
	return all, func() { free(all) }, nil
}

func (s streamed) close() {}
