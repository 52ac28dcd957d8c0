package dataset

// nearest is Pillow's resize with NEAREST (Geometry.c, ImagingScaleAffine).
func nearest(dst []byte, src *picture, size int) {
	xs, ys := positions(src.w, size), positions(src.h, size)
	for y, sy := range ys {
		row := src.pix[sy*src.w*3 : (sy+1)*src.w*3]
		out := dst[y*size*3 : (y+1)*size*3]
		for x, sx := range xs {
			copy(out[x*3:x*3+3], row[sx*3:sx*3+3])
		}
	}
}

// positions is the source coordinate of each output coordinate. The position is accumulated step by step, as Pillow
// does it: computing (i + 0.5)·step instead picks another pixel now and then.
func positions(from, to int) []int {
	step := float64(from) / float64(to)
	at := make([]int, to)
	x := step * 0.5
	for i := range at {
		at[i] = min(int(x), from-1)
		x += step
	}
	return at
}
