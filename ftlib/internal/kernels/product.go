package kernels

// #include "kernels.h"
import "C"

// product is a 1x1 convolution that can be trained: rows [pixels, in] times a kernel [in, out], without bias.
type product struct {
	forward, backward *Pointwise
	kernel            []float32
}

// newProduct is for images of height x width pixels.
func newProduct(height, width, in, out int) *product {
	plain := func(in, out int) *Pointwise {
		return &Pointwise{height: height, width: width, in: in, out: out, u: make([]float32, in*out),
			bias: make([]float32, out)}
	}
	return &product{forward: plain(in, out), backward: plain(out, in)}
}

func (p *product) set(kernel []float32) {
	p.kernel = kernel
	p.forward.setKernel(kernel)
}

// back sets dx to dy times the transposed kernel, plus side unless it is nil, for n images.
func (p *product) back(dx, dy, side []float32, n int) {
	b := p.backward // its kernel [out, in] is the transposed one of forward
	panel := 2 * lanes()
	parallel(b.out/panel, func(i int) {
		for c := range panel {
			for k, w := range p.kernel[(i*panel+c)*b.in:][:b.in] {
				b.u[(i*b.in+k)*panel+c] = w
			}
		}
	})
	b.Apply(dx, dy, side, n, nil)
}

// gradient sets dk [in, out] to the sum over rows of x times dy. Rows are summed in their order, so that the number of
// threads does not matter.
func (p *product) gradient(dk, x, dy []float32, rows int) {
	in, out := p.forward.in, p.forward.out
	v, w := scratch(chunk*in), scratch(chunk*out)
	defer recycle(v)
	defer recycle(w)
	for base := 0; base < rows; base += chunk {
		all := min(chunk, rows-base)
		const block = 16
		parallel((all+block-1)/block, func(i int) {
			from, to := i*block, min(all, (i+1)*block)
			interleave(v, x[base*in:], in, lanes(), all, from, to)
			interleave(w, dy[base*out:], out, 2*lanes(), all, from, to)
		})
		start := C.int(0)
		if base == 0 {
			start = 1
		}
		channels := 2 * lanes()
		parallel(in/channels, func(i int) {
			C.ft_accumulate(kernels, pointer(v[i*channels*all:]), pointer(w), pointer(dk[i*channels*out:]), C.int(all),
				C.int(channels), C.int(out), start)
		})
	}
}

// interleave writes rows from…to of src [all, channels] to dst [channels/width, all, width].
func interleave(dst, src []float32, channels, width, all, from, to int) {
	for c := 0; c < channels; c += width {
		for t := from; t < to; t++ {
			copy(dst[c*all+t*width:][:width], src[t*channels+c:])
		}
	}
}
