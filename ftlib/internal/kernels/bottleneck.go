package kernels

// #include "kernels.h"
import "C"

import "fmt"

// Block is a bottleneck block of ResNet: 1x1 convolution to Mid channels, 3x3, 1x1 to Out, with batch norms and ReLUs,
// and what is added before the last ReLU: the input or, with Shortcut, a 1x1 convolution of it. Height and Width are
// those of the input, of which the 1x1 convolutions take each Stride-th pixel.
type Block struct {
	Height, Width, In, Mid, Out int
	Stride                      int
	Shortcut                    bool
}

// Unit is a convolution with its batch norm. A block has units 1 to 3, and 0 with a shortcut.
type Unit struct {
	Norm
	Kernel, Bias   []float32 // [side, side, in, out] and [out]
	DKernel, DBias []float32

	point  *product
	window *layer    // of unit 2, instead
	y      []float32 // of the convolution, without the bias
}

// Bottlenecks is a sequence of blocks that is trained, from a cut up to the mean over pixels. It keeps the activations
// of one batch.
type Bottlenecks struct {
	constants Constants
	blocks    []*bottleneck
	g         [2][]float32 // gradients at inputs and outputs of blocks
}

type bottleneck struct {
	Block
	pixels  int // of an image of the output
	units   [4]*Unit
	plain   [4]C.ft_shape // of their outputs
	x       []float32     // input
	taken   []float32     // the pixels of it that the stride leaves
	z2, out []float32     // outputs of unit 2 and of the block, each behind its ReLU; unit 1's is unit 2's padded input
	side    []float32     // what is added before the last ReLU

	// Buffers for gradients: of Mid and Out channels, of what is taken, and of it from the shortcut alone.
	narrow, wide, dtaken, dadd []float32
}

// NewBottlenecks allocates for batches of at most so many images.
func NewBottlenecks(blocks []Block, batch int, c Constants) (*Bottlenecks, error) {
	b := &Bottlenecks{constants: c}
	largest := 0
	for _, spec := range blocks {
		if !Fits(spec.In) || !Fits(spec.Mid) || !Fits(spec.Out) || !spec.Shortcut && (spec.Stride != 1 ||
			spec.In != spec.Out) {
			return nil, fmt.Errorf("kernels: no bottleneck block from %d over %d to %d channels, stride %d", spec.In, spec.Mid,
				spec.Out, spec.Stride)
		}
		in := make([]float32, batch*spec.Height*spec.Width*spec.In)
		if n := len(b.blocks); n > 0 {
			in = b.blocks[n-1].out
		}
		block := newBottleneck(spec, in, batch)
		b.blocks = append(b.blocks, block)
		largest = max(largest, len(in), len(block.out))
	}
	for i := range b.g {
		b.g[i] = make([]float32, largest)
	}
	return b, nil
}

func newBottleneck(spec Block, in []float32, batch int) *bottleneck {
	h, w := (spec.Height-1)/spec.Stride+1, (spec.Width-1)/spec.Stride+1
	b := &bottleneck{Block: spec, pixels: h * w, x: in, taken: in, side: in}
	alloc := func(channels int) []float32 { return make([]float32, batch*h*w*channels) }
	unit := func(i, in, out, taps int) {
		b.units[i] = &Unit{Norm: newNorm(out), DKernel: make([]float32, taps*in*out), DBias: make([]float32, out),
			y: alloc(out)}
		b.plain[i] = C.ft_shape{height: C.int(h), width: C.int(w), cout: C.int(out), dst_row: C.long(w * out),
			dst_image: C.long(h * w * out)}
		if taps == 1 {
			b.units[i].point = newProduct(h, w, in, out)
		}
	}
	unit(1, spec.In, spec.Mid, 1)
	unit(2, spec.Mid, spec.Mid, 9)
	unit(3, spec.Mid, spec.Out, 1)
	l := &layer{Layer: Layer{Height: h, Width: w, In: spec.Mid, Out: spec.Mid, Trained: true}}
	l.forward, l.backward = shaped(h, w, spec.Mid, spec.Mid, false), shaped(h, w, spec.Mid, spec.Mid, false)
	l.x, l.dy = make([]float32, batch*l.forward.InputSize()), make([]float32, batch*l.backward.InputSize())
	l.dk, l.db = b.units[2].DKernel, b.units[2].DBias
	b.units[2].window = l
	b.z2, b.out = alloc(spec.Mid), alloc(spec.Out)
	b.narrow, b.wide = alloc(spec.Mid), alloc(spec.Out)
	if spec.Stride > 1 {
		b.taken = alloc(spec.In)
	}
	if spec.Shortcut {
		unit(0, spec.In, spec.Out, 1)
		b.side, b.dtaken, b.dadd = alloc(spec.Out), alloc(spec.In), alloc(spec.In)
	}
	return b
}

// Unit is number i of a block.
func (b *Bottlenecks) Unit(block, i int) *Unit { return b.blocks[block].units[i] }

// Set sets the kernel and the bias of a unit's convolution. They must not be changed before the next Set.
func (u *Unit) Set(kernel, bias []float32) {
	u.Kernel, u.Bias = kernel, bias
	if u.window != nil {
		u.window.kernel = kernel
		u.window.forward.setKernel(kernel, u.window.In)
	} else {
		u.point.set(kernel)
	}
}

// Forward runs images [height, width, in] through the blocks and returns the means over the pixels of the last one,
// [n, out]. With training, norms use and move statistics as training does.
func (b *Bottlenecks) Forward(images [][]float32, training bool) []float32 {
	first := b.blocks[0]
	size := first.Height * first.Width * first.In
	parallel(len(images), func(i int) { copy(first.x[i*size:], images[i]) })
	n := len(images)
	for _, block := range b.blocks {
		block.forward(n, training, b.constants)
	}
	last := b.blocks[len(b.blocks)-1]
	out := make([]float32, n*last.Out)
	Mean(out, last.out, n, last.pixels, last.Out)
	return out
}

// Backward propagates the gradient of the loss at what Forward returned for n images back to all weights.
func (b *Bottlenecks) Backward(gradient []float32, n int) {
	last := b.blocks[len(b.blocks)-1]
	g, below := b.g[0], b.g[1]
	parallel(n*last.pixels, func(i int) {
		out := g[i*last.Out:][:last.Out]
		for k, v := range gradient[i/last.pixels*last.Out:][:last.Out] {
			out[k] = v / float32(last.pixels)
		}
	})
	for i := len(b.blocks) - 1; i >= 0; i-- {
		if i == 0 {
			below = nil
		}
		b.blocks[i].backward(g, below, n)
		g, below = below, g
	}
}
