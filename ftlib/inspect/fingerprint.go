package inspect

import "math"

const (
	flat  = 2.0 // standard deviation of an image without a pattern
	block = 4   // side of the squares of a thumbnail that a first look takes
)

// fingerprint is a thumbnail less its mean, of length 1; of one colour it is all 0.
type fingerprint struct {
	all    []float32
	blocks []float32 // its part that is even over each block, of each channel
	rest   float64   // length of the other part
}

func newFingerprint(rgb []byte) *fingerprint {
	const across = thumbnail / block
	f := &fingerprint{all: make([]float32, len(rgb)), blocks: make([]float32, across*across*3+1)} // a multiple of four
	mean, squares := 0.0, 0.0
	for _, v := range rgb {
		mean += float64(v) / float64(len(rgb))
	}
	for _, v := range rgb {
		squares += (float64(v) - mean) * (float64(v) - mean)
	}
	if math.Sqrt(squares/float64(len(rgb))) < flat {
		return f
	}
	for i, v := range rgb {
		f.all[i] = float32((float64(v) - mean) / math.Sqrt(squares))
		x, y := i/3%thumbnail, i/3/thumbnail
		f.blocks[(y/block*across+x/block)*3+i%3] += f.all[i] / block
	}
	f.rest = math.Sqrt(max(0, 1-product(f.blocks, f.blocks)))
	return f
}

// correlation is that of two thumbnails, or something smaller than similar where it is: the first look bounds it from
// above, since two rests correlate no better than they are long.
func (f *fingerprint) correlation(g *fingerprint) float64 {
	if most := product(f.blocks, g.blocks) + f.rest*g.rest; most < similar-1e-5 {
		return most
	}
	return product(f.all, g.all)
}

// product is that of two vectors whose length is a multiple of four.
func product(a, b []float32) float64 {
	var s [4]float32 // apart, so that they are summed at the same time
	for i := 0; i+3 < len(a); i += 4 {
		s[0] += a[i] * b[i]
		s[1] += a[i+1] * b[i+1]
		s[2] += a[i+2] * b[i+2]
		s[3] += a[i+3] * b[i+3]
	}
	return float64(s[0] + s[1] + s[2] + s[3])
}
