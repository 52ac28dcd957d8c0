package kernels

// #include "kernels.h"
import "C"

// chunk is the number of tiles whose transforms are kept at once: 36·chunk·(in+out) floats.
const chunk = 384

// gradients computes dk and db from x and dy of n images. Sums run over the tiles in their order, so that the number of
// threads does not matter.
func (l *layer) gradients(n int) {
	s := l.forward.shape()
	total := n * int(s.tiles_h*s.tiles_w)
	v, w, du := scratch(36*(chunk*l.In+apart)), scratch(36*(chunk*l.Out+apart)), scratch(36*(l.In*l.Out+apart))
	for base := 0; base < total; base += chunk {
		all := min(chunk, total-base)
		const block = 16
		parallel((all+block-1)/block, func(i int) {
			C.ft_gradient_tiles(kernels, &s, pointer(l.x), pointer(l.dy), pointer(v), pointer(w), C.int(base), C.int(all),
				C.int(base+i*block), C.int(min(block, all-i*block)))
		})
		start := C.int(0)
		if base == 0 {
			start = 1
		}
		parallel(36, func(p int) {
			C.ft_accumulate(kernels, pointer(v[p*(all*l.In+apart):]), pointer(w[p*(all*l.Out+apart):]),
				pointer(du[p*(l.In*l.Out+apart):]), C.int(all), C.int(l.In), C.int(l.Out), start)
		})
	}
	const rows = 16
	parallel(l.In/rows, func(i int) {
		C.ft_kernel_gradient(kernels, pointer(du), pointer(l.dk), C.int(l.In), C.int(l.Out), C.int(i*rows), C.int((i+1)*rows))
	})
	recycle(v)
	recycle(w)
	recycle(du)
	const channels = 64 // of a pixel: fewer would jump from page to page
	pixels := l.dy[:n*l.backward.InputSize()]
	parallel((l.Out+channels-1)/channels, func(i int) {
		var sum [channels]float64
		width := min(channels, l.Out-i*channels)
		for at := i * channels; at < len(pixels); at += l.Out {
			for k, g := range pixels[at : at+width] {
				sum[k] += float64(g)
			}
		}
		for k := range width {
			l.db[i*channels+k] = float32(sum[k])
		}
	})
}
