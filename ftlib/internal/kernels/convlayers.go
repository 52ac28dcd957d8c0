package kernels

import "fmt"

// Layer is one convolution of [ConvLayers], with bias and ReLU, and 2x2 max-pooling behind it if Pool is set.
type Layer struct {
	Height, Width, In, Out int
	Pool                   bool
	Trained                bool // its gradients are wanted
}

// ConvLayers is a sequence of convolutions that can be trained: the part of VGG16 between a cut and its head. It keeps
// the activations of one batch.
type ConvLayers struct {
	layers []*layer
}

type layer struct {
	Layer
	forward, backward *Conv
	kernel            []float32
	x, y, dy          []float32 // input, output after ReLU and its gradient; y and dy as backward reads them
	dk, db            []float32
}

// NewConvLayers allocates for batches of at most so many images. The last layer must end in max-pooling, as VGG16 does.
func NewConvLayers(layers []Layer, batch int) (*ConvLayers, error) {
	s := &ConvLayers{}
	for i, spec := range layers {
		if !Fits(spec.Out) || !Fits(spec.In) {
			return nil, fmt.Errorf("kernels: %d to %d channels, not multiples of %d", spec.In, spec.Out, 2*lanes())
		}
		l := &layer{Layer: spec}
		l.forward = shaped(spec.Height, spec.Width, spec.In, spec.Out, false)
		l.backward = shaped(spec.Height, spec.Width, spec.Out, spec.In, false)
		l.y = make([]float32, batch*l.backward.InputSize())
		l.dy = make([]float32, batch*l.backward.InputSize())
		if i > 0 && !layers[i-1].Pool {
			l.x = s.layers[i-1].y
		} else {
			l.x = make([]float32, batch*l.forward.InputSize())
		}
		if spec.Trained {
			l.dk, l.db = make([]float32, 9*spec.In*spec.Out), make([]float32, spec.Out)
		}
		s.layers = append(s.layers, l)
	}
	if len(layers) == 0 || !layers[len(layers)-1].Pool {
		return nil, fmt.Errorf("kernels: the last convolution must end in max-pooling")
	}
	return s, nil
}

// Set sets a layer's kernel [3, 3, in, out] and bias. The kernel must not be changed before the next Set.
func (s *ConvLayers) Set(layer int, kernel, bias []float32) {
	l := s.layers[layer]
	l.kernel, l.forward.bias = kernel, bias
	l.forward.setKernel(kernel, l.In)
}

// Gradient returns the gradients of a trained layer's kernel and bias after [ConvLayers.Backward], whose next call
// overwrites them.
func (s *ConvLayers) Gradient(layer int) (kernel, bias []float32) {
	return s.layers[layer].dk, s.layers[layer].db
}

// Forward runs images [height, width, in] through all layers and returns [n, height/2, width/2, out] of the last layer.
func (s *ConvLayers) Forward(images [][]float32) []float32 {
	first := s.layers[0].forward
	parallel(len(images), func(i int) {
		dst := s.layers[0].x[i*first.InputSize():]
		for y := range first.height {
			copy(dst[first.place(y, 0):], images[i][y*first.width*first.in:(y+1)*first.width*first.in])
		}
	})
	n := len(images)
	for i, l := range s.layers {
		l.forward.apply(l.y, l.x, nil, n, l.backward)
		if !l.Pool {
			continue
		}
		if i == len(s.layers)-1 {
			out := make([]float32, n*(l.Height/2)*(l.Width/2)*l.Out)
			l.maxPool(out, n, nil)
			return out
		}
		l.maxPool(s.layers[i+1].x, n, s.layers[i+1].forward)
	}
	panic("kernels: the last convolution must end in max-pooling")
}

// Backward propagates the gradient of the loss at what Forward returned for n images back to the trained layers.
func (s *ConvLayers) Backward(gradient []float32, n int) {
	learns := make([]bool, len(s.layers)) // the layer or one below it
	for i, l := range s.layers {
		learns[i] = l.Trained || i > 0 && learns[i-1]
	}
	for i := len(s.layers) - 1; i >= 0 && learns[i]; i-- {
		l := s.layers[i]
		if l.Pool {
			l.unpool(gradient, n)
		}
		if l.Trained {
			l.gradients(n)
		}
		if i == 0 || !learns[i-1] {
			return
		}
		l.backward.setKernel(l.flipped(), l.Out)
		below := s.layers[i-1]
		if below.Pool {
			gradient = make([]float32, n*l.Height*l.Width*l.In)
			l.backward.apply(gradient, l.dy, nil, n, nil)
		} else {
			l.backward.apply(below.dy, l.dy, below.y, n, below.backward)
		}
	}
}

// flipped is the kernel that propagates gradients back: rotated by 180 degrees, with input and output exchanged.
func (l *layer) flipped() []float32 {
	t := make([]float32, len(l.kernel))
	const rows = 16 // of the input at once, so that both sides stay in the cache
	parallel(9*l.In/rows, func(i int) {
		tap, first := i/(l.In/rows), i%(l.In/rows)*rows
		from, to := l.kernel[tap*l.In*l.Out:], t[(8-tap)*l.In*l.Out:]
		for k := range l.Out {
			for c := first; c < first+rows; c++ {
				to[k*l.In+c] = from[c*l.Out+k]
			}
		}
	})
	return t
}
