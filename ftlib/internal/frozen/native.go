package frozen

import (
	"fmt"
	"math"
	"sync"

	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/finetune-go/ft/ftlib/network"
)

// chunk is how many images of a side go through the kernels at once: at 224 pixels VGG16's first activations are 13
// MB an image, and larger images shall not take more.
func chunk(side int) int {
	const most, usual = 8, 224
	return max(1, min(most, most*usual*usual/(side*side)))
}

// native runs a prefix on the CPU's kernels.
type native struct {
	model    *network.Model
	boundary []string
	steps    []*nativeStep
	chunk    int
	image    []float32 // preprocessed images, padded as the first step wants them
	values   map[string][]float32
	free     [][]float32
}

// nativeStep is a fused step with its weights.
type nativeStep struct {
	fused
	conv  *kernels.Conv // one of the two for a convolution
	point *kernels.Pointwise
	next  *kernels.Conv // the step that reads the value, if it wants it padded
	last  []string      // values that nobody reads after this step
}

// fusedSteps are the steps of the prefix for the CPU's kernels; nil on other devices and where they do not cover it.
func (r Request) fusedSteps() []*fused {
	if r.Backend.Device != "xla:cpu" {
		return nil
	}
	return fuse(r.Model, r.Cut.Boundary)
}

func newNative(r Request, steps []*fused, chunk int) (*native, error) {
	e := &native{model: r.Model, boundary: r.Cut.Boundary, chunk: chunk, values: map[string][]float32{}}
	source := map[string]*nativeStep{}
	reader := map[string]*nativeStep{} // the last one
	for _, f := range steps {
		s := &nativeStep{fused: *f}
		if err := s.build(r); err != nil {
			return nil, err
		}
		for _, in := range []string{f.in, f.side} {
			if from := source[in]; from != nil {
				if (s.conv != nil) != (from.next != nil) && reader[in] != nil {
					return nil, fmt.Errorf("%s is read both with and without a border", in)
				}
				from.next = s.conv
			}
			reader[in] = s
		}
		source[f.out] = s
		e.steps = append(e.steps, s)
	}
	for _, name := range e.boundary {
		delete(reader, name)
	}
	for name, s := range reader {
		if name != "" && name != r.Model.Layers[0].Name {
			s.last = append(s.last, name)
		}
	}
	return e, nil
}

// build sets a convolution's weights, with the batch norm behind it taken in: a frozen one is a factor and a shift
// of each channel.
func (s *nativeStep) build(r Request) error {
	l := s.layer
	if l == nil || l.Kind != network.Conv {
		return nil
	}
	get := func(layer, name string) ([]float32, error) {
		t, ok := r.Weights.Tensors[layer+"/"+name]
		if !ok {
			return nil, fmt.Errorf("weights %s have no %s/%s, which %s needs", r.Weights.Source, layer, name, r.Model.Name)
		}
		return t.Data, nil
	}
	kernel, err := get(l.Name, "kernel")
	if err != nil {
		return err
	}
	bias, err := get(l.Name, "bias")
	if err != nil {
		return err
	}
	if s.norm != nil {
		var v [4][]float32
		for i, name := range []string{"gamma", "beta", "moving_mean", "moving_variance"} {
			if v[i], err = get(s.norm.Name, name); err != nil {
				return err
			}
		}
		scaled, shifted := make([]float32, len(kernel)), make([]float32, len(bias))
		for k := range bias {
			scale := float64(v[0][k]) / math.Sqrt(float64(v[3][k])+network.BatchNormEpsilon)
			shifted[k] = float32((float64(bias[k])-float64(v[2][k]))*scale + float64(v[1][k]))
			for i := k; i < len(kernel); i += len(bias) {
				scaled[i] = float32(float64(kernel[i]) * scale)
			}
		}
		kernel, bias = scaled, shifted
	}
	in := r.Model.Layer(s.in).Output
	h, w := l.Output[0], l.Output[1]
	switch {
	case s.winograd():
		s.conv, err = kernels.New(kernel, bias, h, w, in[2], l.Units, s.pool)
	case l.Kernel == 1:
		s.point, err = kernels.NewPointwise(kernel, bias, in[0], in[1], in[2], l.Units, l.Stride, s.relu)
	default:
		s.point, err = kernels.NewWindowed(kernel, bias, in[0]+2*s.pad, in[1]+2*s.pad, l.Kernel, in[2], l.Units, l.Stride,
			s.relu)
	}
	return err
}

func (e *native) run(pixels []byte, from, rows int) ([][]float32, error) {
	out := make([][]float32, len(e.boundary))
	for i := 0; i < rows; i += e.chunk {
		n := min(e.chunk, rows-i)
		e.fill(pixels, from+i, n)
		for _, s := range e.steps {
			e.step(s, n)
			for _, name := range s.last {
				e.free = append(e.free, e.values[name])
				delete(e.values, name)
			}
		}
		for k, name := range e.boundary {
			out[k] = append(out[k], e.values[name][:n*network.Values(e.model.Layer(name).Output)]...)
		}
		for name, v := range e.values {
			e.free = append(e.free, v)
			delete(e.values, name)
		}
	}
	return out, nil
}

// fill preprocesses images as network.Preprocess does: BGR less the mean.
func (e *native) fill(pixels []byte, from, n int) {
	side, first := e.model.Image, e.steps[0]
	size := (side + 2*first.pad) * (side + 2*first.pad) * 3
	if first.conv != nil {
		size = first.conv.InputSize()
	}
	if len(e.image) < n*size {
		e.image = make([]float32, n*size)
	}
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() {
			image, dst := pixels[(from+i)*side*side*3:], e.image[i*size:]
			at := func(y, x, bgr int) float32 { return float32(image[(y*side+x)*3+2-bgr]) - network.MeanBGR[bgr] }
			if first.conv != nil {
				first.conv.Fill(dst, 3, at)
				return
			}
			for y := range side {
				for x := range side {
					for k := range 3 {
						dst[((y+first.pad)*(side+2*first.pad)+x+first.pad)*3+k] = at(y, x, k)
					}
				}
			}
		})
	}
	wait.Wait()
}

// step computes one step for n images.
func (e *native) step(s *nativeStep, n int) {
	src := e.values[s.in]
	if s.in == e.model.Layers[0].Name {
		src = e.image
	}
	size := network.Values(e.model.Layer(s.out).Output)
	if s.next != nil {
		size = s.next.InputSize()
	}
	dst := e.buffer(e.chunk * size)
	e.values[s.out] = dst
	switch {
	case s.conv != nil:
		s.conv.Apply(dst, src, n, s.next)
	case s.point != nil:
		s.point.Apply(dst, src, e.values[s.side], n, s.next)
	default:
		in := e.model.Layer(s.in).Output
		switch {
		case s.layer == nil:
			copy(dst, src[:n*size])
		case s.layer.Kind == network.AvgPool:
			kernels.Mean(dst, src, n, in[0]*in[1], in[2])
		default:
			kernels.MaxPool(dst, src, n, in[0], in[1], in[2])
		}
	}
}

// buffer returns n floats of any value.
func (e *native) buffer(n int) []float32 {
	best := -1
	for i, b := range e.free {
		if cap(b) >= n && (best < 0 || cap(b) < cap(e.free[best])) {
			best = i
		}
	}
	if best < 0 {
		return make([]float32, n)
	}
	b := e.free[best][:n]
	e.free = append(e.free[:best], e.free[best+1:]...)
	return b
}

func (e *native) close() {}
