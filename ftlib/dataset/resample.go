package dataset

// #cgo CFLAGS: -O3
// #include "resample.h"
import "C"

import (
	"math"
	"unsafe"
)

// filter is one of Pillow's antialiasing filters: a weight for each distance up to support, in source pixels (output
// pixels when shrinking).
type filter struct {
	support float64
	weight  func(x float64) float64
}

var filters = map[string]filter{
	"box": {0.5, func(x float64) float64 {
		if x > -0.5 && x <= 0.5 {
			return 1
		}
		return 0
	}},
	"bilinear": {1, func(x float64) float64 { return max(0, 1-math.Abs(x)) }},
	"hamming": {1, func(x float64) float64 {
		x = math.Abs(x)
		if x == 0 {
			return 1
		}
		if x >= 1 {
			return 0
		}
		x *= math.Pi
		return math.Sin(x) / x * (0.54 + 0.46*math.Cos(x))
	}},
	"bicubic": {2, func(x float64) float64 {
		const a = -0.5
		switch x = math.Abs(x); {
		case x < 1:
			return ((a+2)*x-(a+3))*x*x + 1
		case x < 2:
			return (((x-5)*x+8)*x - 4) * a
		}
		return 0
	}},
	"lanczos": {3, func(x float64) float64 {
		if x >= -3 && x < 3 {
			return sinc(x) * sinc(x/3)
		}
		return 0
	}},
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	x *= math.Pi
	return math.Sin(x) / x
}

const weightBits = 32 - 8 - 2 // fractional bits of a weight: Pillow's PRECISION_BITS

// window is the weighted run of source pixels that makes one output pixel.
type window struct {
	first   int
	weights []int32
}

// windows is Pillow's precompute_coeffs and normalize_coeffs_8bpc (Resample.c). When shrinking, the filter is widened
// by the scale, which is what sets Pillow's "bilinear" apart from that of tensor libraries.
func windows(f filter, from, to int) []window {
	scale := float64(from) / float64(to)
	widen := max(scale, 1)
	support := f.support * widen
	out := make([]window, to)
	for i := range out {
		center := (float64(i) + 0.5) * scale
		first := max(int(center-support+0.5), 0)
		end := min(int(center+support+0.5), from)
		k := make([]float64, end-first)
		var sum float64
		for j := range k {
			k[j] = f.weight((float64(j+first) - center + 0.5) * (1 / widen))
			sum += k[j]
		}
		w := make([]int32, len(k))
		for j, v := range k {
			if sum != 0 {
				v /= sum
			}
			v *= 1 << weightBits
			w[j] = int32(v + math.Copysign(0.5, v)) // rounds half away from zero
		}
		out[i] = window{first, w}
	}
	return out
}

// resample is Pillow's resize with an antialiasing filter (ImagingResample): across, rounded to bytes, then down, or
// the other way round where Pillow 13 and later do so, for which that is less work.
func resample(dst []byte, src *picture, size int, f filter) {
	first, then := across, down
	if less := src.h - size; less > 0 && less > 2*(src.w-size) {
		first, then = down, across
	}
	half := first(src, size, f)
	whole := then(half, size, f)
	copy(dst, whole.pix)
	if half != src {
		recycle(half.pix)
	}
	if whole != half {
		recycle(whole.pix)
	}
}

// across gives a picture another width.
func across(src *picture, size int, f filter) *picture {
	if src.w == size {
		return src
	}
	out := &picture{w: size, h: src.h, pix: scratch(size * src.h * 3)}
	var places []C.ft_window
	var weights []int32
	for _, w := range windows(f, src.w, size) {
		place := C.ft_window{first: C.int32_t(w.first), count: C.int32_t(len(w.weights)), at: C.int32_t(len(weights))}
		places = append(places, place)
		weights = append(weights, w.weights...)
	}
	C.ft_across(samples(src.pix), C.ptrdiff_t(src.h), C.ptrdiff_t(src.w), unsafe.SliceData(places), C.ptrdiff_t(size),
		numbers(weights), weightBits, samples(out.pix))
	return out
}

func samples(b []byte) *C.uint8_t  { return (*C.uint8_t)(unsafe.SliceData(b)) }
func numbers(v []int32) *C.int32_t { return (*C.int32_t)(unsafe.SliceData(v)) }

// down gives a picture another height.
func down(src *picture, size int, f filter) *picture {
	if src.h == size {
		return src
	}
	out := &picture{w: src.w, h: size, pix: scratch(src.w * size * 3)}
	stride := src.w * 3
	sums := make([]int32, stride)
	for y, w := range windows(f, src.h, size) {
		rows, n := samples(src.pix[w.first*stride:]), C.ptrdiff_t(len(w.weights))
		C.ft_down(rows, C.ptrdiff_t(stride), numbers(w.weights), n, weightBits, numbers(sums), samples(out.pix[y*stride:]))
	}
	return out
}
