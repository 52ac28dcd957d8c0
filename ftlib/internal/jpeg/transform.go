package jpeg

// #cgo CFLAGS: -O3
// #include "vector.h"
import "C"

import "unsafe"

// What is to be done with a block.
const (
	unwanted = iota
	even     // all samples have one shade
	varied
	slow // by libjpeg's transform
)

// vectors says whether this processor has the instructions of vector.c.
var vectors = C.ft_idct_vectors() != 0

func samples(b []byte) *C.uint8_t { return (*C.uint8_t)(unsafe.SliceData(b)) }

func places(list []int) *C.ptrdiff_t { return (*C.ptrdiff_t)(unsafe.Pointer(unsafe.SliceData(list))) }

// coloursOf is convert with vectors.
func coloursOf(out []byte, xs []int, luma, cb, cr []byte) {
	C.ft_colours(samples(luma), samples(cb), samples(cr), C.ptrdiff_t(len(luma)), places(xs), C.ptrdiff_t(len(xs)),
		samples(out))
}

// colours420 is colours with vectors for the usual layout of photographs, where chroma has half the picture's size.
func colours420(rgb []byte, xs, ys []int, luma, cb, cr *component) {
	C.ft_colours_420(samples(luma.pix), C.ptrdiff_t(luma.stride*8), samples(cb.pix), samples(cr.pix),
		C.ptrdiff_t(cb.stride*8), C.ptrdiff_t(cb.wide), C.ptrdiff_t(cb.high), places(xs), C.ptrdiff_t(len(xs)),
		C.ptrdiff_t(luma.wide), places(ys), C.ptrdiff_t(len(ys)), samples(make([]byte, 4*cb.wide)), samples(rgb))
}

// trianglesOf is triangleBoth with vectors.
func trianglesOf(dst, near, far []byte) {
	C.ft_triangle(samples(near), samples(far), C.ptrdiff_t(len(near)), samples(dst))
}

// note says what is known of block x of a row, which is block at of the line: whether it has values beside the first,
// and whether some are wild.
func (c *component) note(at, x int, more, wild bool) {
	switch {
	case x >= c.cols || c.wantCol[x] == 0:
		c.state[at] = unwanted
	case wild || c.libjpeg:
		c.state[at] = slow
	case !more:
		c.state[at] = even
	default:
		c.state[at] = varied
	}
}

// rowsOf says which rows of a block have values beside the first of all, a bit each.
func rowsOf(b *[64]int32) (rows uint8) {
	for i := range 8 {
		first := b[i]
		if i == 0 {
			first = 0
		}
		if first|b[8+i]|b[16+i]|b[24+i]|b[32+i]|b[40+i]|b[48+i]|b[56+i] != 0 {
			rows |= 1 << i
		}
	}
	return rows
}

// transform turns the values of row y of blocks into samples, if they are wanted.
func (c *component) transform(y int) {
	if c.coefs != nil || y >= c.down || !c.wantRow[y] {
		return
	}
	first := y % c.v * c.stride
	line, state := c.line[first:first+c.cols], c.state[first:first+c.cols]
	pix, stride := c.pix[y*c.stride*64:], c.stride*8
	if vectors {
		C.ft_idct((*C.int32_t)(unsafe.Pointer(unsafe.SliceData(line))), samples(state), C.int(len(line)),
			samples(pix), C.ptrdiff_t(stride))
	}
	for x := range line {
		switch s := state[x]; {
		case s == slow:
			idctLibjpeg(&line[x], pix[8*x:], stride)
		case s != unwanted && !vectors:
			idctGo(&line[x], c.wantCol[x], pix[8*x:], stride)
		}
	}
}

// transformAll turns the coefficients of a progressive file into samples.
func (d *decoder) transformAll() {
	for i := range d.comps {
		c := &d.comps[i]
		if c.quant == nil { // it came in no scan
			c.quant = new([64]int32)
		}
		coefs := c.coefs
		c.coefs = nil
		for y := range c.down {
			for x := range c.cols {
				at := y%c.v*c.stride + x
				b := &c.line[at]
				*b = [64]int32{}
				more, wide := false, int32(0)
				for k := range 64 {
					if v := int32(coefs[y*c.stride+x][zigzag[k]]); v != 0 {
						v *= c.quant[k]
						b[zigzag[k]] = v
						wide |= v ^ v>>31
						more = more || k > 0
					}
				}
				c.note(at, x, more, wide > widest)
			}
			c.transform(y)
		}
	}
}
