package augment

import (
	"math"
	"math/rand/v2"
)

// Variant writes a variant of an image of side·side RGB pixels, rounded to whole values: a function of (seed, number,
// image).
func (p Pipeline) Variant(dst, src []byte, side int, seed uint32, number, image int) {
	r := rand.New(rand.NewPCG(uint64(seed)<<32|uint64(uint32(number)), uint64(image)))
	values := make([]float32, len(src))
	for i, v := range src {
		values[i] = float32(v)
	}
	for i, v := range apply(values, side, p.draw(r, side)) {
		dst[i] = byte(min(max(v, 0), 255) + 0.5)
	}
}

// apply changes an image of side·side RGB values from 0 to 255, one change after the other as Keras' layers do:
// bilinear, what lies beyond the border mirrored. The image itself stays as it is.
func apply(image []float32, side int, changes []change) []float32 {
	middle := float32(side-1) / 2
	for _, c := range changes {
		a, b := float32(c.A), float32(c.B)
		switch c.Name {
		case "flip":
			image = flip(image, side, c.A != 0, c.B != 0)
		case "rotation":
			sin, cos := math.Sincos(float64(a) * math.Pi / 180)
			s, c := float32(sin), float32(cos)
			image = resample(image, side, side,
				[6]float32{c, -s, middle - middle*c + middle*s, s, c, middle - middle*s - middle*c})
		case "zoom":
			image = resample(image, side, side, [6]float32{a, 0, middle * (1 - a), 0, a, middle * (1 - a)})
		case "translation":
			image = resample(image, side, side, [6]float32{1, 0, -a, 0, 1, -b})
		case "crop":
			kept := int(c.C)
			scale := float32(kept) / float32(side)
			middle := (scale - 1) / 2 // so that the middles of both are at the same place
			image = resample(crop(image, side, int(c.A), int(c.B), kept), kept, side,
				[6]float32{scale, 0, middle, 0, scale, middle})
		case "brightness":
			image = clipped(image, 1, [3]float32{a, a, a})
		case "contrast":
			mean := means(image)
			for k, m := range mean {
				mean[k] = m - a*m
			}
			image = clipped(image, a, mean)
		}
	}
	return image
}

func flip(image []float32, side int, across, over bool) []float32 {
	out := make([]float32, len(image))
	for y := range side {
		for x := range side {
			fromX, fromY := x, y
			if across {
				fromX = side - 1 - x
			}
			if over {
				fromY = side - 1 - y
			}
			copy(out[(y*side+x)*3:][:3], image[(fromY*side+fromX)*3:][:3])
		}
	}
	return out
}

// crop is the square of kept·kept pixels whose upper left one is (left, top).
func crop(image []float32, side, left, top, kept int) []float32 {
	out := make([]float32, 0, kept*kept*3)
	for y := top; y < top+kept; y++ {
		out = append(out, image[(y*side+left)*3:][:kept*3]...)
	}
	return out
}

// resample makes an image of size·size pixels, each (x, y) from (m0·x+m1·y+m2, m3·x+m4·y+m5) of one of
// side·side, as TensorFlow's ImageProjectiveTransformV3 does. Less than a pixel beyond the border the border
// itself is taken, which makes it Keras' Resizing too.
func resample(image []float32, side, size int, m [6]float32) []float32 {
	out := make([]float32, size*size*3)
	for y := range size {
		for x := range size {
			fx := mirrored(m[0]*float32(x)+m[1]*float32(y)+m[2], side)
			fy := mirrored(m[3]*float32(x)+m[4]*float32(y)+m[5], side)
			x0, y0 := int(fx), int(fy)
			dx, dy := fx-float32(x0), fy-float32(y0)
			x1, y1 := min(x0+1, side-1), min(y0+1, side-1) // beyond the border the weight is 0
			at := func(y, x int) []float32 { return image[(y*side+x)*3:][:3:3] }
			a, b, c, d, to := at(y0, x0), at(y0, x1), at(y1, x0), at(y1, x1), out[(y*size+x)*3:][:3:3]
			for k := range to {
				to[k] = (1-dy)*((1-dx)*a[k]+dx*b[k]) + dy*((1-dx)*c[k]+dx*d[k])
			}
		}
	}
	return out
}

// mirrored folds a coordinate back between the borders, where the pixel at a border stands twice: fill_mode reflect.
func mirrored(v float32, side int) float32 {
	n := float32(side)
	if v >= 0 && v <= n-1 {
		return v
	}
	if v < 0 {
		if v < 2*n {
			v += 2 * n * float32(int(-v/(2*n)))
		}
		if v < -n {
			v += 2 * n
		} else {
			v = -v - 1
		}
	} else {
		v -= 2 * n * float32(int(v/(2*n)))
		if v >= n {
			v = 2*n - v - 1
		}
	}
	return min(max(v, 0), n-1)
}

// clipped is a factor times each value and a channel's shift, between 0 and 255.
func clipped(image []float32, factor float32, shift [3]float32) []float32 {
	out := make([]float32, len(image))
	for i := 0; i < len(image); i += 3 {
		for k, v := range image[i:][:3:3] {
			out[i+k] = min(max(factor*v+shift[k], 0), 255)
		}
	}
	return out
}

// means are those of the channels.
func means(image []float32) (mean [3]float32) {
	var sums [3]float64
	for i := 0; i < len(image); i += 3 {
		for k, v := range image[i:][:3:3] {
			sums[k] += float64(v)
		}
	}
	for k := range mean {
		mean[k] = float32(sums[k] / float64(len(image)/3))
	}
	return mean
}
