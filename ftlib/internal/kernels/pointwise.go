package kernels

// #include "kernels.h"
import "C"

import "fmt"

// Pointwise is a matrix product over pixels with bias, and what may follow it: a residual to add, ReLU. It is a 1x1
// convolution, or any other one whose windows are gathered into rows.
type Pointwise struct {
	height, width, in, out int
	relu                   bool
	u                      []float32 // [out/(2·lanes), in, 2·lanes]
	bias                   []float32
	gather                 func(dst, src []float32, row, first,
		count int) // rows of some output pixels, row apart; nil: src has them
}

// NewPointwise prepares a 1x1 convolution of images [rows, columns, in] that takes each stride-th pixel. The kernel is
// [in, out].
func NewPointwise(kernel, bias []float32, rows, columns, in, out, stride int, relu bool) (*Pointwise, error) {
	if len(kernel) != in*out || len(bias) != out || !Fits(out) {
		return nil, fmt.Errorf("kernels: kernel of %d and bias of %d values do not fit %d to %d channels", len(kernel),
			len(bias), in, out)
	}
	p := &Pointwise{height: (rows-1)/stride + 1, width: (columns-1)/stride + 1, in: in, out: out, relu: relu, bias: bias,
		u: make([]float32, in*out)}
	p.setKernel(kernel)
	if stride > 1 {
		p.gather = func(dst, src []float32, row, first, count int) {
			for i := range count {
				image, y, x := p.pixel(first + i)
				copy(dst[i*row:][:in], src[((image*rows+y*stride)*columns+x*stride)*in:])
			}
		}
	}
	return p, nil
}

// setKernel takes a kernel [in, out] in the order in which the product reads it.
func (p *Pointwise) setKernel(kernel []float32) {
	panel := 2 * lanes()
	parallel(p.out/panel, func(i int) {
		for c := range p.in {
			copy(p.u[(i*p.in+c)*panel:][:panel], kernel[c*p.out+i*panel:])
		}
	})
}

// NewWindowed prepares a convolution with a kernel [side, side, in, out] on images [rows, columns, in], "valid"
// padding: its windows are gathered, one after the other.
func NewWindowed(kernel, bias []float32, rows, columns, side, in, out, stride int, relu bool) (*Pointwise, error) {
	p, err := NewPointwise(kernel, bias, (rows-side)/stride+1, (columns-side)/stride+1, side*side*in, out, 1, relu)
	if err != nil {
		return nil, err
	}
	p.gather = func(dst, src []float32, row, first, count int) {
		for i := range count {
			image, y, x := p.pixel(first + i)
			for r := range side {
				copy(dst[i*row+r*side*in:][:side*in], src[((image*rows+y*stride+r)*columns+x*stride)*in:])
			}
		}
	}
	return p, nil
}

// pixel is where an output pixel lies.
func (p *Pointwise) pixel(i int) (image, y, x int) {
	return i / (p.height * p.width), i / p.width % p.height, i % p.width
}

// Apply convolves n images of src, which lie one after the other without borders, and adds side, which has the shape of
// the output, unless it is nil. The output goes to dst as next reads it, or plainly when next is nil.
func (p *Pointwise) Apply(dst, src, side []float32, n int, next *Conv) {
	s := C.ft_shape{height: C.int(p.height), width: C.int(p.width), cin: C.int(p.in), cout: C.int(p.out),
		dst_row: C.long(p.width * p.out), dst_image: C.long(p.height * p.width * p.out)}
	if p.relu {
		s.relu = 1
	}
	if next != nil {
		dst = next.open(dst, n, &s)
	}
	row := p.in
	if p.in%1024 == 0 {
		row += 16 // or the rows that are read together share a cache set
	}
	s.src_pixel = C.long(row)
	total, rows := n*p.height*p.width, int(kernels.rows)
	block := max(rows, min(blockTiles, total/4)/rows*rows)
	parallel((total+block-1)/block, func(i int) {
		first, count := i*block, min(block, total-i*block)
		m, a := scratch(block*p.out), []float32(nil)
		if p.gather != nil || row > p.in || count < block { // the product reads whole blocks
			a = scratch(block * row)
			defer recycle(a)
			if p.gather != nil {
				p.gather(a, src, row, first, count)
			} else {
				for i := range count {
					copy(a[i*row:], src[(first+i)*p.in:][:p.in])
				}
			}
		} else {
			a = src[first*p.in:]
		}
		C.ft_pointwise(kernels, &s, pointer(a), pointer(p.u), pointer(p.bias), pointer(side), pointer(dst), pointer(m),
			C.int(first), C.int(count))
		recycle(m)
	})
}

// MaxPool takes the largest value of windows of 3x3 pixels at every other pixel of n images [height, width, channels]
// with a border of one zero around them: ResNet50's, whose values are never negative. dst is [n, (height+1)/2,
// (width+1)/2, channels].
func MaxPool(dst, src []float32, n, height, width, channels int) {
	h, w := (height+1)/2, (width+1)/2
	parallel(n*h, func(i int) {
		image, y := i/h, i%h
		for x := range w {
			out := dst[(i*w+x)*channels:][:channels]
			clear(out)
			for r := max(0, 2*y-1); r <= min(height-1, 2*y+1); r++ {
				for c := max(0, 2*x-1); c <= min(width-1, 2*x+1); c++ {
					for k, v := range src[((image*height+r)*width+c)*channels:][:channels] {
						out[k] = max(out[k], v)
					}
				}
			}
		}
	})
}

// Mean averages n images of so many pixels over their pixels. dst is [n, channels].
func Mean(dst, src []float32, n, pixels, channels int) {
	parallel(n, func(i int) {
		for k := range channels {
			sum := 0.
			for p := range pixels {
				sum += float64(src[(i*pixels+p)*channels+k])
			}
			dst[i*channels+k] = float32(sum / float64(pixels))
		}
	})
}
