// Package winograd computes 3x3 convolutions on the CPU with a quarter of the multiplications.
//
// It is the one place where the project goes below XLA: VGG16's frozen prefix is nothing but 3x3 convolutions of
// stride 1, and XLA:CPU runs them as direct ones. Winograd's F(4x4, 3x3) turns a 4x4 tile of the output into 36
// products instead of 144 (Lavin and Gray, arXiv:1509.09308), with bias, ReLU and max-pooling done while the tile is
// in the cache. The kernels are C with vector extensions, compiled for AVX-512, AVX2 and whatever else there is; the
// processor decides at run time. docs/performance.md has what it gains.
package winograd

// #cgo CFLAGS: -O3
// #include "winograd.h"
import "C"

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Lanes is what the channels of the input must be a multiple of, and half of what those of the output must be.
var Lanes = int(C.ft_lanes())

// Conv is a 3x3 convolution with stride 1, "same" padding, bias and ReLU, optionally followed by 2x2 max-pooling.
type Conv struct {
	height, width, in, out int
	pool                   bool
	u                      []float32 // [36, out/(2·Lanes), in, 2·Lanes]
	bias                   []float32
}

// New prepares a convolution of images [height, width, in] to out channels. The kernel is HWIO, [3, 3, in, out]; bias
// has out values. Channels of the input are rounded up to a multiple of Lanes.
func New(kernel, bias []float32, height, width, in, out int, pool bool) (*Conv, error) {
	if len(kernel) != 9*in*out || len(bias) != out {
		return nil, fmt.Errorf("winograd: kernel of %d and bias of %d values do not fit %d to %d channels", len(kernel), len(bias), in, out)
	}
	if out%(2*Lanes) != 0 {
		return nil, fmt.Errorf("winograd: %d output channels, not a multiple of %d", out, 2*Lanes)
	}
	c := &Conv{height: height, width: width, in: (in + Lanes - 1) / Lanes * Lanes, out: out, pool: pool, bias: bias}
	c.u = transform(kernel, in, c.in, out)
	return c, nil
}

// tiles are the 4x4 tiles of an image along its height and width.
func (c *Conv) tiles() (h, w int) { return (c.height + 3) / 4, (c.width + 3) / 4 }

// InputSize is the number of floats of one image as [Conv.Apply] reads it: a border of zeros around it, up to whole
// tiles, [4·tiles+2, 4·tiles+2, channels].
func (c *Conv) InputSize() int {
	h, w := c.tiles()
	return (4*h + 2) * (4*w + 2) * c.in
}

// OutputShape is the shape of one image of the output.
func (c *Conv) OutputShape() (height, width, channels int) {
	if c.pool {
		return c.height / 2, c.width / 2, c.out
	}
	return c.height, c.width, c.out
}

// Fill writes one image given value by value into a padded input, zeros around it and in the channels above n.
func (c *Conv) Fill(dst []float32, n int, value func(y, x, channel int) float32) {
	clear(dst[:c.InputSize()])
	_, tw := c.tiles()
	for y := range c.height {
		for x := range c.width {
			at := ((y+1)*(4*tw+2) + x + 1) * c.in
			for k := range n {
				dst[at+k] = value(y, x, k)
			}
		}
	}
}

// blockTiles are the tiles that one call handles: few enough that their transforms stay in the last-level cache,
// enough to use each kernel value that often.
const blockTiles = 96

// Apply convolves n padded images of src. The output goes to dst as next reads it, borders included, or plainly as
// [n, height, width, channels] when next is nil.
func (c *Conv) Apply(dst, src []float32, n int, next *Conv) {
	th, tw := c.tiles()
	h, w, _ := c.OutputShape()
	s := C.ft_shape{height: C.int(c.height), width: C.int(c.width), cin: C.int(c.in), cout: C.int(c.out), tiles_h: C.int(th), tiles_w: C.int(tw),
		src_width: C.int(4*tw + 2), src_image: C.long(c.InputSize()), dst_row: C.long(w * c.out), dst_image: C.long(h * w * c.out)}
	if c.pool {
		s.pool = 1
	}
	start := 0
	if next != nil {
		nth, ntw := next.tiles()
		row := (4*ntw + 2) * c.out
		s.dst_row, s.dst_image = C.long(row), C.long(next.InputSize())
		start = row + c.out
		for i := range n {
			border(dst[i*next.InputSize():(i+1)*next.InputSize()], 4*nth+2, row, h, w*c.out, c.out)
		}
	}
	workers := runtime.GOMAXPROCS(0)
	total := n * th * tw
	block := min(blockTiles, (total+2*workers-1)/(2*workers))
	rows := int(C.ft_rows())
	block = (block + rows - 1) / rows * rows
	var done atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			v := make([]float32, 36*(block*c.in+16))
			m := make([]float32, 36*(block*c.out+16))
			for {
				first := int(done.Add(int64(block))) - block
				if first >= total {
					return
				}
				C.ft_block(&s, pointer(src), pointer(c.u), pointer(c.bias), pointer(dst[start:]), pointer(v), pointer(m), C.int(first), C.int(min(block, total-first)))
			}
		})
	}
	wait.Wait()
}

// border zeroes what surrounds an image of h rows of w floats in a padded one.
func border(image []float32, rows, row, h, w, channels int) {
	clear(image[:row])
	for y := 1; y <= h; y++ {
		clear(image[y*row : y*row+channels])
		clear(image[y*row+channels+w : (y+1)*row])
	}
	clear(image[(h+1)*row : rows*row])
}

func pointer(v []float32) *C.float { return (*C.float)(unsafe.Pointer(unsafe.SliceData(v))) }
