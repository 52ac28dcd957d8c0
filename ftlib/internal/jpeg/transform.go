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

// coloursOf is convert with vectors.
func coloursOf(out []byte, xs []int, luma, cb, cr []byte) {
	columns := (*C.ptrdiff_t)(unsafe.Pointer(unsafe.SliceData(xs)))
	C.ft_colours(samples(luma), samples(cb), samples(cr), C.ptrdiff_t(len(luma)), columns, C.ptrdiff_t(len(xs)),
		samples(out))
}

// trianglesOf is triangleBoth with vectors.
func trianglesOf(dst, near, far []byte) {
	C.ft_triangle(samples(near), samples(far), C.ptrdiff_t(len(near)), samples(dst))
}

// note says what is known of block x of a row, which is block at of the line.
func (c *component) note(at, x int, rows uint8, wild bool) {
	c.rows[at] = rows
	switch {
	case x >= c.cols || c.wantCol[x] == 0:
		c.state[at] = unwanted
	case wild || c.libjpeg:
		c.state[at] = slow
	case rows == 0:
		c.state[at] = even
	default:
		c.state[at] = varied
	}
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
			idctLibjpeg(&line[x], c.rows[first+x], pix[8*x:], stride)
		case s != unwanted && !vectors:
			idctGo(&line[x], c.rows[first+x], c.wantCol[x], pix[8*x:], stride)
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
				rows, wide := uint8(0), int32(0)
				for k := range 64 {
					if v := int32(coefs[y*c.stride+x][zigzag[k]]); v != 0 {
						v *= c.quant[k]
						b[zigzag[k]] = v
						wide |= v ^ v>>31
						if k > 0 {
							rows |= 1 << (zigzag[k] & 7)
						}
					}
				}
				c.note(at, x, rows, wide > widest)
			}
			c.transform(y)
		}
	}
}
