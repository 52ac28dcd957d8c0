// Package kernels computes convolutions, dense layers and their gradients on the CPU, below XLA.
//
// XLA:CPU runs 3x3 convolutions as direct ones. Winograd's F(4x4, 3x3) turns a 4x4 tile of the output into 36 products
// instead of 144 (Lavin and Gray, arXiv:1509.09308), with bias, ReLU and max-pooling done while the tile is in the
// cache: all of VGG16 below its head, and half of ResNet50. What else the two need is here as well: 1x1 convolutions
// with bias, residual and ReLU, batch norms on the batch, and pooling. [ConvLayers] and [Bottlenecks] also go backward,
// and a [Head] of dense layers trains whole, optimizer included. The kernels are C with vector extensions, compiled
// for AVX-512, AVX2 and whatever else there is; the processor decides at run time. Results do not depend on the number
// of threads. docs/performance.md has what it gains.
package kernels

// #include "kernels.h"
import "C"

import "fmt"

// Conv is a 3x3 convolution with stride 1, "same" padding, bias and ReLU, optionally followed by 2x2 max-pooling.
type Conv struct {
	height, width, in, out int
	pool                   bool
	u                      []float32 // [36, out/(2·lanes), in, 2·lanes]
	bias                   []float32 // nil: neither bias nor ReLU
}

// Fits says whether a convolution to out channels can be computed.
func Fits(out int) bool { return out%(2*lanes()) == 0 }

// New prepares a convolution of images [height, width, in] to out channels. The kernel is HWIO, [3, 3, in, out]; bias
// has out values.
func New(kernel, bias []float32, height, width, in, out int, pool bool) (*Conv, error) {
	if len(kernel) != 9*in*out || len(bias) != out {
		return nil, fmt.Errorf("kernels: kernel of %d and bias of %d values do not fit %d to %d channels", len(kernel),
			len(bias), in, out)
	}
	if !Fits(out) {
		return nil, fmt.Errorf("kernels: %d output channels, not a multiple of %d", out, 2*lanes())
	}
	c := shaped(height, width, in, out, pool)
	c.bias = bias
	c.setKernel(kernel, in)
	return c, nil
}

// shaped is a convolution without its kernel. Channels of the input are rounded up to whole vectors.
func shaped(height, width, in, out int, pool bool) *Conv {
	return &Conv{height: height, width: width, in: (in + lanes() - 1) / lanes() * lanes(), out: out, pool: pool}
}

// setKernel takes a kernel [3, 3, in, out] to the 36 points.
func (c *Conv) setKernel(kernel []float32, in int) {
	if c.u == nil {
		c.u = make([]float32, 36*(c.in*c.out+apart))
	}
	const rows = 16
	parallel((in+rows-1)/rows, func(i int) {
		C.ft_kernel(kernels, pointer(kernel), pointer(c.u), C.int(in), C.int(c.in), C.int(c.out), C.int(i*rows),
			C.int(min(in, (i+1)*rows)))
	})
}

// tiles are the 4x4 tiles of an image along its height and width.
func (c *Conv) tiles() (h, w int) { return (c.height + 3) / 4, (c.width + 3) / 4 }

// InputSize is the number of floats of one image as [Conv.Apply] reads it: a border of zeros around it, up to whole
// tiles, [4·tiles+2, 4·tiles+2, channels].
func (c *Conv) InputSize() int {
	h, w := c.tiles()
	return (4*h + 2) * (4*w + 2) * c.in
}

// place is where the value at a pixel lies in a padded input.
func (c *Conv) place(y, x int) int {
	_, tw := c.tiles()
	return ((y+1)*(4*tw+2) + x + 1) * c.in
}

// OutputShape is the shape of one image of the output.
func (c *Conv) OutputShape() (height, width, channels int) {
	if c.pool {
		return c.height / 2, c.width / 2, c.out
	}
	return c.height, c.width, c.out
}

// Fill writes one image of n channels, given value by value, into a padded input.
func (c *Conv) Fill(dst []float32, n int, value func(y, x, channel int) float32) {
	clear(dst[:c.InputSize()])
	for y := range c.height {
		for x := range c.width {
			at := c.place(y, x)
			for k := range n {
				dst[at+k] = value(y, x, k)
			}
		}
	}
}

// Apply convolves n padded images of src. The output goes to dst as next reads it, borders included, or plainly as
// [n, height, width, channels] when next is nil.
func (c *Conv) Apply(dst, src []float32, n int, next *Conv) { c.apply(dst, src, nil, n, next) }

// blockTiles are the tiles that one call handles: few enough that their transforms stay in the last-level cache,
// enough to use each kernel value that often.
const blockTiles = 96

// apply is Apply with a mask, laid out as dst, whose positive values let the output through.
func (c *Conv) apply(dst, src, mask []float32, n int, next *Conv) {
	s := c.shape()
	if next != nil {
		dst = next.open(dst, n, &s)
		if mask != nil {
			mask = mask[next.place(0, 0):]
		}
	}
	total, rows := n*int(s.tiles_h*s.tiles_w), int(kernels.rows)
	block := max(rows, min(blockTiles, total/4)/rows*rows)
	parallel((total+block-1)/block, func(i int) {
		v, m := scratch(36*(block*c.in+apart)), scratch(36*(block*c.out+apart))
		C.ft_block(kernels, &s, pointer(src), pointer(c.u), pointer(c.bias), pointer(mask), pointer(dst), pointer(v),
			pointer(m),
			C.int(i*block), C.int(min(block, total-i*block)))
		recycle(v)
		recycle(m)
	})
}

// open prepares dst, n padded inputs of c, for an output of the shape s: it zeroes the borders, sets the strides and
// returns dst from the first pixel on.
func (c *Conv) open(dst []float32, n int, s *C.ft_shape) []float32 {
	inside := c.inside(dst, s)
	for i := range n {
		border(dst[i*c.InputSize():(i+1)*c.InputSize()], int(s.dst_row), c.height, c.width*c.in, c.in)
	}
	return inside
}

// inside sets the strides of a padded input and returns it from the first pixel on.
func (c *Conv) inside(padded []float32, s *C.ft_shape) []float32 {
	_, tw := c.tiles()
	s.dst_row, s.dst_image = C.long((4*tw+2)*c.in), C.long(c.InputSize())
	return padded[c.place(0, 0):]
}

func (c *Conv) shape() C.ft_shape {
	th, tw := c.tiles()
	h, w, _ := c.OutputShape()
	s := C.ft_shape{height: C.int(c.height), width: C.int(c.width), cin: C.int(c.in), cout: C.int(c.out),
		tiles_h: C.int(th), tiles_w: C.int(tw),
		src_width: C.int(4*tw + 2), src_image: C.long(c.InputSize()), dst_row: C.long(w * c.out),
		dst_image: C.long(h * w * c.out)}
	if c.pool {
		s.pool = 1
	}
	return s
}

// border zeroes what surrounds an image of h rows of w floats in a padded one.
func border(image []float32, row, h, w, channels int) {
	clear(image[:row])
	for y := 1; y <= h; y++ {
		clear(image[y*row : y*row+channels])
		clear(image[y*row+channels+w : (y+1)*row])
	}
	clear(image[(h+1)*row:])
}
