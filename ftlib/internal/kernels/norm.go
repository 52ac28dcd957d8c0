package kernels

// #include "kernels.h"
import "C"

import "math"

// Norm is the batch norm behind a convolution: its weights, its moving statistics, which training steps change, and the
// gradients after [Bottlenecks.Backward]. All are vectors [channels].
type Norm struct {
	Gamma, Beta, Mean, Variance []float32
	DGamma, DBeta               []float32

	mean, inverse, scale, shift []float32 // of the batch: mean, 1/standard deviation; y·scale + shift is the output
}

// Batch norm's constants: what is added to a variance, and the share of a moving statistic that a step keeps.
type Constants struct{ Epsilon, Momentum float64 }

func newNorm(channels int) Norm {
	vector := func() []float32 { return make([]float32, channels) }
	return Norm{DGamma: vector(), DBeta: vector(), mean: vector(), inverse: vector(), scale: vector(), shift: vector()}
}

// rowsAtOnce are the pixels whose sums are made in float32.
const rowsAtOnce = 32

// sums adds up the two sums of each piece of pixels in double precision, in the order of the pieces.
func sums(pixels, channels int, piece func(a, b []float32, first, count int)) (a, b []float64) {
	pieces := (pixels + rowsAtOnce - 1) / rowsAtOnce
	all := scratch(2 * pieces * channels)
	defer recycle(all)
	parallel(pieces, func(i int) {
		part := all[2*i*channels:][:2*channels]
		piece(part[:channels], part[channels:], i*rowsAtOnce, min(rowsAtOnce, pixels-i*rowsAtOnce))
	})
	a, b = make([]float64, channels), make([]float64, channels)
	for i := range pieces {
		part := all[2*i*channels:]
		for k := range channels {
			a[k] += float64(part[k])
			b[k] += float64(part[channels+k])
		}
	}
	return a, b
}

// train sets scale and shift by the statistics of y [pixels, channels], to which a bias is still to be added, and moves
// the moving ones towards them. The bias changes nothing but the moving mean.
func (m *Norm) train(y, bias []float32, s *C.ft_shape, pixels int, c Constants) {
	about := y[:len(m.mean)] // any value near the mean keeps the squares small
	sum, squares := sums(pixels, len(m.mean), func(a, b []float32, first, count int) {
		C.ft_moments(kernels, s, pointer(y), pointer(about), pointer(a), pointer(b), C.int(first), C.int(count))
	})
	n := float64(pixels)
	kept, new := float32(c.Momentum), float32(1-c.Momentum)
	for k := range sum {
		d := sum[k] / n
		variance := max(0, squares[k]/n-d*d)
		mean := float64(about[k]) + d
		m.Mean[k] = kept*m.Mean[k] + new*float32(mean+float64(bias[k]))
		m.Variance[k] = kept*m.Variance[k] + new*float32(variance)
		m.fold(k, mean, variance, c)
		m.mean[k] = float32(mean)
	}
}

// evaluate sets scale and shift by the moving statistics.
func (m *Norm) evaluate(bias []float32, c Constants) {
	for k := range bias {
		m.fold(k, float64(m.Mean[k])-float64(bias[k]), float64(m.Variance[k]), c)
	}
}

func (m *Norm) fold(k int, mean, variance float64, c Constants) {
	inverse := 1 / math.Sqrt(variance+c.Epsilon)
	scale := float64(m.Gamma[k]) * inverse
	m.inverse[k], m.scale[k], m.shift[k] = float32(inverse), float32(scale), float32(float64(m.Beta[k])-mean*scale)
}

// apply writes the normalised y, plus side unless it is nil, to dst as s says.
func (m *Norm) apply(dst, y, side []float32, s *C.ft_shape, pixels int) {
	parallel((pixels+rowsAtOnce-1)/rowsAtOnce, func(i int) {
		C.ft_normalize(kernels, s, pointer(y), pointer(m.scale), pointer(m.shift), pointer(side), pointer(dst),
			C.int(i*rowsAtOnce), C.int(min(rowsAtOnce, pixels-i*rowsAtOnce)))
	})
}

// gradient takes the gradient behind the ReLU, whose output is mask, laid out as masked says (nil: no ReLU), through
// both and writes it to dst as s says. What the ReLU does not let through is zeroed in g. The sum of dst is that of a
// bias in front of the norm: nothing but rounding, and Keras trains by it all the same.
func (m *Norm) gradient(dst, g, y, mask []float32, masked, s *C.ft_shape, pixels int, dbias []float32) {
	sum, product := sums(pixels, len(m.mean), func(a, b []float32, first, count int) {
		C.ft_norm_sums(kernels, masked, pointer(y), pointer(m.mean), pointer(mask), pointer(g), pointer(a), pointer(b),
			C.int(first), C.int(count))
	})
	n := float64(pixels)
	b, c := make([]float32, len(sum)), make([]float32, len(sum))
	for k := range sum {
		scale, inverse := float64(m.scale[k]), float64(m.inverse[k])
		m.DBeta[k], m.DGamma[k] = float32(sum[k]), float32(product[k]*inverse)
		b[k], c[k] = float32(-scale*inverse*inverse*product[k]/n), float32(-scale*sum[k]/n)
	}
	bias, _ := sums(pixels, len(m.mean), func(a, _ []float32, first, count int) {
		C.ft_norm_gradient(kernels, s, pointer(y), pointer(m.mean), pointer(m.scale), pointer(b), pointer(c), pointer(g),
			pointer(dst), pointer(a), C.int(first), C.int(count))
	})
	for k, v := range bias {
		dbias[k] = float32(v)
	}
}
